"""One report, every rendering, byte for byte; and what is true of all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from conftest import ROOT, Matches
from report_sample import PASSWORD, REPORT, SECRET, VIEW
from shipcheck.model import Finding, Location, Report, Severity, ShipcheckError
from shipcheck.report import FORMATS, View, render
from shipcheck.report.schema import schema

GOLDEN = ROOT / "tests" / "golden"
FILES = {
    "text": "report.txt",
    "json": "report.json",
    "sarif": "report.sarif.json",
    "github": "report.github.txt",
    "gitlab": "report.gitlab.json",
    "markdown": "report.md",
}
EACH = pytest.mark.parametrize("name", FORMATS)


@EACH
def test_a_report_reads_as_its_golden_file(name: str, matches: Matches) -> None:
    matches(GOLDEN / FILES[name], render(name, REPORT, VIEW))


def test_a_report_in_color_reads_as_its_golden_file(matches: Matches) -> None:
    shown = render("text", REPORT, VIEW._replace(color=True, symbols=True, seconds=0.419))
    matches(GOLDEN / "report.color.txt", shown)


@EACH
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert render(name, REPORT, VIEW) == render(name, REPORT, VIEW)


@EACH
def test_a_secret_on_a_shown_line_is_in_no_rendering(name: str) -> None:
    for view in (VIEW, VIEW._replace(color=True, symbols=True)):
        shown = render(name, REPORT, view)
        assert SECRET not in shown
        assert PASSWORD not in shown


@EACH
def test_every_rendering_can_be_encoded_and_ends_in_one_newline(name: str) -> None:
    for report in (REPORT, Report(), Report(unjudged=REPORT.unjudged)):
        shown = render(name, report, VIEW)
        assert shown.encode()
        assert shown.endswith("\n")
        assert not shown.endswith("\n\n")


@EACH
def test_what_could_not_be_judged_is_in_every_rendering(name: str) -> None:
    shown = render(name, Report(unjudged=REPORT.unjudged[:1], files=3), VIEW)
    assert "compose.yml" in shown
    assert "it is not YAML" in shown
    assert "pass" not in shown.replace("not a pass", "")


def test_an_unknown_format_is_an_expected_error() -> None:
    with pytest.raises(ShipcheckError, match="no format is called 'xml'") as raised:
        render("xml", REPORT)
    assert "sarif" in raised.value.hint


def test_text_does_not_import_the_other_renderers() -> None:
    script = (
        "import sys; from shipcheck.model import Report; from shipcheck.report import render; render('text', Report());"
        "print(sorted(name for name in sys.modules if name.startswith('shipcheck.report.')), 'json' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert done.stdout.strip() == (
        "['shipcheck.report.escape', 'shipcheck.report.text', 'shipcheck.report.words'] False"
    )


def test_the_published_schema_is_current(matches: Matches) -> None:
    matches(ROOT / "docs" / "report.schema.json", json.dumps(schema(), indent=2) + "\n")


@pytest.mark.parametrize("report", [REPORT, Report(), Report(unjudged=REPORT.unjudged)])
def test_json_is_as_the_schema_says(report: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(render("json", report, VIEW)), schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("report", "word"),
    [
        (Report(), "clean"),
        (Report(findings=REPORT.findings), "findings"),
        (Report(unjudged=REPORT.unjudged), "unjudged"),
        (REPORT, "unjudged"),
    ],
)
def test_json_says_the_outcome_in_one_word(report: Report, word: str) -> None:
    assert json.loads(render("json", report, VIEW))["summary"]["outcome"] == word


@pytest.mark.parametrize("report", [REPORT, Report(), Report(unjudged=REPORT.unjudged)])
def test_sarif_is_as_its_schema_says(report: Report) -> None:
    rules = json.loads((ROOT / "tests" / "data" / "sarif-2.1.0-rtm.4.json").read_text(encoding="utf-8"))
    log = json.loads(render("sarif", report, VIEW))
    jsonschema.validate(log, rules, jsonschema.Draft4Validator)
    run = log["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is not bool(report.unjudged)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert "](" not in result["message"]["text"]


@EACH
def test_advice_about_a_find_is_in_every_rendering_instead_of_the_rule_s(name: str) -> None:
    """Of a rule itself SARIF and JSON still tell what it advises in general."""
    one = Finding(Location("a.py", 3), "hardcoded-secret", Severity.ERROR, "a secret")
    own = render(name, Report(findings=(one._replace(hint="Ask Ada first"),), rules=REPORT.rules), View())
    general = render(name, Report(findings=(one,), rules=REPORT.rules), View())
    assert "Ask Ada first" in own
    assert own.count("rotate it") <= general.count("rotate it")
    if name in {"text", "github", "markdown"}:
        assert "rotate it" in general
        assert "rotate it" not in own


def test_sarif_carries_fingerprints_and_encodes_paths() -> None:
    results = json.loads(render("sarif", REPORT, VIEW))["runs"][0]["results"]
    assert results[3]["partialFingerprints"] == {"shipcheck/v1": "0123456789ab"}
    assert "partialFingerprints" not in results[0]
    uri = results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%60b%7Cc%40octocat%2Cx%3A1%0A%3A%3Aerror%3A%3Aboo%250A%23%23%5Berror%5D%1B%5B31m%E2%80%AEevil%FF.py"


def test_gitlab_gives_each_issue_a_fingerprint_of_its_own() -> None:
    twice = Finding(Location("a.py", 3), "debug-true", Severity.NOTE, "the same")
    issues = json.loads(render("gitlab", Report(findings=(twice, twice), unjudged=REPORT.unjudged), View()))
    assert [issue["severity"] for issue in issues] == ["info", "info", "blocker", "blocker"]
    assert len({issue["fingerprint"] for issue in issues}) == 4
    assert issues[2]["location"] == {"path": "compose.yml", "lines": {"begin": 1}}
