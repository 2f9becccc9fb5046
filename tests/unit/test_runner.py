"""What the runner reads from us: nothing foreign in it is a command, an output of its own, or a problem."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from shipcheck.github import runner

# The first line's pattern of matchers that GitHub's setup actions and popular linters' actions register.
MATCHERS = {
    "python": r'^\s*File\s"?(.*)"?,\sline\s(\d+).*$',
    "eslint-compact": r"^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)\s\((.+)\)$",
    "eslint-stylish": r"^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$",
    "tsc": r"^(?:\s+\d+\>)?([^\s].*)\((\d+),(\d+)\):\s+(error|warning|info)\s+(\w{1,2}\d+)\s*:\s*(.*)$",
    "csc": r"^([^\s].*)\((\d+)(?:,(\d+))?\):\s+(error|warning)\s+([a-zA-Z]+\d+):\s*(.*)\s+\[(.*?)\]$",
    "go": r"^\s*(.+\.go):(?:(\d+):(\d+):)? (.*)",
    "gcc": r"^(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)$",
    "flake8": r"^([^:]*):(\d+):(\d+): (\w+\d\d\d) (.*)$",
    "pylint": r"^(.+):(\d+):(\d+):\s(([EF]\d{4}):\s.+)$",
    "mypy": r"^(.+):(\d+):\s(error|warning):\s(.+)$",
    "javac": r"^(.+):(\d+):\s+(error|warning):\s+(.*)$",
    "actionlint": r"^(.+?):(\d+):(\d+): (.+?) \[(.+?)\]$",
}
FIRING = {
    "python": '  File "/app/app.py", line 3, in <module>',
    "eslint-compact": "/app/a.js: line 3, col 4, Error - it is bad (no-bad)",
    "eslint-stylish": "  3:4  error  it is bad  no-bad",
    "tsc": "a.ts(3,4): error TS1: it is bad",
    "csc": "a.cs(3,4): error CS1: it is bad [a.csproj]",
    "go": "main.go:3:4: it is bad",
    "gcc": "a.c:3:4: error: it is bad",
    "flake8": "a.py:3:4: E999 it is bad",
    "pylint": "a.py:3:4: E0001: it is bad",
    "mypy": "a.py:3: error: it is bad",
    "javac": "A.java:3: error: it is bad",
    "actionlint": "a.yml:3:4: it is bad [syntax-check]",
}


def _printed(*lines: str) -> list[str]:
    out = io.StringIO()
    runner.foreign_log(lines, out, "log of the container")
    return out.getvalue().splitlines()


@pytest.mark.parametrize("name", MATCHERS)
def test_no_problem_matcher_fires_at_a_foreign_line(name: str) -> None:
    matcher = re.compile(MATCHERS[name], re.IGNORECASE)
    assert matcher.search(FIRING[name]), "else this test could not fail"
    for line in (FIRING[name], f" {FIRING[name]}", f"INFO {FIRING[name]}"):
        assert not [shown for shown in _printed(line) if matcher.search(shown)]


def test_a_go_file_without_a_line_is_none_either() -> None:
    assert not [line for line in _printed("main.go: it is bad") if re.search(MATCHERS["go"], line)]


@pytest.mark.parametrize(
    "line",
    [
        "::error::x",
        "  ::add-mask::e",
        "##[error]x",
        "a ##[add-mask]e",
        "a\n::error::x",
        "a\r##[group]",
        "\x1b[31m::error::x",
    ],
)
def test_no_command_is_among_foreign_lines(line: str) -> None:
    head, stop, *shown, restart, end = _printed(line)
    assert (head, end) == ("::group::log of the container", "::endgroup::")
    word = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", stop)
    assert word
    assert restart == f"::{word.group(1)}::"
    assert len(shown) == 1
    assert not re.match(r"\s*::", shown[0])
    assert "##[" not in shown[0]
    assert all(char.isprintable() for char in shown[0])


def test_an_output_of_several_lines_is_one_output(tmp_path: Path) -> None:
    file = tmp_path / "output"
    runner.outputs({"GITHUB_OUTPUT": str(file)}, {"paths": "a\nverdict=pass\nEOF\n", "verdict": "fail"})
    found = re.findall(r"(?ms)^(\w+)<<(shipcheck-[0-9a-f]{32})\n(.*?)\n\2$", file.read_text())
    assert [(name, value) for name, _, value in found] == [("paths", "a\nverdict=pass\nEOF\n"), ("verdict", "fail")]
    runner.outputs({}, {"verdict": "pass"})


def test_a_summary_that_github_would_drop_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    runner.summary({"GITHUB_STEP_SUMMARY": str(file)}, "x" * (runner.SUMMARY + 1))
    assert not file.exists()
    runner.summary({"GITHUB_STEP_SUMMARY": str(file)}, "### \ud800 fit\n")
    assert file.read_text() == "### \\ud800 fit\n"
