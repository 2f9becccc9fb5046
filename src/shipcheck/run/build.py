"""Builds an image as its owner would, and says what came of it."""

from __future__ import annotations

import os
import re
import selectors
import subprocess
import time
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shipcheck.collect.git import root_of
from shipcheck.collect.process import scratch_folder
from shipcheck.model import CannotJudge
from shipcheck.run.engine import Engine, EngineGone
from shipcheck.run.mask import Masks
from shipcheck.run.plan import Plan
from shipcheck.run.traces import Traces
from shipcheck.subjects.image_build import ImageBuild
from shipcheck.subjects.run_parts import Place

LINES = 400
TAIL = 30
_LONGEST_LINE = 4096
# `#7 [3/6] RUN ...`, `Step 3/6 : RUN ...`, `#7 CACHED`, ` ---> Using cache`.
_STEP = re.compile(r"^(?:#\d+ \[(?:[\w.-]+ )?\d+/\d+\] (?P<new>\S.*)|Step \d+/\d+ : (?P<old>\S.*))$")
_CACHED = re.compile(r"^(?:#\d+ CACHED|\s*---> Using cache)\s*$")
_FAILED = re.compile(
    r"(?i)^(?:#\d+ )?(?:ERROR:?|error:|failed to|the command |COPY failed|ADD failed|unknown instruction|dockerfile parse error)"
)
_NOISE = re.compile(
    r"^(?:-+|\s*>+ \[.*|#\d+ (?:sha256|CANCELED|DONE|\d+\.\d+\s*$).*|\s*)$|DEPRECATED|buildx component is missing|^\s+Install the buildx|^\s+https://docs\.docker|\.git\b.*BuildKit"
)


class Wishes(NamedTuple):
    """What the caller wants of a build: its time limit and options that are passed through."""

    seconds: float = 600.0
    options: tuple[str, ...] = ()


class Output:
    """The last lines of a build, and what they say, however many there are."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=LINES)
        self.steps = 0
        self.cached = 0
        self.step = ""
        self._seen: set[str] = set()
        self._rest = b""

    def add(self, data: bytes) -> None:
        """Bytes as they come."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[-_LONGEST_LINE:]
        for line in lines:
            self._line(line[:_LONGEST_LINE].decode("utf-8", "replace").rstrip("\r"))

    def close(self) -> None:
        """The last line may have no end."""
        if self._rest:
            self._line(self._rest.decode("utf-8", "replace"))
            self._rest = b""

    def _line(self, line: str) -> None:
        self.lines.append(line)
        found = _STEP.match(line)
        if found:
            step = found.group("new") or found.group("old")
            if step not in self._seen:
                self._seen.add(step)
                self.steps += 1
            self.step = step
        elif _CACHED.match(line):
            self.cached += 1


def build(engine: Engine, traces: Traces, root: str, plan: Plan, wishes: Wishes) -> ImageBuild:
    """The image, or why there is none; raises `CannotJudge` where the builder could not be asked."""
    masks = Masks()
    name = f"shipcheck-{traces.id}-{plain(plan.service)}"
    traces.tell(f"image {name}")
    began = time.monotonic()
    with scratch_folder() as folder:
        id_file = os.path.join(folder, "id")
        words = [*engine.builder.words, "--iidfile", id_file, "-t", name, *traces.labels, *_options(engine, plan, root)]
        code, output = run(engine, [*words, *wishes.options, _context(root, plan)], traces, wishes.seconds)
        image = _read(id_file)
    found = ImageBuild(
        service=plan.service,
        dockerfile=plan.dockerfile,
        target=plan.target,
        context=plan.context,
        base=plan.base,
        builder=engine.builder.kind,
        seconds=round(time.monotonic() - began, 3),
        steps=output.steps,
        cached=min(output.cached, output.steps),
        places=plan.places,
    )
    if code == 0 and image:
        traces.images.append(name)
        return found._replace(image=name, id=image, built=True)
    said = [line for line in output.lines if not _NOISE.search(line)]
    if any(
        "cannot connect to the docker daemon" in line.lower() or "error reading from server: eof" in line.lower()
        for line in said
    ):
        raise EngineGone("build", "the engine stopped answering during the build")
    return found._replace(
        failure=masks.line(_sentence(said)), failed_at=_place(plan, output.step, said), tail=masks.tail(said, TAIL)
    )


