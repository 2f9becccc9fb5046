"""The values of a developer's own `.env` that must not stand anywhere else, and where they do.

Pure: text in, places out. A value counts if it was drawn, or stands under a name that promises a secret and is more
than a word: `localhost`, `postgres` and `development` stand everywhere.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets import blocks, values
from shipcheck.secrets.vocabulary import NAMING
from shipcheck.secrets.words import own_name, promise, split

SHORTEST = 8
LONGEST = 4096
# Of one file: more places say nothing more.
MOST = 20
_CUT = 12
_LINE = lazy(
    r"[ \t]*(?:export[ \t]{1,8})?(?P<name>[A-Za-z_][A-Za-z0-9_.]{0,79})[ \t]{0,8}=[ \t]{0,8}"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.){0,4096}+)\"|'(?P<single>[^']{0,4096}+)'|(?P<bare>[^\"'\s#][^\s]{0,4096}+))"
)
_ESCAPE = lazy(r"\\([\"\\$`])")
_FORM = lazy(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32,128}|sha\d+[:-].*")
_UNUSUAL = lazy(r"\d|[^\w.-]")
_WORDY = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
# Values under these are made to be seen: compiled into a front end, identifiers, places.
_SHOWN = ("VITE_", "NEXT_PUBLIC_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "GATSBY_", "VUE_APP_", "PUBLIC_")


class Own(NamedTuple):
    """A value with its variable and file. A `drawn` one counts within longer words too."""

    name: str
    file: str
    value: str
    drawn: bool


class Spot(NamedTuple):
    """Where a value stands: as in `Found`; `form` is how, empty for as it is."""

    line: int
    column: int
    end: int
    own: Own
    form: str


def own_values(files: Iterable[tuple[str, str]], samples: Iterable[str] = ()) -> list[Own]:
    """What counts of some `.env` files (path, text): each value once.

    Left out is what `samples`, the files that are for sharing, give away already, and what another variable, whose name
    promises nothing, has for a value too, if it was not drawn.
    """
    read = [(path, name, value) for path, text in files for name, value in assignments(text)]
    plain = {value for _, name, value in read if not promise(name)}
    shared = [value for text in samples for _, value in assignments(text)]
    kept: dict[str, Own] = {}
    for path, name, value in read:
        own = _counting(path, name, value)
        if own and not any(own.value in value for value in shared) and (own.drawn or own.value not in plain):
            kept.setdefault(own.value, own)
    return list(kept.values())


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """The variables that a `.env` file or an `.envrc` sets, with their values."""
    for line in text.splitlines():
        found = _LINE.match(line)
        if found:
            double, single, bare = found.group("double", "single", "bare")
            yield found.group("name"), single or bare or _ESCAPE.sub(r"\1", double or "")


def _counting(path: str, name: str, value: str) -> Own | None:
    if "://" in value:
        return _of_url(path, name, value)
    if not SHORTEST <= len(value) <= LONGEST or name.startswith(_SHOWN) or not value.isprintable():
        return None
    random = values.drawn(value)
    if random:
        counts = promise(name) or not (
            _FORM.fullmatch(value) or values.pathlike(value) or not NAMING.isdisjoint(split(name))
        )
    else:
        counts = promise(name) in {"key", "strong"} and not _weak(name, value)
    said_elsewhere = values.reference(value, bare=True) or values.placeholder(value)
    return Own(name, path, value, random) if counts and not said_elsewhere else None


def _weak(name: str, value: str) -> bool:
    """Whether a value is a word, or a name of something, that may stand anywhere."""
    wordy = values.prose(value) or values.dummy(value) or not _UNUSUAL.search(value)
    return wordy or values.empty(value) or values.pathlike(value) or own_name(name, value)


def _of_url(path: str, name: str, value: str) -> Own | None:
    """The password of a URL is enough; a weak one counts only with all of it, where its host is no machine at hand."""
    block = next(blocks.urls(value), None)
    if block is None:
        return None
    inner = _counting(path, "PASSWORD", block.value)
    if inner:
        return Own(name, path, inner.value, inner.drawn)
    host = value.rpartition("@")[2].partition("/")[0]
    away = "." in host and not host.startswith(("127.", "0.", "10.", "192.168."))
    return Own(name, path, value, drawn=True) if away and len(value) <= LONGEST else None


class Needle(NamedTuple):
    """A form of a value, as bytes to look for."""

    text: bytes
    own: Own
    form: str


def needles(every: Iterable[Own]) -> list[Needle]:
    """The forms of values: as they are, as in a URL, in base64."""
    found = []
    for own in every:
        raw = own.value.encode("utf-8", "surrogateescape")
        found.append(Needle(raw, own, ""))
        quoted = b"".join(
            bytes([sign]) if sign in _WORDY or sign in b".-~" else b"%%%02X" % sign for sign in raw
        )  # urllib would cost more than the rest
        if quoted != raw:
            found.append(Needle(quoted, own, "URL-encoded"))
        found += [Needle(text, own, "in base64") for text in _wrapped(raw)]
    return found


def _wrapped(raw: bytes) -> set[bytes]:
    """A value in base64, without the end, which depends on what follows; a short one as a whole."""
    parts = [raw[: len(raw) // 3 * 3]] if len(raw) >= _CUT else [raw, raw + b"\n"]
    return {encode(part) for part in parts for encode in (base64.b64encode, base64.urlsafe_b64encode)}


def spots(data: bytes, sought: Iterable[Needle]) -> list[Spot]:
    """Where values stand in a file, in order, overlapping ones once: as it is before any other form, then the longest."""
    found: list[tuple[int, int, Needle]] = []
    for needle in sought:
        at = data.find(needle.text)
        while at >= 0 and len(found) < MOST * 10:
            end = at + len(needle.text)
            if needle.form or needle.own.drawn or not _within_word(data, at, end):
                found.append((at, end, needle))
            at = data.find(needle.text, end)
    kept: list[tuple[int, int, Needle]] = []
    for one in sorted(found, key=lambda one: (bool(one[2].form), one[0] - one[1])):
        if not any(one[0] < other[1] and other[0] < one[1] for other in kept):
            kept.append(one)
    return list(_placed(data, sorted(kept, key=lambda one: one[:2])[:MOST]))


def _within_word(data: bytes, start: int, end: int) -> bool:
    return data[max(start - 1, 0) : start].isalnum() or data[end : end + 1].isalnum()


def _placed(data: bytes, found: list[tuple[int, int, Needle]]) -> Iterator[Spot]:
    """Offsets as lines and columns; one pass over the line breaks."""
    breaks = re.finditer(rb"\r\n|\r|\n", data) if found else iter(())
    line, start = 1, 0
    following = next(breaks, None)
    for at, end, needle in found:
        while following is not None and following.end() <= at:
            line, start = line + 1, following.end()
            following = next(breaks, None)
        column = len(data[start:at].decode("utf-8", "replace")) + 1
        width = len(data[at:end].decode("utf-8", "replace"))
        yield Spot(line, column, column + width, needle.own, needle.form)
