"""How far a long run has come, in one line that is written again and again: for terminals only, in plain ASCII."""

from __future__ import annotations

import time
from collections.abc import Callable

WIDTH = 24
# In seconds: the eye sees no more.
OFTEN = 0.1


class Progress:
    """Writes to a terminal; without one (`say` is None) it does nothing."""

    def __init__(self, say: Callable[[str], object] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock
        self._began = self._told = clock()
        self._shown = 0

    def begin(self) -> None:
        """From here on speed is measured."""
        self._began = self._clock()

    def counted(self, number: int, what: str) -> None:
        """Show a number whose end is not known."""
        if self._say is not None and self._due():
            self._show(f"{number:,} {what}")

    def done(self, done: int, total: int, what: str) -> None:
        """Show a part of a whole, both in bytes."""
        if self._say is not None and self._due():
            self._show(f"{bar(done, total, self._clock() - self._began)}  {what}")

    def end(self) -> None:
        """Take the line away."""
        if self._say is not None and self._shown:
            self._say(f"\r{' ' * self._shown}\r")
            self._shown = 0

    def note(self, text: str) -> None:
        """A line of its own."""
        if self._say is not None:
            self.end()
            self._say(f"{text}\n")

    def _due(self) -> bool:
        now = self._clock()
        if now - self._told < OFTEN:
            return False
        self._told = now
        return True

    def _show(self, text: str) -> None:
        if self._say is not None:
            self._say(f"\r{text.ljust(self._shown)}")
            self._shown = len(text)


def bar(done: int, total: int, seconds: float) -> str:
    """`[######------------------]  25 %  1.2 of 4.8 GB  110 MB/s  33 s left`; what cannot be known yet is left out."""
    share = min(done / total, 1.0) if total else 1.0
    full = int(share * WIDTH)
    text = f"[{'#' * full}{'-' * (WIDTH - full)}] {share * 100:3.0f} %  {_amount(done, total)}"
    if seconds >= 1 and done:
        pace = done / seconds
        text += f"  {pace / 1e6:,.0f} MB/s  {_time((total - done) / pace)} left"
    return text


def _amount(done: int, total: int) -> str:
    unit, size = ("GB", 1e9) if total >= 1e9 else ("MB", 1e6)  # noqa: PLR2004
    return f"{done / size:,.1f} of {total / size:,.1f} {unit}"


def _time(seconds: float) -> str:
    seconds = max(seconds, 0)
    if seconds < 120:  # noqa: PLR2004
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004
