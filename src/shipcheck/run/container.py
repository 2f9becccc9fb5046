"""One container: started within limits, watched, removed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Self

from shipcheck.collect import process
from shipcheck.model import CannotJudge
from shipcheck.run.ask import Target
from shipcheck.run.engine import PATIENCE, Engine, EngineGone, Refused
from shipcheck.run.traces import Traces
from shipcheck.run.values import Given
from shipcheck.run.waiting import Waiting
from shipcheck.run.watchdog import KINDS
from shipcheck.subjects.container_run import Exit, Listener

MOST_LOG_LINES = 5000
START_SECONDS = 60.0
_STAMP = re.compile(r"^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?(.*)$", re.DOTALL)
_LISTEN = "0A"
_MOST_LISTENERS = 50


class Limits(NamedTuple):
    """What a container may take, and how long each phase may."""

    memory: str = "1g"
    processes: int = 512
    processors: str = "1"
    ready: float = 30.0
    grace: float = 10.0
    watch: float = 5.0
    network: str = ""


class Settings(NamedTuple):
    """What a container is started with."""

    image: str
    name: str
    port: int
    variables: tuple[Given, ...]
    limits: Limits
    root: bool
    command: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def options(self, *, published: bool = True) -> tuple[str, ...]:
        """The engine's options that hold it: no more than it needs, nothing of this machine, gone when it is over."""
        limits = self.limits
        options = [
            *("--memory", limits.memory, "--memory-swap", limits.memory),
            *("--pids-limit", str(limits.processes), "--cpus", limits.processors),
            *("--security-opt", "no-new-privileges"),
            *("--log-driver", "json-file", "--log-opt", "max-size=10m", "--log-opt", "max-file=1"),
        ]
        if not self.root:
            options += ["--cap-drop", "ALL"]
        if limits.network:
            options += ["--network", limits.network]
        if published and limits.network != "none":
            options += ["--publish", f"127.0.0.1::{self.port}"]
        return (*options, *self.more)


class State(NamedTuple):
    """What the engine says of a container now."""

    running: bool
    code: int
    out_of_memory: bool
    pid: int
    published: int
    address: str
    finished: float = 0.0
    id: str = ""


class NotStarted(Exception):  # noqa: N818  # an outcome
    """The engine would not start it: its sentence."""


class Container:
    """A container that runs: a context, after which it is gone."""

    def __init__(self, engine: Engine, traces: Traces, settings: Settings) -> None:
        self._engine = engine
        self.settings = settings
        self._traces = traces
        self._waiter: Waiting | None = None
        self.began = 0.0
        self.since = 0.0
        self._state: State | None = None

    def __enter__(self) -> Self:
        self.since = time.time()
        words, environment = given_words(self.settings.variables)
        self._traces.tell(f"container {self.settings.name}")
        options = [*self._traces.labels, *self.settings.options(), *words]
        done = self._tried("run", "--detach", "--name", self.settings.name, *options, environment=environment)
        self.began = time.monotonic()
        if done.code:
            self.remove()
            raise NotStarted(sentence(done.err))
        self._waiter = self._engine.wait(self.settings.name)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(CannotJudge):  # the engine is gone, or slow: the run's own cleaning and the watchdog follow
            self.remove()
        self._end_waiter()

    def _tried(self, *words: str, environment: dict[str, str]) -> process.Outcome:
        command = (*words, "--", self.settings.image, *self.settings.command)
        return self._engine.tried(*command, seconds=START_SECONDS, environment=environment)

    def _end_waiter(self) -> None:
        if self._waiter is not None:
            self._waiter.close()
            self._waiter = None

    def remove(self) -> None:
        """Remove it, with its volumes."""
        self._engine.remove(KINDS[0], (self.settings.name,))

    @property
    def seconds(self) -> float:
        """Since its start."""
        return time.monotonic() - self.began

    def ended(self) -> bool:
        """Whether it has ended, by itself or not; costs nothing."""
        return self._waiter is not None and self._waiter.ended()

    def state(self) -> State:
        """What the engine says now."""
        try:
            said = self._engine.inspect("container", self.settings.name)[0]
        except Refused as refusal:
            raise CannotJudge("the container", f"somebody removed it: {refusal.sentence}") from None
        found = said.get("State") or {}
        return State(
            running=bool(found.get("Running")),
            code=int(found.get("ExitCode") or 0),
            out_of_memory=bool(found.get("OOMKilled")),
            pid=int(found.get("Pid") or 0),
            published=_published(said, self.settings.port),
            address=_address(said),
            finished=_time(str(found.get("FinishedAt") or "")),
            id=str(said.get("Id") or self.settings.name),
        )

    def first_state(self) -> State:
        """The state right after the start: which port, which process. Asked once."""
        if self._state is None:
            self._state = self.state()
        return self._state

    def exit(self) -> Exit:
        """How it ended."""
        state = self.state()
        return Exit(state.code, round(self.seconds, 2), state.out_of_memory)

    def target(self, port: int = 0) -> Target | None:
        """Where to ask: the published port, or another one by the container's own address; None where that is not had."""
        state = self.first_state()
        if not port or port == self.settings.port:
            return Target("127.0.0.1", state.published) if state.published else None
        return Target(state.address, port) if state.address else None

    def log(self, most: int = MOST_LOG_LINES) -> list[str]:
        """The last lines it wrote, both streams in the order in which they came; raises `CannotJudge`."""
        out, err = self._engine.logs(self.settings.name, most)
        lines = [*_stamped(out), *_stamped(err)]
        return [text for _, text in sorted(lines, key=lambda one: one[0])][-most:]

    def listeners(self) -> list[Listener] | None:
        """What listens inside; None where that cannot be seen."""
        texts = _own_files(self.first_state().pid)
        if texts is None:
            try:
                done = self.run(("cat", "/proc/net/tcp", "/proc/net/tcp6"), PATIENCE)
            except EngineGone:
                raise
            except CannotJudge:
                return None
            if done.code and not done.out:
                return None
            texts = [done.out.decode("ascii", "replace")]
        return listening(texts)

    def run(self, words: Sequence[str], seconds: float) -> process.Outcome:
        """A command inside of it; raises `TookTooLong`, or `CannotJudge` where the engine did not begin it."""
        try:
            return self._engine.run(self.settings.name, words, seconds)
        except Refused as refusal:
            said = f"the engine did not begin it: {sentence(refusal.sentence.encode())}"
            raise CannotJudge(f"`{words[0]}` in the container", said) from None

    def stop(self, grace: float) -> tuple[State, float]:
        """Ask it to stop: its state then, and the seconds it took, without those in which the engine tidied up."""
        began, asked = time.monotonic(), time.time()
        self._engine.stop(self.settings.name, grace)
        seconds = time.monotonic() - began
        state = self.state()
        own = state.finished - asked
        # Another machine's clock may be another time.
        return state, own if 0 < own < seconds else seconds


