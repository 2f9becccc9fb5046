"""What git writes of commits, in pieces of any size."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipcheck.collect.raw_changes import Change, changes

ONE, TWO, ZERO = b"1" * 40, b"2" * 40, b"0" * 40


PLAIN = [
    (b"c" * 40 + b"\0", None),
    (b":000000 100644 %s %s A\0new.py\0" % (ZERO, ONE), Change(b"c" * 40, b"new.py", ONE)),
    (b":100644 000000 %s %s D\0gone.py\0" % (ONE, ZERO), Change(b"c" * 40, b"gone.py", b"")),
    (b":100644 100755 %s %s M\0:odd\nname \xff\0" % (ONE, TWO), Change(b"c" * 40, b":odd\nname \xff", TWO)),
    (b":000000 120000 %s %s A\0link\0" % (ZERO, TWO), Change(b"c" * 40, b"link", b"")),
    (b":000000 160000 %s %s A\0submodule\0" % (ZERO, TWO), Change(b"c" * 40, b"submodule", b"")),
    (b"d" * 40 + b"\0", None),
    (
        b"::100644 100644 100644 %s %s %s MM\0merged\0" % (ONE, ONE, TWO),
        Change(b"d" * 40, b"merged", TWO),
    ),
    (
        b":::100644 100644 100644 120000 %s %s %s %s TTT\0three\0" % (ONE, ONE, ONE, TWO),
        Change(b"d" * 40, b"three", b""),
    ),
]
WHOLE = b"".join(text for text, _ in PLAIN)
EXPECTED = [change for _, change in PLAIN if change]


def test_every_kind_of_entry() -> None:
    assert list(changes([WHOLE])) == EXPECTED


@given(st.lists(st.integers(0, len(WHOLE))))
def test_pieces_do_not_matter(cuts: list[int]) -> None:
    ends = sorted({0, len(WHOLE), *cuts})
    assert list(changes(WHOLE[start:stop] for start, stop in pairwise(ends))) == EXPECTED


@pytest.mark.parametrize("cut", [3, 60, 130, len(WHOLE) - 1])
def test_what_is_cut_off_is_not_the_end(cut: int) -> None:
    with pytest.raises(ValueError, match="ends within"):
        list(changes([WHOLE[:cut]]))


@pytest.mark.parametrize("entry", [b":", b": :", b":100644", b":100644 100644 a b", b"::1 2 3 4 5 6"])
def test_what_git_does_not_write_is_no_entry(entry: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry"):
        list(changes([b"c" * 40 + b"\0" + entry + b"\0path\0"]))


def test_nothing() -> None:
    assert list(changes([])) == []
    assert list(changes([b"", b""])) == []
