"""A credential that stands in a file. The value is not in here: it never leaves the collector."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.model import Location


class SecretHit(NamedTuple):
    """Where a credential stands, whose rule it is, of what kind it is, and under which name.

    `key` is a truncated fingerprint, too short to be turned back. `hint` says what to do about this very one,
    `audited` that somebody looked at it and said that it is real.
    """

    location: Location
    rule: str
    kind: str
    name: str
    key: str
    hint: str = ""
    audited: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The file it stands in."""
        return (self.location.path,)

    def said(self, message: str) -> str:
        """A rule's sentence about it, with what is known of it besides."""
        return f"{message}; it was audited as a real secret" if self.audited else message
