"""Everything an operator would ask a container that answers."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from shipcheck.collect.process import TookTooLong
from shipcheck.model import CannotJudge
from shipcheck.run import ask
from shipcheck.run.ask import Reply, Target
from shipcheck.run.container import Container, sentence
from shipcheck.run.engine import Engine, Refused
from shipcheck.run.mask import Masks
from shipcheck.subjects import fingerprints
from shipcheck.subjects.container_run import Answer, HealthRun, Leak, Process
from shipcheck.subjects.image_build import HealthCheck

SECONDS = 5.0
_TERM = 1 << 14
_SIGNALS = {
    "SIGHUP": 1,
    "SIGINT": 2,
    "SIGQUIT": 3,
    "SIGKILL": 9,
    "SIGUSR1": 10,
    "SIGUSR2": 12,
    "SIGTERM": 15,
    "SIGWINCH": 28,
}
LONGEST_HEALTH = 30.0
_MOST_PATHS = 20
_MOST_PROCESSES = 100
_NOT_YET = 503
_PAUSE = 0.2
# Requests of each path, twice, to see whether memory grows with them.
_REQUESTS = 8
_LONGEST_GROWTH = 3.0
# What may be written anywhere, and what Python leaves beside its modules.
_TEMPORARY = re.compile(
    r"^/(?:tmp|run|var/run|var/tmp|dev|proc|sys|root/\.cache|home/[^/]+/\.cache)(?:/|$)|/__pycache__(?:/|$)|\.pyc$|\.pid$|\.sock$|/\.gunicorn(?:/|$)|^/etc/(?:hosts|hostname|resolv\.conf|mtab)$"
)
_LOG_FILE = re.compile(r"(?:^/var/log/.+|\.log(?:\.\d+)?)$")


def answer(probe: str, path: str, reply: Reply, masks: Masks) -> Answer:
    """A reply as evidence."""
    marks = dict.fromkeys(fingerprints.of_answer(probe, reply.head.lower(), reply.body))
    server = reply.header("server")
    if mark := fingerprints.of_server(server):
        marks[mark] = None
    return Answer(
        probe=probe,
        path=masks.line(path),
        status=reply.status,
        seconds=round(reply.seconds, 3),
        server=masks.line(server, 100),
        kind=masks.line(reply.header("content-type"), 100),
        size=len(reply.body),
        location=masks.line(reply.header("location")),
        marks=tuple(marks),
        error="endless" if reply.endless else reply.error,
    )


def health(target: Target, paths: Sequence[str], end: float, masks: Masks) -> Answer:
    """What the health path answers: the named one, else the first of the usual ones that says yes.

    One in front of that which breaks, or keeps its asker waiting, is there, and is what a deployment would ask. One that
    says "not yet" (503) is asked again until `end`.
    """
    found = []
    for path in paths:
        reply = ask.get(target, path, seconds=SECONDS)
        while reply.status == _NOT_YET and time.monotonic() < end:
            time.sleep(_PAUSE)
            reply = ask.get(target, path, seconds=SECONDS)
        found.append(answer("health", path, reply, masks))
        if 200 <= reply.status < 300:  # noqa: PLR2004
            return next((one for one in found if one.status >= 500 or one.error), found[-1])  # noqa: PLR2004
    served = [one for one in found if one.status != 404]  # noqa: PLR2004
    return served[0] if served else found[-1]


def probes(target: Target, masks: Masks) -> Iterator[Answer]:
    """Questions that need no fault in the application."""
    yield answer("root", "/", ask.get(target, "/", seconds=SECONDS, accept=ask.PAGES), masks)
    unknown = ask.get(target, f"/shipcheck-{os.urandom(4).hex()}", seconds=SECONDS, accept=ask.PAGES)
    yield answer("unknown", "/shipcheck-unknown", unknown, masks)
    foreign = ask.get(target, "/", seconds=SECONDS, host="shipcheck.invalid", accept=ask.PAGES)
    yield answer("foreign-host", "/", foreign, masks)
    debugger = ask.get(target, fingerprints.DEBUGGER_PATH, seconds=SECONDS)
    yield answer("debugger", fingerprints.DEBUGGER_PATH, debugger, masks)
    yield answer("garbage", "", ask.send(target, fingerprints.GARBAGE, seconds=SECONDS), masks)


def processes(engine: Engine, container: Container, signal: str, masks: Masks) -> tuple[Process, ...]:
    """The processes with their users and whether each would notice the stop signal; none where that cannot be seen."""
    first = container.first_state().pid
    rows = engine.top(container.settings.name, 6, "-eo", "pid,uid,caught,ignored,blocked,args")
    if rows is None:
        return _plainly(engine, container, masks)
    found = []
    for words in rows[:_MOST_PROCESSES]:
        if len(words) == 6 and words[0].isdigit():  # noqa: PLR2004
            number = 1 if int(words[0]) == first else int(words[0])
            stops = _notices(words[2], words[4], signal)
            found.append(Process(number, "root" if words[1] == "0" else words[1], masks.line(words[5], 200), stops))
    return tuple(sorted(found, key=lambda one: one.pid))


def _plainly(engine: Engine, container: Container, masks: Masks) -> tuple[Process, ...]:
    """The same where `ps` knows no masks."""
    rows = engine.top(container.settings.name, 8) or []
    return tuple(
        Process(int(words[1]), words[0], masks.line(words[7], 200))
        for words in rows[:_MOST_PROCESSES]
        if len(words) == 8 and words[1].isdigit()  # noqa: PLR2004
    )


def _notices(caught: str, blocked: str, signal: str) -> bool | None:
    number = (
        int(signal)
        if signal.isdigit()
        else _SIGNALS.get(signal.upper() if signal.upper().startswith("SIG") else f"SIG{signal.upper()}", 0)
    )
    if not number:
        return None
    try:
        return bool((int(caught, 16) | int(blocked, 16)) >> (number - 1) & 1)
    except ValueError:
        return None


def health_check(container: Container, check: HealthCheck | None, masks: Masks) -> HealthRun | None:
    """The image's own HEALTHCHECK, executed once; raises `CannotJudge` where that could not be done."""
    if check is None:
        return None
    words = ["/bin/sh", "-c", *check.test[1:2]] if check.test[0] == "CMD-SHELL" else list(check.test[1:])
    began = time.monotonic()
    shown = masks.line(" ".join(check.test[1:]), 200)
    try:
        done = container.run(words, min(check.timeout, LONGEST_HEALTH))
    except TookTooLong:
        return HealthRun(shown, 1, round(time.monotonic() - began, 3), "it took longer than its own time limit")
    seconds = round(time.monotonic() - began, 3)
    lines = [line for line in (done.out + b"\n" + done.err).decode("utf-8", "replace").splitlines() if line.strip()]
    return HealthRun(shown, done.code, seconds, masks.line(lines[-1].strip(), 200) if lines and done.code else "")


