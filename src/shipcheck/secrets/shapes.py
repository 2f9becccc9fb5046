"""Provider tokens: what they look like, where one stands on a line, and whether it is only an example.

The tables (`shapes_*`) are written from the providers' own documentation. A wrong checksum, the word example, a run
of one character, a sequence or too little variety tell an illustration from a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets import (
    shapes_ai,
    shapes_azure,
    shapes_cloud,
    shapes_code,
    shapes_data,
    shapes_money,
    shapes_social,
    shapes_talk,
    shapes_tools,
    shapes_watch,
    shapes_work,
)
from shipcheck.secrets.shapes_base import Shape

__all__ = ["GAP", "SHAPES", "Match", "Shape", "benign", "checked", "find"]

SHAPES: tuple[Shape, ...] = (
    *shapes_code.SHAPES,
    *shapes_tools.SHAPES,
    *shapes_cloud.SHAPES,
    *shapes_azure.SHAPES,
    *shapes_data.SHAPES,
    *shapes_ai.SHAPES,
    *shapes_talk.SHAPES,
    *shapes_social.SHAPES,
    *shapes_work.SHAPES,
    *shapes_money.SHAPES,
    *shapes_watch.SHAPES,
)

# Between a name that speaks of a provider's key and the value: the rest of the name, what closes it, an operator, a
# call with a first argument, a scheme, an opening quote.
GAP = (
    r"""[\w.\-]{0,40}+[\\"'\])}]{0,4}+(?::[ ]{0,4}[\w.|\[\]]{1,40}[ ]{0,4}(?==))?+"""
    r"""[ \t]{0,16}+(?:[:!]?={1,3}>?|:|,|\(|>|(?<=[ \t]))[ \t]{0,16}+"""
    r"""(?:[\w.]{1,40}\((?:["'][\w.\-]{0,60}["'],[ \t]{0,4})?)?(?:["'])?(?:(?i:bearer|basic|token|key|apikey|apitoken|geniekey)[ =:]{1,2})?"""
    r"""(?:[rbfu]{1,2}(?=["']))?[\\"'`<(\[]{0,4}"""
)
_LONG = 80
_RUN_SHARE = 10
_SEQUENCE = 6
_DIGITS_FROM = 36
_DRAWN = 24
_LOOKED_AT = 80
# Parts of secrets that documentation and emulators made public: Stripe, Azurite, the Cosmos emulator, jwt.io, Supabase's local
# stack, Dynatrace's format page, sample UUIDs.
_PUBLIC = (
    "4eC39HqLyjWDarjtT1zdp7dc",
    "BQokikJOvBiI2HlWgH4olfQ2",
    "Eby8vdM02xNOcqFlqUwJ",
    "C2y6yDjf5/R+ob0N8A7C",
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwi",
    "eyJpc3MiOiJzdXBhYmFzZS1kZW1v",
    "G3DFPBEJYMODIDAEX454",
    "550e8400-e29b-41d4-a716",
    "123e4567-e89b-12d3-a456",
)


# Keys that Google's own samples and SDK documents show, as the rule `gcp-api-key` of gitleaks lists them; beginnings of
# their SHA-256, so that no file of ours holds one.
_SHOWN = frozenset(
    (
        "0b476bdf9acf",
        "2037abcaffb2",
        "27a9a42931df",
        "37f8f09bdf12",
        "3a8b61d0f636",
        "3f370c9dd822",
        "49f777db995e",
        "4c98242dcadc",
        "8731261cb72d",
        "a19f89ab3555",
        "a6c814bc555a",
        "dc0fcf046c61",
        "e4a5542bb7fd",
        "ea9bb1082cf9",
        "eb540d2b6ee2",
        "f56e323494a6",
    )
)


class _Marks(NamedTuple):
    words: re.Pattern[str]
    short: re.Pattern[str]
    run: re.Pattern[str]


@cache
def _marks() -> _Marks:
    return _Marks(
        words=lazy(
            "example|place_?holder|change_?me|redacted|insert|replace|not[-_]?(?:a[-_]?)?real|test_?token|test_?key|super_?secret|my_?token"
        ),
        short=lazy("your|dummy|fake|sample|xxxx"),
        run=lazy(r"([A-Za-z0-9])\1{4,}"),
    )


class Match(NamedTuple):
    """A token on a line: `start` and `end` are offsets of the secret itself, `end` exclusive."""

    start: int
    end: int
    shape: Shape


