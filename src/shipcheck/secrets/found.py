"""What the detector finds. It holds the value: it never leaves the collector that asked."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A credential in a text: lines and columns from 1, `end` exclusive, on the line of the literal's beginning.

    `note` is a sentence on this very find, for whoever has to mend it; without the value.
    """

    line: int
    column: int
    end: int
    rule: str
    kind: str
    name: str
    value: str
    note: str = ""


TOKEN = "provider-token"  # noqa: S105  # the name of a rule
KEY = "private-key"
URL = "url-credential"
NAMED = "hardcoded-credential"
FALLBACK = "secret-fallback"
CONTAINER = "container-credential"
FILE = "credential-file"
# Not by the detector: by comparing with the developer's own `.env` files.
KNOWN = "known-value"
# When one literal is found in several ways, the first of these says most about it.
ORDER = (KEY, TOKEN, FALLBACK, CONTAINER, FILE, URL, NAMED)
