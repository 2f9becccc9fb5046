"""What a container wrote is kept without what nobody may see."""

from __future__ import annotations

import pytest

from shipcheck.run.mask import LONGEST, Masks


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" * Debugger PIN: 257-387-462", " * Debugger PIN: ****"),
        ("debugger pin 123-456-789!", "debugger pin ****!"),
        ("call 257-387-462", "call 257-387-462"),
        ("the value q8w2e9r1 was given", "the value **** was given"),
        ("\x1b[31mred\x1b[0m \x07", "red \ufffd"),
        ("postgres://shop:hunter2x9@db/shop", "postgres://shop:****@db/shop"),
    ],
)
def test_a_line_is_masked(text: str, kept: str) -> None:
    assert Masks(["q8w2e9r1", "on"]).line(text) == kept


def test_a_long_line_is_cut_after_it_was_masked() -> None:
    line = Masks(["q8w2e9r1"]).line("x" * (LONGEST - 4) + "q8w2e9r1" + "x" * 5000)
    assert len(line) <= LONGEST
    assert "q8w2" not in line