@cache
def _expression(pattern: str, near: str) -> re.Pattern[str]:
    """Compiled at first use: most runs meet none of them."""
    whole = pattern if "(?P<value>" in pattern else f"(?P<value>{pattern})"
    return lazy(f"(?:{near}){GAP}{whole}" if near else whole, re.ASCII)


def _candidates(line: str, shapes: Iterable[Shape]) -> Iterator[Match]:
    folded = line.lower()
    for shape in shapes:
        where = folded if shape.folded else line
        for head in shape.heads:
            if head in where:
                for found in _expression(shape.pattern, shape.near).finditer(line):
                    yield Match(*found.span("value"), shape)
                break


def find(line: str, shapes: Iterable[Shape]) -> Iterator[Match]:
    """The tokens of a line from left to right, each once: a mark of its own beats a name nearby, then the longest wins."""
    kept: list[Match] = []
    for one in sorted(_candidates(line, shapes), key=lambda one: (bool(one.shape.near), one.start - one.end)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    yield from sorted(kept, key=lambda one: one.start)


def benign(value: str, shape: Shape) -> bool:
    """Whether a value of this shape was never issued: an example, a mask, a sequence, too regular."""
    rest = _random_part(value, shape)
    folded = rest.lower()
    if (
        _marks().words.search(folded)
        or _marks().short.search(folded, 0, _LOOKED_AT)
        or any(part in value for part in _PUBLIC)
        or (value.startswith("AIza") and _digest(value) in _SHOWN)
        or (shape.check == "jwt" and _opens_nothing(value))
    ):
        return True
    if _monotonous(rest) or _ascending(rest) or _ascending(rest[::2]) or _ascending(rest[1::2]) or _periodic(rest):
        return True
    if (
        not any("0" <= sign <= "9" for sign in rest)
        and _has_digits(shape)
        and (len(rest) >= _DIGITS_FROM or (shape.near and not _looks_drawn(rest)))
    ):
        return True
    return _entropy(rest) < shape.entropy


def _digest(value: str) -> str:
    import hashlib  # noqa: PLC0415  # only a run that found such a key needs it

    return hashlib.sha256(value.encode()).hexdigest()[:12]


def _looks_drawn(text: str) -> bool:
    from shipcheck.secrets.values import drawn  # noqa: PLC0415  # few values get here

    return drawn(text)


def _opens_nothing(token: str) -> bool:
    from shipcheck.secrets.checksums import harmless  # noqa: PLC0415  # only a run that found a JWT needs it

    return harmless(token)


def checked(value: str, shape: Shape) -> bool:
    """Whether a value has the checksum that the provider gives to its own, if it gives one."""
    if not shape.check:
        return True
    from shipcheck.secrets.checksums import CHECKS  # noqa: PLC0415  # only a run that found something needs it

    return CHECKS[shape.check](value)


def _random_part(value: str, shape: Shape) -> str:
    """What follows the mark at its beginning."""
    if value.startswith("xox"):
        return value.rpartition("-")[2]  # what comes before are numbers of a team and a user
    head = max((head for head in shape.heads if value.startswith(head)), key=len, default="")
    return value[len(head) :]


def _has_digits(shape: Shape) -> bool:
    """Whether its random values hold digits: some consist of letters alone."""
    return "[A-Za-z]{" not in shape.pattern


def _monotonous(text: str) -> bool:
    """One character five times in a row; in a long value, which may pack zero bytes, in proportion more.

    Zero bytes are `AAAAA` in base64: some providers put them between what was drawn.
    """
    runs = [run.group(0) for run in _marks().run.finditer(text)]
    if all(run[0] == "A" for run in runs) and len(text) - sum(map(len, runs)) >= _DRAWN:
        return False
    most = max(map(len, runs), default=0)
    return most >= (len(text) // _RUN_SHARE if len(text) > _LONG else 1) and most > 0


def _ascending(text: str) -> bool:
    """Six or more neighbours that count up or down."""
    up = down = 1
    for place in range(1, len(text)):
        step = ord(text[place]) - ord(text[place - 1])
        up = up + 1 if step == 1 else 1
        down = down + 1 if step == -1 else 1
        if _SEQUENCE in (up, down):
            return True
    return False


def _periodic(text: str) -> bool:
    """One part over and over."""
    half = min(len(text) // 2, 32)
    return any(text[:-period] == text[period:] for period in range(1, half + 1))


def _entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    from math import log2  # noqa: PLC0415  # only a run that found something needs it

    shares = [text.count(sign) / len(text) for sign in set(text)]
    return -sum(share * log2(share) for share in shares)
