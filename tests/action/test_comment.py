"""Comments of every kind, as golden files, and what is true of all of them."""

from __future__ import annotations

import re

import pytest

from action.documents import HERE, KINDS, body, recorded
from conftest import Matches
from shipcheck.github import comment, state
from shipcheck.github.checked import Checked
from shipcheck.model import Severity

EACH = pytest.mark.parametrize("kind", KINDS)
# Of GitHub's API: the longest body of a comment.
LIMIT = 65_536


@EACH
def test_a_comment_reads_as_its_golden_file(kind: str, matches: Matches) -> None:
    matches(HERE / f"{kind}.md", KINDS[kind]())


@EACH
def test_a_comment_fits(kind: str) -> None:
    assert comment.width(KINDS[kind]()) <= LIMIT


def test_what_is_left_out_is_the_least_and_is_counted() -> None:
    text = KINDS["many"]()
    shown = {
        level: sum(text.count(f" `{rule}`\n") for rule in rules)
        for level, rules in (
            ("error", ("hardcoded-credential", "unpinned-requirement")),
            ("warning", ("missing-restart-policy",)),
            ("note", ("no-memory-limit",)),
        )
    }
    left = re.search(r"\*\*Left out for want of room: (.*)\.\*\*", text)
    assert left
    counts = {level: int(number) for number, level in re.findall(r"(\d+) (error|warning|note)s?", left.group(1))}
    assert {level: number + counts.get(level, 0) for level, number in shown.items()} == {
        "error": 200,
        "warning": 100,
        "note": 100,
    }
    # Nothing is shown while something worse is left out.
    levels = [level for level in ("error", "warning", "note") if counts.get(level)]
    assert all(not shown[level] for level in levels[1:])


def test_advice_that_holds_for_a_whole_file_is_given_once() -> None:
    for kind in ("red", "many"):
        for part in KINDS[kind]().split("\n#### ")[1:]:
            hints = re.findall(r"(?m)^  (?!```)([A-Z`].*)$", part.split("\n\n**Left out")[0])
            assert hints
            assert len(hints) == len(set(hints))


def test_what_could_not_be_checked_looks_unlike_a_failure() -> None:
    error, red = KINDS["error"](), KINDS["red"]()
    assert "### \u26a0\ufe0f shipcheck: could not check everything" in error
    assert "> **Could not be checked**, which is neither passed nor failed:" in error
    assert "\u274c" not in error
    assert "\u26a0\ufe0f\u00a0**incomplete** | Requirements | nothing found so far |" in error
    assert "\u2705" not in error
    assert "Could not be checked" not in red


def test_no_service_that_was_skipped_counts_as_passed() -> None:
    text = KINDS["monorepo"]()
    assert "2 not ready to ship and 1 could not be checked of 9 changed services" in text
    table = re.findall(r"^\| .*? \| `(services/\w+)` \|", text, re.MULTILINE)
    assert len(table) == 9
    assert "\u23ed\ufe0f Unchanged and not checked: `services/keys`" in text


def test_new_fixed_and_open_are_told_since_the_last_run() -> None:
    text = KINDS["red"]()
    assert re.search(r"Since \[`d{7}`\]\(\S+\): \*\*3 new, 2 fixed, \d+ still open\.\*\*", text)
    assert len(re.findall(r" \(new\) `[\w-]+`$", text, re.MULTILINE)) == 3
    assert state.parse(text).run == 41


@pytest.mark.parametrize("room", [2_000, 5_000, 10_000, 30_000, 340_000])
def test_a_comment_is_cut_to_any_room(room: int) -> None:
    service = recorded("red")
    findings = tuple(one for _ in range(30) for one in service.report.findings)
    found = Checked((service._replace(report=service.report._replace(findings=findings)),))
    held = comment.body(comment.Told(found), room)
    assert comment.width(held) <= room
    assert held.startswith("### \u274c shipcheck: not ready to ship")
    errors = sum(one.severity is Severity.ERROR for one in findings)
    assert f"**{errors} errors" in held


def test_the_run_is_compared_with_the_base_branch() -> None:
    text = KINDS["green"]()
    assert re.search(r"^\| Image size \| \d+ MB \| \d+ MB \| \+[\d.]+ MB \(\+14 %\) \|$", text, re.MULTILINE)


def test_nothing_of_an_empty_report_is_praised() -> None:
    text = body(Checked())
    assert "nothing was checked" in text
    assert "\u2705" not in text
