from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from shipcheck import baseline as baselines
from shipcheck import engine
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Location, NamedRule, Option, Options, Problem, Report, Rule, Severity, Unjudged
from shipcheck.project import Memory, Project


class Page(NamedTuple):
    path: str
    text: str

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path,)


def _bad(page: Page) -> Iterator[Problem]:
    for number, line in enumerate(page.text.splitlines(), start=1):
        if "crash" in line:
            raise ZeroDivisionError(line)
        if "blind" in line:
            raise CannotJudge(page.path, "it is dark")
        if "bad" in line:
            yield Problem("this is `bad`", Location(page.path, number))


RULE = NamedRule("ill-word", "words", Rule(Page, Severity.ERROR, _bad), "")


def _examine(
    files: dict[str, str], *, focus: list[str] | None = None, rule: NamedRule = RULE, terms: engine.Terms | None = None
) -> Report:
    project = Project(Memory(files), focus=focus)
    pages = lambda _evidence: (Page(path, project.text(path)) for path in project.paths)  # noqa: E731
    return engine.examine(project, Evidence({"Page": pages}), [rule], terms)


def _places(report: Report) -> list[tuple[str, int]]:
    return [(finding.location.path, finding.location.line) for finding in report.findings]


def test_findings_are_signed_and_sorted() -> None:
    report = _examine({"b": "bad", "a": "x\nbad\nbad"})
    assert _places(report) == [("a", 2), ("a", 3), ("b", 1)]
    assert {(finding.rule, finding.family) for finding in report.findings} == {("ill-word", "words")}
    assert report.files == 2


def test_a_crash_is_said_and_loses_nothing_else() -> None:
    report = _examine({"a": "bad", "b": "crash here", "c": "bad"})
    assert _places(report) == [("a", 1), ("c", 1)]
    assert len(report.unjudged) == 1
    assert report.unjudged[0].what == "b: rule ill-word"
    assert "ZeroDivisionError" in report.unjudged[0].reason
    assert "crash here" not in str(report.unjudged), "an exception's message may quote a file"


def test_a_subject_that_cannot_be_judged_is_said() -> None:
    report = _examine({"a": "blind", "b": "bad"})
    assert report.unjudged == (Unjudged("a", "it is dark"),)
    assert _places(report) == [("b", 1)]


def test_a_collector_that_crashes_is_said() -> None:
    def broken(_evidence: Evidence) -> Iterator[object]:
        raise OSError("secret text")
        yield

    report = engine.examine(Project(Memory({})), Evidence({"Page": broken}), [RULE, RULE._replace(name="other")])
    assert [one.what for one in report.unjudged] == ["rule ill-word", "rule other"]
    assert "secret text" not in str(report)


def test_a_collector_is_asked_once_and_may_say_what_it_could_not_read() -> None:
    asked = []

    def pages(_evidence: Evidence) -> Iterator[object]:
        asked.append(1)
        yield Unjudged("z", "no")
        yield Page("a", "bad")

    evidence = Evidence({"Page": pages})
    report = engine.examine(Project(Memory({"a": "bad"})), evidence, [RULE, RULE._replace(name="other")])
    assert asked == [1]
    assert report.unjudged == (Unjudged("z", "no"),)
    assert len(report.findings) == 2


def test_only_what_is_in_focus_is_shown() -> None:
    assert _places(_examine({"a": "bad", "b": "bad"}, focus=["b"])) == [("b", 1)]


def test_severity_comes_from_the_configuration_then_the_problem_then_the_rule() -> None:
    terms = engine.Terms(severity_of=lambda _rule, _family, path: Severity.NOTE if path == "a" else None)
    report = _examine({"a": "bad", "b": "bad"}, terms=terms)
    assert [finding.severity for finding in report.findings] == [Severity.NOTE, Severity.ERROR]


def test_a_tools_own_code_can_be_ignored() -> None:
    def coded(page: Page) -> Iterator[Problem]:
        yield Problem("x", Location(page.path), code="DL1")
        yield Problem("y", Location(page.path), code="DL2")

    rule = NamedRule("tool", "words", Rule(Page, Severity.ERROR, coded), "")
    report = _examine({"a": ""}, rule=rule, terms=engine.Terms(ignored=lambda name: name == "tool/DL1"))
    assert [finding.rule for finding in report.findings] == ["tool/DL2"]


def test_messages_are_masked() -> None:
    def leaky(page: Page) -> Iterator[Problem]:
        yield Problem("found `postgres://shop:hunter2@db/x`", Location(page.path))

    report = _examine({"a": ""}, rule=NamedRule("leaky", "words", Rule(Page, Severity.ERROR, leaky), ""))
    assert "hunter2" not in report.findings[0].message


