"""What is true of every rule: its examples, its documentation, its page of cases."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module

import pytest

from conftest import ROOT, Matches
from shipcheck import rulebook
from shipcheck.model import NamedRule
from shipcheck.subjects.suppression import Suppression
from support import cases, judge, lines

RULES = rulebook.load(rulebook.names())
EACH = pytest.mark.parametrize("named", RULES, ids=[named.name for named in RULES])


def _run(named: NamedRule, files: dict[str, str]) -> list[str]:
    """A rule alone; rules about suppressions need the others to have run."""
    report = judge(files, None if named.rule.subject is Suppression else [named.name])
    return [
        line
        for line in lines(report)
        if f" {named.name} " in line or f" {named.name}/" in line or line.startswith("unjudged")
    ]


def _examples(named: NamedRule, section: str) -> list[dict[str, str]]:
    return [example.files for example in rulebook.examples(rulebook.sections(named.doc)[section])]


@EACH
def test_every_bad_example_fires(named: NamedRule) -> None:
    examples = _examples(named, "Bad")
    assert examples, "no example"
    for files in examples:
        found = _run(named, files)
        assert found, f"silent on {files}"
        assert not any(line.startswith("unjudged") for line in found)


@EACH
def test_every_good_example_is_silent(named: NamedRule) -> None:
    examples = _examples(named, "Good")
    assert examples, "no example"
    for files in examples:
        assert _run(named, files) == []


@EACH
def test_the_documentation_is_whole_and_raw(named: NamedRule) -> None:
    parts = rulebook.sections(named.doc)
    assert list(parts) == ["", "Why", "Fix", "Bad", "Good"]
    assert parts[""].count("\n") == 0
    assert parts[""].endswith(".")
    hint = rulebook.info(named).hint
    assert 0 < len(hint) <= 120
    module = import_module(f"shipcheck.rules.{named.family}.{named.name.replace('-', '_')}")
    source = inspect.getsource(module)
    assert source.startswith('r"""'), "a docstring that is not raw loses its backslashes"
    assert ast.get_docstring(ast.parse(source), clean=False) == named.doc


@EACH
def test_an_empty_project_is_silent(named: NamedRule) -> None:
    assert _run(named, {}) == []


@EACH
def test_every_case_is_as_its_page_says(named: NamedRule, request: pytest.FixtureRequest) -> None:
    page = ROOT / "tests" / "cases" / f"{named.name}.md"
    assert page.exists(), f"no page of cases: {page.relative_to(ROOT)}"
    text = page.read_text(encoding="utf-8")
    found = cases(text)
    assert found, "no case"
    for case in reversed(found):
        got = "".join(f"{line}\n" for line in _run(named, case.files))
        if request.config.getoption("--update"):
            start, end = case.span
            text = text[:start] + got + text[end:]
        else:
            assert got == case.expected, f"case `{case.title}`"
    if request.config.getoption("--update"):
        page.write_text(text, encoding="utf-8", newline="\n")


def test_the_page_of_rules_is_current(matches: Matches) -> None:
    matches(ROOT / "docs" / "rules.md", rulebook.document(RULES))


def test_no_page_of_cases_without_its_rule() -> None:
    pages = {page.stem for page in (ROOT / "tests" / "cases").glob("*.md")}
    assert pages <= set(rulebook.names())
