"""A suppression comment as it stands in a file, and what became of it in this run."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.model import Location


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

    @property
    def paths(self) -> tuple[str, ...]:
        """The file it stands in."""
        return (self.location.path,)
