"""What happens, one after the other, each with its own line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from shipcheck.model import CannotJudge, Unjudged
from shipcheck.subjects.run_parts import PHASES, Phase


class Tell(Protocol):
    """Who is told what happens."""

    def begin(self, service: str, name: str) -> None:
        """A phase begins."""
        ...

    def end(self, service: str, phase: Phase, note: str) -> None:
        """A phase is over."""
        ...


class Failed(Exception):  # noqa: N818  # it names an outcome that is a finding's matter, not a fault of ours
    """A phase came to a bad end that the evidence tells more about; one sentence."""


class Phases:
    """The phases of one service."""

    def __init__(self, service: str, tell: Tell) -> None:
        self._service = service
        self._tell = tell
        self._done: dict[str, Phase] = {}
        self.unjudged: list[Unjudged] = []

    @contextmanager
    def phase(self, name: str, note: Callable[[], str] = str) -> Iterator[None]:
        """Run one; raises `Failed` on where it failed, so that what builds on it does not run."""
        self._tell.begin(self._service, name)
        began = time.monotonic()
        try:
            yield
        except CannotJudge as reason:
            self._over(name, "failed", began, reason.unjudged.reason)
            self._record(reason)
            raise Failed(reason.unjudged.reason) from None
        except Failed as reason:
            self._over(name, "failed", began, str(reason))
            raise
        except BaseException:
            self._over(name, "failed", began, "it was interrupted")
            raise
        self._over(name, "ok", began, "", note())

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of a phase: what of it cannot be judged is recorded, and the phase goes on."""
        try:
            yield
        except CannotJudge as reason:
            self._record(reason)

    def skip(self, name: str, reason: str) -> None:
        """Record that a phase did not run."""
        if name not in self._done:
            self._done[name] = Phase(name, "not run", 0.0, reason)  # type: ignore[arg-type]  # one of PHASES
            self._tell.end(self._service, self._done[name], "")

    def rest(self, reason: str) -> None:
        """Record that all others did not run; planning came before, and cleaning is not one service's."""
        for name in PHASES:
            if name not in {"plan", "clean"}:
                self.skip(name, reason)

    @property
    def done(self) -> tuple[Phase, ...]:
        """In their order."""
        return tuple(self._done[name] for name in PHASES if name in self._done)

    def _record(self, reason: CannotJudge) -> None:
        self.unjudged.append(reason.unjudged._replace(what=f"{self._service}: {reason.unjudged.what}"))

    def _over(self, name: str, state: str, began: float, reason: str, note: str = "") -> None:
        seconds = round(time.monotonic() - began, 3)
        self._done[name] = Phase(name, state, seconds, reason)  # type: ignore[arg-type]  # of the known words
        self._tell.end(self._service, self._done[name], note)
