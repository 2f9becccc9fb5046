"""A container that ran: how it started, what it answered, how it stopped."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from shipcheck.subjects.run_parts import Place, Places


class Exit(NamedTuple):
    """A container that ended by itself."""

    code: Annotated[int, "its exit code"]
    seconds: Annotated[float, "after its start"] = 0.0
    out_of_memory: Annotated[bool, "the engine says that its first process was killed for memory"] = False


class Reason(NamedTuple):
    """Why a container did not come up, as its log tells it."""

    kind: Annotated[
        str,
        "variable, module, file, port, permission, syntax, database, hosts, settings, worker, exception; empty if unknown",
    ] = ""
    name: Annotated[str, "what is missing or refused: a variable, a module, a path, a port"] = ""
    sentence: Annotated[str, "the line of the log that says it, masked"] = ""
    place: Annotated[Place | None, "the project's line in the traceback"] = None
    traceback: Annotated[bool, "whether the log shows a traceback"] = False


class Listener(NamedTuple):
    """A socket that listens inside of the container."""

    address: Annotated[str, "as the kernel has it: 0.0.0.0, 127.0.0.1, ::"]
    port: int

    @property
    def local(self) -> bool:
        """Whether nobody outside of the container can reach it."""
        return self.address.startswith("127.") or self.address in {"::1", "::ffff:127.0.0.1"}


class Answer(NamedTuple):
    """What one probe was answered; no body is kept."""

    probe: Annotated[str, "health, root, unknown, foreign-host, debugger, garbage"]
    path: str = "/"
    status: Annotated[int, "0 where no HTTP answer came"] = 0
    seconds: float = 0.0
    server: Annotated[str, "the Server header"] = ""
    kind: Annotated[str, "the Content-Type"] = ""
    size: Annotated[int, "bytes that were read of the body; reading ends at a limit"] = 0
    location: Annotated[str, "where a redirect leads, masked"] = ""
    marks: Annotated[tuple[str, ...], "fingerprints that were seen in it"] = ()
    error: Annotated[str, "timeout, refused, closed, endless; empty where it was answered"] = ""


class Process(NamedTuple):
    """A process of the container."""

    pid: Annotated[int, "inside of the container where that is known: 1 is the first"]
    user: Annotated[str, "`root`, else the number of the user"] = ""
    args: Annotated[str, "masked, shortened"] = ""
    stops: Annotated[bool | None, "whether it would notice the stop signal; null where that is not known"] = None


class HealthRun(NamedTuple):
    """The image's own HEALTHCHECK, executed once while the application answered."""

    command: Annotated[str, "masked"]
    code: int
    seconds: float = 0.0
    output: Annotated[str, "its first line, masked"] = ""


class Leak(NamedTuple):
    """A secret in the log."""

    kind: Annotated[str, "canary for the planted value of a variable, else the kind of secret"]
    name: Annotated[str, "the variable whose value it was"] = ""
    line: Annotated[int, "of the log, from 1"] = 0


class Variable(NamedTuple):
    """A start without one variable."""

    name: str
    place: Annotated[Place | None, "where it is documented or read"] = None
    outcome: Annotated[str, "named, traceback, unnamed, loop, served, hung"] = ""
    secret: Annotated[bool, "whether its name promises a secret"] = False
    code: Annotated[int | None, "the exit code; null where it did not end"] = None
    seconds: float = 0.0
    sentence: Annotated[str, "the line of the log that says it, masked"] = ""


class Stop(NamedTuple):
    """How it stopped when it was asked to."""

    signal: str = "SIGTERM"
    grace: Annotated[float, "seconds that it had"] = 10.0
    seconds: float = 0.0
    code: int = 0
    killed: Annotated[bool, "whether it had to be killed"] = False
    predicted: Annotated[
        bool | None, "whether PID 1 was seen to ignore the signal beforehand; null where that is not known"
    ] = None
    first: Annotated[str, "the command of PID 1, masked"] = ""
    request: Annotated[str, "a request in flight: finished, dropped, not asked"] = "not asked"
    request_path: str = ""


class Verdict(NamedTuple):
    """What the run says about a finding that was made by reading."""

    rule: str
    path: str
    line: int
    verdict: Annotated[str, "confirmed, cancelled"]
    reason: Annotated[str, "what was seen, in one sentence"] = ""


class ContainerRun(NamedTuple):
    """One container from its start to its end."""

    service: Annotated[str, "the service's name; `app` where the project names none"] = "app"
    image: str = ""
    limits: Annotated[tuple[str, ...], "what it was held to: options of the engine"] = ()
    variables: Annotated[tuple[str, ...], "the names of what it was given"] = ()
    expected: Annotated[str, "the server that the start command ends in, by reading"] = ""
    port: Annotated[int, "the port that was expected to answer"] = 0
    port_from: Annotated[str, "option, configuration, compose, EXPOSE, command, default"] = "default"
    started: Annotated[bool, "whether the engine could start it"] = False
    refusal: Annotated[str, "the engine's sentence where it could not, masked"] = ""
    ready: Annotated[bool, "whether an HTTP answer came"] = False
    ready_seconds: Annotated[float, "from the start to the first HTTP answer"] = 0.0
    answered_port: Annotated[int, "the port that answered; 0 where none did"] = 0
    listeners: Annotated[tuple[Listener, ...], "what listens inside"] = ()
    exit: Annotated[Exit | None, "how it ended by itself; null where it did not"] = None
    exit_after_ready: Annotated[bool, "whether it ended by itself after it had answered"] = False
    reason: Annotated[Reason | None, "why it did not come up; null where it did"] = None
    health_path: str = ""
    health: Annotated[Answer | None, "what the health path answers; null where nothing was asked"] = None
    answers: Annotated[tuple[Answer, ...], "what the other probes were answered"] = ()
    processes: tuple[Process, ...] = ()
    healthcheck: Annotated[HealthRun | None, "the HEALTHCHECK, executed; null where there is none"] = None
    written: Annotated[tuple[str, ...], "what it wrote outside of volumes and /tmp"] = ()
    log_files: Annotated[tuple[str, ...], "logs that it wrote to files in the container"] = ()
    memory: Annotated[int, "bytes in use at the end of the look; 0 where that is not known"] = 0
    growth: Annotated[int, "bytes by which its own memory grew with the requests asked; 0 where it did not grow"] = 0
    asked: Annotated[int, "requests that were asked to see that"] = 0
    killed_workers: Annotated[int, "out-of-memory events seen by the engine"] = 0
    signs: Annotated[tuple[str, ...], "what the log says about servers, reloaders and debuggers"] = ()
    leaks: Annotated[tuple[Leak, ...], "secrets in the log"] = ()
    needs: Annotated[tuple[str, ...], "services that it needs and that were not there"] = ()
    missing: Annotated[tuple[Variable, ...], "starts without one variable"] = ()
    stop: Annotated[Stop | None, "how it stopped; null where it was not asked to"] = None
    log: Annotated[tuple[str, ...], "the end of its log, masked"] = ()
    log_lines: Annotated[int, "how many lines it wrote, as far as they were read"] = 0
    places: Annotated[Places, "the lines that findings point at"] = Places()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that say how it starts."""
        chain = (link.partition(":")[0] for link in self.places.chain)
        places = [one for one in self.places if isinstance(one, Place)]
        return tuple(dict.fromkeys((self.places.any.path, *(one.path for one in places), *chain)))

    def answer(self, probe: str) -> Answer | None:
        """The answer to a probe."""
        return next((one for one in self.answers if one.probe == probe), None)
