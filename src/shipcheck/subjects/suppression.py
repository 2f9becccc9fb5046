"""A suppression comment as it stands in a file, and what became of it in this run."""

from __future__ import annotations

import re
from typing import NamedTuple

from shipcheck.model import Location

DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"


class Suppression(NamedTuple):
    """`shipcheck: ignore[rules] reason until=day`; the engine fills in what follows `until`."""

    location: Location
    rules: tuple[str, ...]
    reason: str
    until: str
    used: bool = False
    judged: bool = False
    today: str = ""
    unknown: tuple[str, ...] = ()

    def lasts(self, today: str) -> bool:
        """Whether its day has not passed; what is no day never lasts, or a slip of the pen would silence for ever."""
        return not self.until or bool(re.fullmatch(DAY, self.until) and today <= self.until)

    @property
    def paths(self) -> tuple[str, ...]:
        """The file it stands in."""
        return (self.location.path,)