Written = tuple[tuple[str, ...], tuple[str, ...]]


def written(engine: Engine, container: Container, volumes: Iterable[str]) -> Written:
    """Files that were written outside of volumes and temporary folders, and those of them that are logs.

    Raises `CannotJudge` where nobody can say it.
    """
    paths = _newer(container)
    if paths is None:
        # Not by its name, which its image has as well: podman would speak of that.
        done = engine.tried("diff", container.first_state().id)
        if done.code:
            raise CannotJudge("written files", f"the engine would not say what was written: {sentence(done.err)}")
        lines = done.out.decode("utf-8", "replace").splitlines()
        paths = [line[2:] for line in lines if line[:2] in {"A ", "C "}]
    parents = {path.rpartition("/")[0] for path in paths}
    inside = tuple(f"{one.rstrip('/')}/" for one in volumes)
    files = [
        path for path in paths if path not in parents and not _TEMPORARY.search(path) and not path.startswith(inside)
    ]
    return tuple(files[:_MOST_PATHS]), tuple(path for path in files if _LOG_FILE.search(path))[:_MOST_PATHS]


def _newer(container: Container) -> list[str] | None:
    """The files of the image's own file system that changed since its start; None where nothing inside can say it.

    An engine's own answer may cost it a walk through every file of every layer: two seconds for a large image.
    """
    # An engine writes this file when it makes a container.
    words = ("find", "/", "-xdev", "-type", "f", "-newer", "/etc/hostname")
    try:
        done = container.run(words, SECONDS)
    except CannotJudge:
        return None
    # Where the image's user may not look, no process of the image could write either.
    if done.code and not all(line.endswith(b"Permission denied") for line in done.err.splitlines() or (b"",)):
        return None
    return done.out.decode("utf-8", "replace").splitlines()