# Variables that the engine's own command heeds.
_HEEDED = re.compile(
    r"(?i)(?:DOCKER|BUILDKIT|BUILDX|BUILDAH|CONTAINERS?|PODMAN|COMPOSE|LD|DYLD|SSL|XDG|OTEL|GRPC)_.*"
    r"|GO[A-Z]+|(?:HTTPS?|ALL|NO|FTP)_PROXY|HOME|PATH|TMPDIR"
)


def given_words(variables: Iterable[Given]) -> tuple[list[str], dict[str, str]]:
    """Options and environment of the command: values do not stand in arguments, which everybody can list."""
    words, environment = [], {}
    for one in variables:
        if one.name in os.environ or _HEEDED.fullmatch(one.name):
            words += ["--env", f"{one.name}={one.value}"]
        else:
            words += ["--env", one.name]
            environment[one.name] = one.value
    return words, environment


def sentence(err: bytes) -> str:
    """What the engine says, without where it says it."""
    text = err.decode("utf-8", "replace")
    lines = [
        line for line in text.splitlines() if line.strip() and "Run 'docker" not in line and "DEPRECATED" not in line
    ]
    line = next((line for line in lines if "Error" in line or "error" in line), lines[-1] if lines else "no message")
    line = re.sub(
        r"^\S*docker\S*: |Error response from daemon: |failed to create shim(?: task)?: |OCI runtime \w+ failed: ",
        "",
        line,
    )
    line = re.sub(r"runc create failed: |container_linux\.go:\d+: |starting container process caused: ", "", line)
    return re.sub(r": unknown\.?$", "", line)


def _time(text: str) -> float:
    """Seconds since 1970 of the engine's times; 0 for what is none."""
    found = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)\Z", text)
    if found is None:
        return 0.0
    from datetime import datetime

    return datetime.fromisoformat(f"{found[1]}{found[2] or ''}{found[3].replace('Z', '+00:00')}").timestamp()


def _published(said: Any, port: int) -> int:
    bound = ((said.get("NetworkSettings") or {}).get("Ports") or {}).get(f"{port}/tcp") or ()
    return next((int(one["HostPort"]) for one in bound if str(one.get("HostPort", "")).isdigit()), 0)


def _address(said: Any) -> str:
    networks = (said.get("NetworkSettings") or {}).get("Networks") or {}
    return next((str(one["IPAddress"]) for one in networks.values() if one.get("IPAddress")), "")


def _stamped(data: bytes) -> list[tuple[str, str]]:
    found = []
    for line in data.decode("utf-8", "replace").split("\n"):
        match = _STAMP.match(line)
        if match:
            found.append((match.group(1), match.group(2).rstrip("\r")))
    return found


def _own_files(pid: int) -> list[str] | None:
    """The kernel's tables, where the engine is on this machine."""
    try:
        texts = []
        for name in ("tcp", "tcp6"):
            with open(f"/proc/{pid}/net/{name}", encoding="ascii") as file:
                texts.append(file.read(1 << 20))
        with open(f"/proc/{pid}/cgroup", encoding="ascii") as file:
            own = file.read(1 << 16)
    except OSError:
        return None
    return texts if pid > 1 and own else None


def listening(texts: Iterable[str]) -> list[Listener]:
    """The listening sockets of `/proc/net/tcp` and its like."""
    found: dict[Listener, None] = {}
    for text in texts:
        for line in text.splitlines():
            words = line.split()
            if len(words) > 3 and words[3] == _LISTEN and ":" in words[1]:  # noqa: PLR2004
                address, _, port = words[1].partition(":")
                found[Listener(_readable(address), int(port, 16))] = None
    return sorted(found, key=lambda one: (one.port, one.address))[:_MOST_LISTENERS]


def _readable(address: str) -> str:
    import ipaddress  # only where something listens

    raw = b"".join(bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8))
    return str(ipaddress.ip_address(raw))
