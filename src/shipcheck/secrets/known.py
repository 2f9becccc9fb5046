"""`.secrets.baseline`: what was accepted before, in the format of detect-secrets 1.x, read and written without its noise.

`results` is detect-secrets' own: path, type and the unsalted SHA-1 of the value. `shipcheck` is ours, a key that
detect-secrets does not read: what only we find, and weak values, of which eight bits are written (docs/decisions.md).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from shipcheck.lazy import lazy

OURS = "shipcheck"
_DIGEST = lazy(r"[0-9a-f]{40}\Z")
_KEY = lazy(r"[0-9a-f]{2}\Z")
# Where a value stood moves with every edit, when it was written changes with every run: neither says what was accepted.
_NOISE = ("line_number", "generated_at")


class Answer(enum.IntEnum):
    """What somebody said of a find; the highest of several holds."""

    UNAUDITED = 0
    HARMLESS = 1
    REAL = 2

    @property
    def verdict(self) -> bool | None:
        """The same in detect-secrets' words: `is_secret`."""
        return None if self is Answer.UNAUDITED else self is Answer.REAL


class Names(NamedTuple):
    """By what a find is known: the digests of its value, and for our own entries its rule, name and eight bits."""

    digests: tuple[str, ...]
    rule: str
    name: str
    key: str


class Known:
    """A baseline's entries by path, with `/` between its parts. `document` is the file as it was read."""

    __slots__ = ("_ours", "_places", "_theirs", "document")

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._places: dict[str, list[tuple[str, Answer]]] | None = None
        self._theirs: dict[str, dict[str, Answer]] = {}
        self._ours: dict[str, dict[tuple[str, str, str], Answer]] = {}
        for path, entry in entries(document, "results"):
            _note(self._theirs.setdefault(path, {}), entry["hashed_secret"], answer(entry))
        for path, entry in entries(document, OURS):
            mark = entry.get("hashed_secret") or entry["key"]
            _note(self._ours.setdefault(path, {}), (entry["rule"], entry["name"], mark), answer(entry))

    def holds(self, path: str) -> bool:
        """Whether detect-secrets has entries for a path."""
        return path in self._theirs

    def answer(self, path: str, names: Names) -> Answer | None:
        """What was said of this find; None if nothing was."""
        theirs, ours = self._theirs.get(path, {}), self._ours.get(path, {})
        found = [theirs[digest] for digest in names.digests if digest in theirs]
        marks = ((names.rule, names.name, mark) for mark in (*names.digests, names.key))
        found += [ours[mark] for mark in marks if mark in ours]
        return max(found, default=None)

    def moved(self, names: Names, gone: Callable[[str], bool]) -> Answer | None:
        """What was said of the same value in a file that is not there any more. Only for values that no two files share."""
        if self._places is None:
            self._places = {}
            for path, theirs in self._theirs.items():
                for digest, said in theirs.items():
                    self._places.setdefault(digest, []).append((path, said))
            for path, ours in self._ours.items():
                for (_, _, mark), said in ours.items():
                    self._places.setdefault(mark, []).append((path, said))
        held = [place for digest in names.digests for place in self._places.get(digest, [])]
        return max((said for path, said in held if gone(path)), default=None)


def _note(held: dict[Any, Answer], mark: object, said: Answer) -> None:
    held[mark] = max(held.get(mark, said), said)


def answer(entry: Mapping[str, Any]) -> Answer:
    """What an entry says of its find."""
    verdict = entry.get("is_secret")
    return Answer.UNAUDITED if verdict is None else Answer.REAL if verdict else Answer.HARMLESS


def parse(text: str) -> Known:
    """A baseline from its text; raises `ValueError` for what is none."""
    import json  # noqa: PLC0415  # most projects have no baseline

    try:
        document = json.loads(text)
        _check(document)
        return Known(document)
    except (TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError(OURS) from None


def _check(document: dict[str, Any]) -> None:
    document["results"].items()
    for part, valid in (("results", _theirs), (OURS, _ours)):
        for listed in document.get(part, {}).values():
            if not (isinstance(listed, list) and all(isinstance(entry, dict) and valid(entry) for entry in listed)):
                raise ValueError(part)


def _theirs(entry: dict[str, Any]) -> bool:
    return isinstance(entry["hashed_secret"], str) and entry.get("is_secret") in {True, False, None}


def _ours(entry: dict[str, Any]) -> bool:
    marked = _DIGEST.match(entry.get("hashed_secret", "")) or _KEY.match(entry.get("key", ""))
    named = isinstance(entry["rule"], str) and isinstance(entry["name"], str)
    return bool(marked) and named and entry.get("is_secret") in {True, False, None}


def entries(document: Mapping[str, Any], part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of `results` or `shipcheck` with their paths."""
    for path, listed in document.get(part, {}).items():
        for entry in listed:
            yield path.replace("\\", "/"), entry


def render(document: Mapping[str, Any], *, slim: bool = True) -> str:
    """The text of a baseline, its entries sorted: the same document gives the same bytes; `slim` leaves out the noise."""
    import json  # noqa: PLC0415  # the same

    left_out = _NOISE if slim else ()
    kept = {key: value for key, value in document.items() if key not in left_out}
    for part in ("results", OURS):
        if part in kept:
            kept[part] = {path: _sorted(kept[part][path], left_out) for path in sorted(kept[part]) if kept[part][path]}
    if not kept.get(OURS):
        kept.pop(OURS, None)
    return json.dumps(kept, indent=2) + "\n"


def _sorted(listed: Iterable[dict[str, Any]], left_out: Iterable[str]) -> list[dict[str, Any]]:
    entries = [{key: value for key, value in entry.items() if key not in left_out} for entry in listed]
    entries.sort(key=lambda entry: [entry.get("line_number", 0), *(str(entry.get(key, "")) for key in _ORDER)])
    return [entry for at, entry in enumerate(entries) if entry not in entries[:at]]


_ORDER = ("rule", "name", "hashed_secret", "key", "type")