def killed_workers(engine: Engine, container: Container) -> int:
    """How often the kernel killed one of its processes for memory; raises `CannotJudge` where the engine will not say."""
    # Until now and no later: the engine would wait for what is still to come.
    try:
        found = engine.events(container.settings.name, "oom", container.since - 1, time.time())
    except Refused as refusal:
        raise CannotJudge("killed workers", f"the engine would not say what happened: {refusal.sentence}") from None
    return sum(1 for one in found if one.get("status", "oom"))


def leaks(
    lines: Sequence[str], canaries: dict[str, str], secrets: Callable[[bytes], Iterable[tuple[int, str, str]]]
) -> tuple[Leak, ...]:
    """Canaries and secrets of known shapes in the log; `canaries` are the names by their values."""
    found: dict[tuple[str, str], Leak] = {}
    planted = set()
    for number, line in enumerate(lines, start=1):
        for value, name in canaries.items():
            if value in line:
                planted.add(number)
                found.setdefault(("canary", name), Leak("canary", name, number))
    text = "\n".join(lines).encode()
    for number, kind, name in secrets(text):
        if number not in planted:
            found.setdefault((kind, name), Leak(kind, name, number))
    return tuple(found.values())[:_MOST_PATHS]


def memory(pid: int) -> int:
    """Bytes in use by the container's group, where the engine is on this machine."""
    return next((int(text) for text in _group_files(pid, "memory.usage_in_bytes", "memory.current") if text.strip()), 0)


def own_memory(pid: int) -> int:
    """The same without what the kernel keeps of files and could drop."""
    for text in _group_files(pid, "memory.stat", "memory.stat"):
        found = re.search(r"^(?:total_rss|anon) (\d+)$", text, re.MULTILINE)
        if found:
            return int(found.group(1))
    return 0


def _group_files(pid: int, old: str, new: str) -> Iterator[str]:
    """A file of the container's control group, by its name in the first version and in the second."""
    try:
        with open(f"/proc/{pid}/cgroup", encoding="ascii") as file:
            groups = [line.strip().split(":", 2) for line in file]
    except OSError:
        return
    for _, kinds, path in (one for one in groups if len(one) == 3):  # noqa: PLR2004
        base = "/sys/fs/cgroup/memory" if "memory" in kinds else "/sys/fs/cgroup" if not kinds else ""
        if base:
            with suppress(OSError), open(f"{base}{path}/{old if kinds else new}", encoding="ascii") as file:
                yield file.read()


def growth(target: Target, paths: Sequence[str], pid: int) -> tuple[int, int]:
    """By how many bytes its memory grew while it answered so many requests, if it grew twice in a row; else 0 of them."""
    end = time.monotonic() + _LONGEST_GROWTH
    sizes, asked = [own_memory(pid)], 0
    for _ in range(2):
        for path in (*paths,) * _REQUESTS:
            if time.monotonic() > end or not sizes[0]:
                return 0, asked
            ask.get(target, path, seconds=SECONDS)
            asked += 1
        sizes.append(own_memory(pid))
    return 2 * max(0, min(sizes[1] - sizes[0], sizes[2] - sizes[1])), asked
