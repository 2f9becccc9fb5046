"""What a push is about to send, as git and pre-commit tell it."""

from __future__ import annotations

import pytest

from shipcheck.collect import push_range
from shipcheck.collect.history import Reach
from shipcheck.collect.push_range import Line
from shipcheck.model import ShipcheckError

NEW, OLD, NONE = "a" * 40, "b" * 40, "0" * 40


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        (f"refs/heads/x {NEW} refs/heads/y {OLD}\n", [Line("refs/heads/y", NEW, OLD)]),
        (f"refs/heads/x {NEW} refs/heads/y {NONE}\n", [Line("refs/heads/y", NEW, "")]),
        (f"(delete) {NONE} refs/heads/y {OLD}\n", []),
        (f"HEAD@{{1 day ago}} {NEW} refs/heads/y {NONE}", [Line("refs/heads/y", NEW, "")]),
        (f"x {'c' * 64} refs/tags/v1 {'0' * 64}\n", [Line("refs/tags/v1", "c" * 64, "")]),
        (f"a {NEW} b {OLD}\nc {OLD} d {NEW}\n", [Line("b", NEW, OLD), Line("d", OLD, NEW)]),
    ],
)
def test_the_lines_of_git(text: str, lines: list[Line]) -> None:
    assert push_range.parse(text) == lines


@pytest.mark.parametrize(
    "text", ["hello\n", "a b c d\n", f"x {NEW[:39]} y {OLD}\n", f"x {NEW} y --all\n", f"{NEW} {OLD}"]
)
def test_what_is_no_line_of_git(text: str) -> None:
    with pytest.raises(ShipcheckError, match="line 1: not what git tells"):
        push_range.parse(text)


@pytest.mark.parametrize(
    ("environment", "reach"),
    [
        ({}, None),
        ({"PRE_COMMIT_FROM_REF": "a", "PRE_COMMIT_TO_REF": "b"}, None),
        (
            {
                "PRE_COMMIT": "1",
                "PRE_COMMIT_FROM_REF": "a",
                "PRE_COMMIT_TO_REF": "b",
                "PRE_COMMIT_REMOTE_NAME": "origin",
            },
            Reach(("b",), ("a",), "origin"),
        ),
        (
            {"PRE_COMMIT": "1", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/x", "PRE_COMMIT_REMOTE_NAME": "origin"},
            Reach(("refs/heads/x",), (), "origin"),
        ),
        ({"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": NONE, "PRE_COMMIT_TO_REF": "b"}, Reach(("b",), (), "*")),
        ({"PRE_COMMIT": "1"}, Reach(("HEAD",), (), "*")),
    ],
)
def test_the_range_of_pre_commit(environment: dict[str, str], reach: Reach | None) -> None:
    assert push_range.told_by_pre_commit(environment) == reach


def test_whether_git_is_asking() -> None:
    assert push_range.within_git({"GIT_PREFIX": ""})
    assert not push_range.within_git({"PATH": "/bin"})
