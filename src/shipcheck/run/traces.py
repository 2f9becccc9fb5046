"""What a run leaves at the engine: its labels, how it is removed, and what an earlier run could not remove."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import NamedTuple, Self

from shipcheck.model import CannotJudge
from shipcheck.run import watchdog
from shipcheck.run.beside import Beside
from shipcheck.run.engine import PATIENCE, Engine, Kind, Refused
from shipcheck.subjects.run_parts import Phase

# One label holds everything: the legacy builder makes an image of its own for each.
LABEL = "shipcheck.run"
# No run lasts longer; what is older than that belongs to nobody.
LONGEST = 2 * 3600
_LEFT = 30


class Interrupted(BaseException):
    """Somebody asked the run to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Traces:
    """The labels of one run, and the promise that nothing with them stays: a context."""

    def __init__(self, engine: Engine) -> None:
        self.id = os.urandom(6).hex()
        self.label = f"{LABEL}={self.id}/{int(time.time()) + LONGEST}/{owner(os.getpid())}"
        self._engine = engine
        self._dog: subprocess.Popen[bytes] | None = None
        self._handlers: dict[int, object] = {}
        self.cleaned = Phase("clean", "not run")
        # The names of those that were made; an engine lists its images slowly.
        self.images: list[str] = []

    @property
    def labels(self) -> tuple[str, ...]:
        """As options of whatever makes something."""
        return ("--label", self.label)

    def __enter__(self) -> Self:
        self._dog = self._watch()
        for number in (signal.SIGINT, signal.SIGTERM, *_HANGUP):
            self._handlers[number] = signal.signal(number, _interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        # A second signal must not stop the cleaning; the watchdog would finish it, but the phase line would be missing.
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN)
        began = time.monotonic()
        left = self._clean()
        seconds = round(time.monotonic() - began, 3)
        self.cleaned = Phase("clean", "failed" if left else "ok", seconds, left)
        self._dismiss(done=not left)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal` gave is what it takes

    def tell(self, line: str) -> None:
        """Tell the watchdog something."""
        if self._dog is not None and self._dog.stdin is not None:
            with suppress(OSError):  # it is gone; we clean ourselves
                self._dog.stdin.write(f"{line}\n".encode())
                self._dog.stdin.flush()

    def _watch(self) -> subprocess.Popen[bytes]:
        # A runner that cancels a job ends every process that has this mark of it in its environment.
        environment = {name: value for name, value in os.environ.items() if name != "RUNNER_TRACKING_ID"}
        words = [sys.executable, "-I", "-S", watchdog.__file__, *self._engine.command, self.label]
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    def _clean(self) -> str:
        """Remove everything; what is left, and why, in one sentence."""
        try:
            left = list(remove(self._engine, self.label, self.images))
        except (CannotJudge, Refused) as error:
            return f"the engine could not be asked: {error}"
        return f"the engine would not remove {', '.join(left)}" if left else ""

    def _dismiss(self, *, done: bool) -> None:
        if done:
            self.tell("done")
        if self._dog is not None and self._dog.stdin is not None:
            with suppress(OSError):
                self._dog.stdin.close()
            if done:
                self._dog.wait()


_HANGUP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise Interrupted(number)


def remove(engine: Engine, label: str, images: Sequence[str] = ()) -> Iterator[str]:
    """Remove what has this label; yields what could not be removed. `images` are all that have it, where that is known."""

    def names(kind: Kind) -> list[str]:
        # podman gives the label to every step of a build.
        known = images if kind[0][0] == "image" and not engine.podman else ()
        try:
            return list(known) or engine.labelled(kind[0], label)
        except Refused as refusal:
            raise CannotJudge("clean", f"the engine would not list what is left: {refusal.sentence}") from None

    # Listed at once: an engine's answer takes longer to fetch than to give. Containers go first all the same.
    every = [(kind, Beside(f"{kind[0][0]} of this run", partial(names, kind))) for kind in watchdog.KINDS]
    for kind, found in every:
        if not engine.remove(kind, found.join(2 * PATIENCE)):
            yield from engine.labelled(kind[0], label)


def owner(pid: int) -> str:
    """A process as others can look for it: the machine, its number, and when it began, since numbers come again."""
    return f"{socket.gethostname()}/{pid}/{_began(pid)}"


def _began(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
            return file.read().rpartition(")")[2].split()[19]
    except OSError:
        return "0"


def abandoned(label: str, now: float) -> bool:
    """Whether what has a label of this value belongs to no run that lives."""
    _, until, host, pid, began = [*label.split("/"), "", "", "", ""][:5]
    if not until.isdigit() or now > int(until):
        return True
    if host != socket.gethostname() or not pid.isdigit():
        return False  # of another machine on the same engine: only its time can tell
    return _began(int(pid)) != began


class Sweep:
    """Removes what earlier runs could not, beside the work of this one.

    An engine that has many images takes long to list them, and a build beside it waits.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        """Begin, if it has not."""
        if self._thread.ident is None:
            self._thread.start()

    def join(self) -> None:
        """Wait until it is done."""
        self.begin()
        self._thread.join(_LEFT)

    def _run(self) -> None:
        try:
            for run in sorted(set(self._runs())):
                list(remove(self._engine, f"{LABEL}={run}"))
        except (CannotJudge, Refused):
            return  # the run itself meets the same engine, and says so

    def _runs(self) -> Iterator[str]:
        for listing, kind in (
            (("ps", "-aq"), "container"),
            (("network", "ls", "-q"), "network"),
            (("image", "ls", "-aq"), "image"),
        ):
            for value in self._engine.values(kind, listing, LABEL):
                if abandoned(value, time.time()):
                    yield value


class Site(NamedTuple):
    """Where it runs: the engine, what the run leaves there, the project's folder."""

    engine: Engine
    traces: Traces
    root: str