def test_advice_about_a_find_is_in_no_fingerprint() -> None:
    def advised(hint: str) -> NamedRule:
        rule = Rule(Page, Severity.ERROR, lambda page: [Problem("bad", Location(page.path), hint=hint)])
        return NamedRule("advised", "words", rule, "")

    terms = engine.Terms(fingerprints=True)
    one = _examine({"a": ""}, rule=advised("ask Ada"), terms=terms)
    two = _examine({"a": ""}, rule=advised(""), terms=terms)
    assert one.findings[0].hint == "ask Ada"
    assert baselines.entry(one.findings[0]) == baselines.entry(two.findings[0])


def test_options_reach_the_check() -> None:
    def tuned(options: Options) -> object:
        return lambda page: [Problem(str(options["word"]), Location(page.path))]

    rule: Rule[Page] = Rule(Page, Severity.NOTE, _bad, options=(Option("word", "none", ""),), tuned=tuned)  # type: ignore[arg-type]
    assert (
        _examine({"a": ""}, rule=RULE._replace(rule=rule.with_options({"word": "seen"}))).findings[0].message == "seen"
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bad  # shipcheck: ignore[ill-word] quoted", 0),
        ("bad  # shipcheck: ignore[words] quoted", 0),
        ("bad  # shipcheck: ignore[other] quoted", 1),
        ("bad  # shipcheck: ignore[ill-word]", 1),
        ("bad  # shipcheck: ignore", 1),
        ("bad  # shipcheck: ignore[ill-word] quoted until=2026-11-22", 0),
        ("bad  # shipcheck: ignore[ill-word] quoted until=2026-11-21", 1),
        ("bad  # shipcheck: ignore[ill-word] quoted until=soon", 1),
        ("bad  # shipcheck: ignore[ill-word] quoted until=9999-99-99", 1),
        ("# shipcheck: ignore[ill-word] quoted\nbad", 0),
        ("# shipcheck: ignore[ill-word] quoted\n# and more\nbad", 0),
        ("# shipcheck: ignore[ill-word] quoted\n\nbad", 1),
        ("// shipcheck: ignore[ill-word] quoted\nbad", 0),
        ("bad  <!-- shipcheck: ignore[ill-word] quoted -->", 0),
        ("bad  # SHIPCHECK: IGNORE[ill-word] quoted", 0),
        ("bad  shipcheck: ignore[ill-word] no comment", 1),
    ],
)
def test_suppressions(text: str, left: int) -> None:
    report = _examine({"a": text}, terms=engine.Terms(today="2026-11-22"))
    assert len(report.findings) == left
    assert report.suppressed == 1 - left


def test_other_tools_pragmas_count_where_they_mean_the_same() -> None:
    rule = RULE._replace(rule=RULE.rule._replace(same_as=("B201", "DL3002")))
    texts = {"bad # nosec": 0, "bad # nosec B201": 0, "bad # nosec B101": 1, "bad # noqa: B201": 0, "bad # noqa": 1}
    texts["# hadolint ignore=DL3002,DL3006\nbad"] = 0
    texts["# hadolint ignore=DL3006\nbad"] = 1
    for text, left in texts.items():
        assert len(_examine({"a": text}, rule=rule).findings) == left, text
    assert len(_examine({"a": "bad # nosec"}).findings) == 1, (
        "a rule that asks its own question is not silenced by others"
    )


def test_the_baseline_accepts_by_text_not_by_line() -> None:
    signed = _examine({"a": "bad\nbad"}, terms=engine.Terms(fingerprints=True)).findings
    entries = frozenset(baselines.entry(finding) for finding in signed)
    assert len(entries) == 2, "equal lines are two findings"
    moved = _examine({"a": "x\n\nbad\n   bad  "}, terms=engine.Terms(baseline=entries))
    assert (moved.findings, moved.baselined, moved.stale) == ((), 2, 0)
    grown = _examine({"a": "bad\nbad\nbad"}, terms=engine.Terms(baseline=entries))
    assert len(grown.findings) == 1
    mended = _examine({"a": "bad"}, terms=engine.Terms(baseline=entries))
    assert (mended.findings, mended.baselined, mended.stale) == ((), 1, 1)


def test_an_entry_is_not_stale_while_its_file_or_its_rule_was_not_judged() -> None:
    gone = frozenset({baselines.Entry("a", "ill-word", "0" * 12), baselines.Entry("b", "other", "0" * 12)})
    assert _examine({"a": "", "b": ""}, focus=["b"], terms=engine.Terms(baseline=gone)).stale == 0
    assert _examine({"a": "", "b": ""}, terms=engine.Terms(baseline=gone)).stale == 1
    assert _examine({"b": ""}, terms=engine.Terms(baseline=gone)).stale == 1
