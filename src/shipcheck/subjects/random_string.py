"""A string that looks drawn by lot, with nothing else to say what it is. The value is not in here."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.model import Location


class RandomString(NamedTuple):
    """Where it stands, and the name before it, empty where there is none; `key` is a truncated fingerprint."""

    location: Location
    name: str
    key: str

    @property
    def paths(self) -> tuple[str, ...]:
        """The file it stands in."""
        return (self.location.path,)
