"""The labelled statements in other frames than their own: in functions, calls and dictionaries, broken over lines.

The gate reads statements alone (secrets/excerpt.py); whatever they stand in, it must open where the detector finds.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Iterator

import pytest

from shipcheck.collect import gate as gates
from shipcheck.collect.secret_search import worth
from shipcheck.secrets import paths
from shipcheck.secrets.detector import detect

from .corpus import load

NUMBER = 2000
PATHS = ("app.py", "shop/settings.py", "tests/test_a.py", "config/dev.py", "noxfile.py")
BREAKS = ("", "", " ", "\n    ", "  # note\n  ", "\n\n ")
GOES_ON = (")", "]", "}", '"', "'", "#", "@", "else", "elif", "except", "finally")


def statements() -> Iterator[str]:
    """The labelled Python in pieces that begin at the first column."""
    for kind in ("positives", "traps"):
        for sample in load(kind):
            for text in (text for path, text in sample.files.items() if path.endswith(".py")):
                yield from (
                    one for one in re.split(rf"\n(?=[^\s])(?!{'|'.join(map(re.escape, GOES_ON))})", text) if one
                )


def framed(chance: random.Random, text: str) -> str:
    if chance.random() < 0.25:
        text = re.sub(r"(?<=[(\[{,]) ?(?=\S)", lambda _: chance.choice(BREAKS), text)
    if chance.random() < 0.15:
        text = re.sub(r"(?<==) (?=[\w\"'(])", lambda _: chance.choice([" ", " \\\n   "]), text)
    inside = textwrap.indent(text, "    ")
    frames = ("def page(request):\n{}", "class Thing:\n{}", "x = call(\n    1,\n{},\n)", "x = {{\n    'a': 1,\n{},\n}}")
    return chance.choice(frames).format(inside) if chance.random() < 0.5 else text


@pytest.mark.parametrize("seed", range(2))
def test_the_gate_opens_for_labelled_statements_in_any_frame(seed: int) -> None:
    gate, chance, pool = gates.load(), random.Random(seed), list(statements())
    finds = 0
    for _ in range(NUMBER):
        text = "\n".join(framed(chance, chance.choice(pool)) for _ in range(chance.randint(1, 5)))
        text = text.replace("\n", "\r\n") if chance.random() < 0.1 else text
        path, data = chance.choice(PATHS), text.encode()
        met = None if paths.telling(path) else worth(gate, path, data)
        alone = detect(path, text)
        assert (detect(path, text, met, gate) if met is None or met else []) == alone, (path, text)
        finds += len(alone)
    assert finds > NUMBER / 4
