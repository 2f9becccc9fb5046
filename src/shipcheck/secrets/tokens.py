"""Tokens of providers in the lines of a text, as they are and behind one layer of base64."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from shipcheck.secrets import groups, wrapped
from shipcheck.secrets.found import TOKEN, Found
from shipcheck.secrets.look import Look
from shipcheck.secrets.shapes import SHAPES, Shape, benign, checked, find
from shipcheck.secrets.spans import Lines, parts

# An illustration of a provider's token: what else would be found in its place is none either.
NONE = "illustration"
_SHORTEST = 12


def tokens(lines: Lines, look: Look) -> Iterator[Found]:
    """Every token, and the place of every illustration of one."""
    numbers = look.shapes
    shapes = alive("\n".join(line for _, line in lines)) if numbers is None else tuple(SHAPES[one] for one in numbers)
    packed = look(groups.WRAPPED)
    for number, part, offset in parts(lines):
        if len(part) >= _SHORTEST:
            for start, end, kind in _tokens(part, shapes):
                rule = TOKEN if kind else NONE
                yield Found(number, offset + start + 1, offset + end + 1, rule, kind, "", part[start:end])
            for run in wrapped.runs(part, _kind) if packed else ():
                yield Found(number, offset + run.start + 1, offset + run.end + 1, TOKEN, run.kind, "", run.value)


@cache
def _marks(*, folded: bool) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Every literal part of a shape once, with the shapes that it wakes."""
    wakes: dict[str, list[int]] = {}
    for number, shape in enumerate(SHAPES):
        for head in shape.heads if shape.folded is folded else ():
            wakes.setdefault(head, []).append(number)
    return tuple((head, tuple(numbers)) for head, numbers in wakes.items())


def alive(text: str) -> tuple[Shape, ...]:
    """The shapes of which a literal part stands in the text."""
    lower = text.lower()
    awake = {number for head, numbers in _marks(folded=False) if head in text for number in numbers}
    awake |= {number for head, numbers in _marks(folded=True) if head in lower for number in numbers}
    return tuple(SHAPES[number] for number in sorted(awake))


def _tokens(line: str, shapes: tuple[Shape, ...]) -> Iterator[tuple[int, int, str]]:
    for match in find(line, shapes) if shapes else ():
        value = line[match.start : match.end]
        illustration = benign(value, match.shape)
        # With a wrong checksum it is not this provider's: a name beside it may still say that it is somebody's.
        if illustration or checked(value, match.shape):
            yield match.start, match.end, "" if illustration else match.shape.kind


def _kind(text: str) -> str:
    """What kind of credential stands in a text that was wrapped."""
    kinds = [kind for _, _, kind in _tokens(text, alive(text)) if kind]
    return kinds[0] if kinds else wrapped.has_key_or_url(text)
