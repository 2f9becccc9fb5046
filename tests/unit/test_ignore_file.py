"""The reader of `.dockerignore` against what Docker's client (28.2.2) sent of the same folder, recorded on 2026-11-22."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from shipcheck.model import CannotJudge
from shipcheck.subjects.ignore_file import read

DATA: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "ignore_files.json").read_text(encoding="utf-8"))


def test_the_recorded_answers_are_enough() -> None:
    assert len(DATA["samples"]) >= 300


@pytest.mark.parametrize("sample", DATA["samples"], ids=range(len(DATA["samples"])))
def test_docker_leaves_out_the_same_files(sample: list[Any]) -> None:
    found = read(".dockerignore", sample[0])
    assert not found.broken
    assert [at for at, path in enumerate(DATA["files"]) if found.excludes(path)] == sample[1]


@pytest.mark.parametrize("text", DATA["broken"])
def test_docker_stops_at_the_same_patterns(text: str) -> None:
    assert read(".dockerignore", text).broken


@pytest.mark.parametrize(
    ("text", "path", "excluded"),
    [
        # Newer engines look for wildcard exceptions in folders that are left out; the client's own walk does not.
        ("*\n!**/*.txt\n", "src/deep/x.txt", False),
        ("*\n!**/*.txt\n", "src/app.py", True),
        ("src\n!src/**/x.txt\n", "src/deep/x.txt", False),
        ("**/*a*b*c*\n", "x/1a2b3c4", True),
        ("**/*a*b*c*\n", "x/1a2b/3c4", False),
        ("**/a/**/b/**/c\n", "x/a/1/2/b/c", True),
        ("**/a/**/b/**/c\n", "x/a/1/2/c", False),
        ("a/**/b*/?/**\n", "a/x/bb/c/d", True),
        ("*[^a]*b*\n", "cb", True),
    ],
)
def test_further_patterns(text: str, path: str, excluded: bool) -> None:
    assert read(".dockerignore", text).excludes(path) is excluded


def test_the_line_with_the_last_word_is_known() -> None:
    found = read(".dockerignore", "# keep\n*\n\n!src\n")
    decided = found.decides("src/app.py")
    assert decided
    assert (decided.number, decided.text, decided.negated) == (4, "!src", True)
    assert read(".dockerignore", "a\n").decides("b") is None


@pytest.mark.parametrize(
    "text",
    [
        "**/" * 33_000,
        "*a" * 2_000 + "\n",
        ("*a" * 100 + "\n") * 500,
        ("**/a*" * 60 + "\n") * 330,
        "[" * 100_000,
        ("a/" * 2000 + "\n") * 25,
        "!*\n*\n" * 20_000,
        ("!**/a*b*c*d\n*\n") * 1_000,
        "\\a" * 50_000,
        ("[a-z]" * 700 + "\n") * 28,
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    paths = ["a" * 200, "a/" * 40 + "b", ".env", "aaa/bbb/ccc"]
    start = time.process_time()
    try:
        found = read(".dockerignore", text)
    except CannotJudge:
        pass
    else:
        for path in paths:
            found.excludes(path)
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


@given(st.text(alphabet="ab*?[]^-!/\\.# \n|", max_size=40), st.text(alphabet="ab/.[", min_size=1, max_size=12))
def test_no_text_crashes_it(text: str, path: str) -> None:
    found = read(".dockerignore", text)
    assert found.excludes(path) in {True, False}
