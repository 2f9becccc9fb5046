from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report_sample import REPORT, VIEW
from shipcheck.model import Finding, Location, Report, Severity, Unjudged
from shipcheck.report import View, render

HOSTILE = st.text(st.characters(categories=None), max_size=80) | st.sampled_from(
    ["::error::x", "##[error]", "\x1b[2J", "\udcff", "a\r\nb"]
)


def _show(line: str, place: Location, *, sensitive: bool = False, symbols: bool = False) -> list[str]:
    """The source line and the caret line, as they are printed."""
    finding = Finding(place, "rule", Severity.ERROR, "message", sensitive=sensitive)
    shown = render("text", Report(findings=(finding,)), View(line_of=lambda _path, _number: line, symbols=symbols))
    return shown.splitlines()[1:3]


def _under(line: str, place: Location, *, sensitive: bool = False) -> str:
    """What the caret stands under, in a line that is all ASCII as it is printed."""
    source, caret = _show(line, place, sensitive=sensitive)
    return source[caret.index("^") : caret.rindex("^") + 1]


@pytest.mark.parametrize(
    ("line", "place", "expected"),
    [
        ("app.run(debug=True)", Location("a", 1, 9, 1, 19), "debug=True"),
        ("\tapp.run(debug=True)", Location("a", 1, 10, 1, 20), "debug=True"),
        ("x\t= 1 # \u4e2d", Location("a", 1, 3, 1, 6), "= 1"),
        ("\u4e2d = 1", Location("a", 1, 5, 1, 6), "1"),
        ("\x1b[31m = 1", Location("a", 1, 9, 1, 10), "1"),
        ("last  \r\n", Location("a", 1, 1, 3, 2), "last"),
        ("one", Location("a", 1, 2), "ne"),
        ("backwards", Location("a", 1, 5, 1, 2), "w"),
        ("p = 'postgres://u:pw@h/d' + x", Location("a", 1, 29, 1, 30), "x"),
        ("u = 'postgres://u:pw@h/d' + x", Location("a", 1, 19, 1, 20), "*"),
    ],
)
def test_the_caret_stands_under_the_place(line: str, place: Location, expected: str) -> None:
    assert _under(line, place) == expected


def test_wide_characters_take_two_columns() -> None:
    source, caret = _show("\u4e2d\u6587 = 1", Location("a", 1, 2, 1, 3), symbols=True)
    assert source.endswith("\u4e2d\u6587 = 1")
    assert caret.endswith("\u2502   ^^")


def test_a_place_beyond_the_line_is_marked_at_its_end() -> None:
    source, caret = _show("abc", Location("a", 1, 99, 1, 120))
    assert caret.index("^") == len(source)
    assert caret.count("^") == 1


@pytest.mark.parametrize("column", [1, 50, 390, 401, 800])
def test_a_long_line_is_cut_around_the_caret(column: int) -> None:
    line = " ".join(f"w{number:02}" for number in range(100)) + "!" + " z" * 200
    source, caret = _show(line, Location("a", 1, column, 1, column + 3))
    assert len(source) < 120
    assert source[caret.index("^") :].startswith(line[column - 1 : column + 2])
    assert "..." in source


def test_a_line_written_by_a_machine_is_not_shown() -> None:
    source, _caret = _show("x" * 50_000, Location("a", 1, 40_000))
    assert source.endswith("(a line of 50000 characters)")


@pytest.mark.parametrize(
    "line", ["PASSWORD = 'hunter2'", "ENV PASSWORD hunter2", "connect('db', 'hunter2')", "  hunter2"]
)
def test_a_sensitive_line_is_masked_and_marked_where_the_mask_is(line: str) -> None:
    column = line.index("hunter2") + 1
    source, caret = _show(line, Location("a", 1, column, 1, column + 7), sensitive=True)
    assert "hunter2" not in source
    assert caret.count("^") == 1
    assert source[caret.index("^")] in "*'"


def test_a_line_that_is_not_there_is_not_shown() -> None:
    assert render("text", Report(findings=REPORT.findings[:1], files=1)) == (
        "Dockerfile:2:1: warning: pin versions in `apt-get install` [hadolint/DL3008]\n\nFound 1 warning in 1 file.\n"
    )


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report(files=1), "Clean: nothing found in 1 file (0.25 s).\n"),
        (Report(), "Nothing to judge: no files (0.25 s).\n"),
        (
            Report(files=2, suppressed=2),
            "Clean: nothing found in 2 files (0.25 s).\nNot counted: 2 findings suppressed by comments.\n",
        ),
        (
            Report(files=2, stale=1),
            (
                "Clean: nothing found in 2 files (0.25 s).\n"
                "1 baseline entry matches nothing any more: `shipcheck baseline --prune` drops it.\n"
            ),
        ),
        (
            Report(files=2, unjudged=(Unjudged("a.py", "why", "do"),)),
            (
                "could not judge a.py: why\n      hint: do\n\n"
                "Found nothing in what could be judged (0.25 s).\nCould not judge 1 thing, so this is not a pass.\n"
            ),
        ),
    ],
)
def test_the_summary_says_it_in_short(report: Report, expected: str) -> None:
    assert render("text", report, View(seconds=0.25)) == expected


def test_without_symbols_everything_is_ascii() -> None:
    assert render("text", REPORT, VIEW).isascii()


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, st.integers(1, 90), st.booleans(), st.booleans())
def test_nothing_foreign_moves_the_cursor_or_commands_a_runner(  # noqa: PLR0913, PLR0917
    path: str, message: str, line: str, column: int, sensitive: bool, symbols: bool
) -> None:
    finding = Finding(Location(path, 1, column, 1, column + 4), message, Severity.ERROR, message, sensitive=sensitive)
    report = Report(findings=(finding,), unjudged=(Unjudged(path, message, line),))
    shown = render("text", report, View(line_of=lambda _path, _number: line, symbols=symbols))
    assert all(char == "\n" or char.isprintable() for char in shown)
    assert symbols or shown.isascii()
    assert "##[" not in shown
    assert not re.search(r"^\s*::", shown, re.MULTILINE)
    colored = render("text", report, View(line_of=lambda _path, _number: line, symbols=symbols, color=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == shown
