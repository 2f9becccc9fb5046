"""Says on a terminal what is happening and for how long; in a log one plain line a phase."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO

from shipcheck.report.escape import terminal
from shipcheck.subjects.run_parts import Phase

_WIDTH = 110


class Lines:
    """A line for each phase; on a terminal the one that is being done counts its seconds."""

    def __init__(self, stream: TextIO, *, several: bool = False) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._several = several
        self._lock = threading.Lock()
        self._now: tuple[str, float] | None = None
        if self._live:
            threading.Thread(target=self._tick, daemon=True).start()

    def begin(self, service: str, name: str) -> None:
        """A phase begins."""
        with self._lock:
            self._now = (self._head(service, name), time.monotonic())

    def end(self, service: str, phase: Phase, note: str) -> None:
        """A phase is over."""
        with self._lock:
            self._now = None
            said = phase.reason or note
            time_ = f"{phase.seconds:7.2f} s" if phase.state != "not run" else " " * 9
            line = f"{self._head(service, phase.name)}  {phase.state:<7} {time_}  {said}".rstrip()
            clear = "\r\x1b[K" if self._live else ""
            self._stream.write(f"{clear}{terminal(line)[: _WIDTH * 2]}\n")
            self._stream.flush()

    def say(self, text: str) -> None:
        """A line of its own."""
        with self._lock:
            self._stream.write(f"{terminal(text)}\n")
            self._stream.flush()

    def _head(self, service: str, name: str) -> str:
        return f"{service}: {name:<9}" if self._several else f"{name:<9}"

    def _tick(self) -> None:
        while True:
            time.sleep(0.1)
            with self._lock:
                if self._now is not None:
                    head, began = self._now
                    self._stream.write(f"\r\x1b[K{terminal(head)}  {time.monotonic() - began:15.1f} s")
                    self._stream.flush()


def standard() -> TextIO:
    """Where progress goes: never to where the report goes."""
    return sys.stderr