def _context(root: str, plan: Plan) -> str:
    """The folder that is sent to the builder; raises `CannotJudge` where it is not the repository's."""
    path = os.path.realpath(os.path.join(root, plan.context))
    whole = os.path.realpath(root_of(root) or root)
    if path != whole and not path.startswith(os.path.join(whole, "")):
        hint = "build a folder of the repository: who builds it must not send other files along"
        raise CannotJudge("build", f"the context `{plan.context}` leads out of the repository", hint)
    return path


_CREDENTIAL = re.compile(r"(?im)^\s*extraheader\s*=\s*authorization:|^\s*url\s*=\s*https?://[^\s/@]+:[^\s/@]+@")
_TOKENS = ".git/config"


def refuse_credentials(root: str, plan: Plan, engine: Engine) -> None:
    """Raise `CannotJudge` where the builder would be given a credential with the context: a checkout's token."""
    context = plan.build
    try:
        with open(os.path.join(root, plan.context, _TOKENS), encoding="utf-8", errors="replace") as file:
            holds = bool(_CREDENTIAL.search(file.read(1 << 20)))
    except OSError:
        return
    if not holds or (context is not None and context.ignore is not None and context.ignore.excludes(_TOKENS)):
        return
    taken = context is None or any(copy.takes(_TOKENS) for copy in context.copies)
    if taken or engine.builder.kind == "legacy":
        raise CannotJudge(
            "build",
            f"`{_TOKENS}` in the build context holds a credential, and the builder would be given it",
            "add `.git` to .dockerignore; in a workflow also `persist-credentials: false` of actions/checkout",
        )


def plain(text: str) -> str:
    """A service's name as part of the names that the engine knows."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "app"


def _options(engine: Engine, plan: Plan, root: str) -> list[str]:
    words = ["-f", os.path.join(root, plan.dockerfile)]
    if plan.target:
        words += ["--target", plan.target]
    if engine.builder.kind == "buildkit" and not engine.podman:
        words += ["--progress", "plain"]
    elif engine.builder.kind == "legacy":
        words += ["--force-rm"]
    return words


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        return ""


# What the legacy builder and podman say when a cached image goes while it builds on it: another run, or a person, cleaned up.
_LOST = re.compile(
    r"failed to get digest sha256:|unknown parent image ID|layer does not exist|No such image: sha256:|: image not known|identifier is not a container"
)


def run(
    engine: Engine, words: Sequence[str], traces: Traces, seconds: float, what: str = "build"
) -> tuple[int, Output]:
    """The builder's exit code and output, after a second try where it lost a step that somebody removed meanwhile."""
    code, output = _once(engine, words, traces, seconds, what)
    lost = code and any(_LOST.search(line) for line in output.lines)
    return _once(engine, words, traces, seconds, what) if lost else (code, output)


def _once(engine: Engine, words: Sequence[str], traces: Traces, seconds: float, what: str) -> tuple[int, Output]:
    """It leads a group of its own, and the watchdog knows it."""
    process = subprocess.Popen(
        [*engine.command, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **engine.builder.environment},
        start_new_session=True,
    )
    traces.tell(f"pid {process.pid}")
    output = Output()
    try:
        _drain(process, output, time.monotonic() + seconds)
        return process.wait(timeout=seconds), output
    except (TimeoutError, subprocess.TimeoutExpired):
        hint = "raise it with --build-seconds, or make the build faster" if what == "build" else ""
        raise CannotJudge(what, f"it took longer than {seconds:g} s and was stopped", hint) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()
        traces.tell(f"ended {process.pid}")
        if process.stdout is not None:
            process.stdout.close()


def _drain(process: subprocess.Popen[bytes], output: Output, end: float) -> None:
    if process.stdout is None:
        return
    pipe = process.stdout.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - time.monotonic())):
                raise TimeoutError
            data = os.read(pipe, 1 << 16)
            if not data:
                break
            output.add(data)
    output.close()


def _sentence(lines: Iterable[str]) -> str:
    """The line that says most: the last one that begins like an error, else the last."""
    every = list(lines)
    errors = [line for line in every if _FAILED.match(line.strip())]
    said = errors or every
    return re.sub(r"^#\d+ (?:\d+\.\d+ )?", "", said[-1].strip()) if said else "the builder said nothing"


def _place(plan: Plan, step: str, lines: Sequence[str]) -> Place | None:
    """The instruction that was being done when it failed: by number where BuildKit says it, else by its text."""
    for line in lines:
        found = re.search(r"(?:[Dd]ockerfile|Containerfile)[^\s:]*:(\d+)$|parse error on? line (\d+)", line.strip())
        if found:
            return plan.place_of(int(found.group(1) or found.group(2)))
    return plan.place_like(step)
