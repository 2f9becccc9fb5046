"""Whether a value may be written down as an unsalted digest: only if nobody can try all values that are as likely.

A digest of SHA-1 costs an attacker 10^-11 s or so, which buys about 60 bits in a month. Rather too many values count as
weak than too few: of a weak one less is written, and nothing is lost but the word of another tool.
"""

from __future__ import annotations

import re
from itertools import pairwise

from shipcheck.lazy import lazy
from shipcheck.secrets.letters import surprise
from shipcheck.secrets.values import drawn

BITS = 64
_HEX = 4.0
# Bits a character of drawn base 62 that is read through the table of letter pairs, measured: 5.3.
_MOST = 5.2
# Mean bits a pair, digits that stand for letters read as these: passwords of words stay below, nine drawn ones in ten do not.
_MEAN = 5.0
# Of the pairs: more neighbours than this on a keyboard or in the alphabet is a walk; drawn strings have a sixth.
_WALK = 0.4
# Of the triples: fewer different ones than this is a repetition.
_DIFFERENT = 0.7
_LEET = str.maketrans("0134578$@!|", "oieastbsail")
_ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_PLACE = {char: (row, column) for row, line in enumerate(_ROWS) for column, char in enumerate(line)}
_HEXADECIMAL = lazy(r"[0-9a-fA-F]+(?:-[0-9a-fA-F]+)*\Z")


def strong(value: str) -> bool:
    """Whether a value was drawn at random with at least `BITS` bits, as far as its characters tell."""
    return drawn(value) and bits(value) >= BITS


def bits(value: str) -> float:
    """What a value is worth at least, in bits; 0 for what people type: words, walks over the keyboard, repetitions."""
    core = re.sub(r"[^A-Za-z0-9]", "", value)
    pairs = [*pairwise(core.lower())]
    if len(pairs) < 2 or _walked(pairs) or _repeated(core):  # noqa: PLR2004  # nothing to measure
        return 0.0
    if _HEXADECIMAL.match(value):
        return len(core) * (3.3 if core.isdigit() else _HEX)
    if _joined(value):
        return 0.0
    plain = re.sub(r"[^a-z0-9]", "", value.lower().translate(_LEET))
    mean = surprise(plain)
    return len(core) * min(mean, _MOST) if mean >= _MEAN else 0.0


def _joined(value: str) -> bool:
    """Whether a value is words and numbers with something between them: `app_key_2023_09`."""
    parts = [part for part in re.split(r"[-_. ]+", value) if part]
    return len(parts) > 2 and sum(part.isalpha() or part.isdigit() for part in parts) * 2 > len(parts)  # noqa: PLR2004


def _walked(pairs: list[tuple[str, str]]) -> bool:
    return sum(_near(one, two) for one, two in pairs) > _WALK * len(pairs)


def _near(one: str, two: str) -> bool:
    if abs(ord(one) - ord(two)) <= 1:
        return True
    first, second = _PLACE.get(one), _PLACE.get(two)
    return bool(first and second) and all(abs(a - b) <= 1 for a, b in zip(first or (), second or (), strict=True))


def _repeated(core: str) -> bool:
    triples = [core[at : at + 3] for at in range(len(core) - 2)]
    return len(set(triples)) < _DIFFERENT * len(triples)
