"""Whatever the detector finds in the labelled pages stands in no rendering and no baseline."""

from __future__ import annotations

import pytest

from shipcheck import baseline, report, rulebook
from shipcheck.collect.providers import providers
from shipcheck.config import Config
from shipcheck.engine import Terms, examine
from shipcheck.evidence import Evidence
from shipcheck.guard import guarded
from shipcheck.model import Report
from shipcheck.project import Memory, Project
from shipcheck.secrets.detector import detect
from shipcheck.secrets.found import KEY
from shipcheck.suppress import split

from .corpus import load

# Shorter ones are words that stand in messages anyway.
SHORTEST = 7


def _terms(project: Project) -> Terms:
    return Terms(fingerprints=True, today="2026-11-22", guard=lambda findings: guarded(findings, project))


@pytest.fixture(scope="module")
def everything() -> tuple[dict[str, str], Report, set[str]]:
    """All positive pages as one project, what is reported of it, and the values that were found."""
    files = {
        f"{number}/{path}": text
        for number, sample in enumerate(load("positives"))
        for path, text in sample.files.items()
    }
    project = Project(Memory(files))
    rules = rulebook.load(rulebook.names())
    found = examine(project, Evidence(providers(project, Config())), rules, _terms(project))
    described = found._replace(rules=tuple(rulebook.info(named) for named in rules))
    hits = [one for path, text in files.items() for one in detect(path, text)]
    # A key's value is its head, which is public; what stands in our own documentation is an example there.
    values = {one.value for one in hits if one.rule != KEY and len(one.value) >= SHORTEST}
    told = "".join(info.help for info in described.rules)
    names = " ".join(one.name.lower() for one in hits)
    return files, described, {value for value in values if value not in told and value.lower() not in names}


@pytest.mark.parametrize("name", report.FORMATS)
def test_no_rendering_holds_a_value(name: str, everything: tuple[dict[str, str], Report, set[str]]) -> None:
    files, found, values = everything
    lines = {path: split(path, text) for path, text in files.items()}
    view = report.View(line_of=lambda path, number: lines[path].at(number) if path in lines else "")
    text = report.render(name, found, view)
    assert len(found.findings) > 400
    assert sorted(value for value in values if value in text) == []


def test_no_baseline_holds_a_value(everything: tuple[dict[str, str], Report, set[str]]) -> None:
    _, found, values = everything
    text = baseline.render(baseline.entry(finding) for finding in found.findings)
    assert sorted(value for value in values if value in text) == []


def test_a_rule_about_something_else_does_not_show_the_line_either() -> None:
    files = {"tests/Dockerfile": 'FROM python\nRUN cd /srv && echo "root:pepper11" | chpasswd\n'}
    project = Project(Memory(files))
    found = examine(project, Evidence(providers(project, Config())), rulebook.load(["hadolint"]), _terms(project))
    assert {finding.location.line for finding in found.findings} == {2}
    lines = split("tests/Dockerfile", files["tests/Dockerfile"])
    text = report.render("text", found, report.View(line_of=lambda _path, number: lines.at(number)))
    assert "hadolint/" in text
    assert "pepper11" not in text
    changed = baseline.sign([(found.findings[0], lines.at(2).replace("pepper11", "another1"))])
    assert next(iter(changed)).fingerprint == found.findings[0].fingerprint, "a fingerprint must not confirm a guess"


@pytest.mark.parametrize("filler", range(0, 60, 3))
def test_a_message_that_quotes_a_command_does_not_quote_its_password(filler: int) -> None:
    """Messages cut a command at its 80th character, perhaps within the password."""
    command = f"{'true ' + 'x' * filler + ' && ' if filler else ''}echo root:pepper11 | chpasswd && flask run"
    project = Project(Memory({"Dockerfile": f"FROM python:3.12-slim\nUSER app\nCMD {command}\n"}))
    found = examine(
        project, Evidence(providers(project, Config())), rulebook.load(["development-server"]), _terms(project)
    )
    assert len(found.findings) == 1
    assert "pepp" not in found.findings[0].message
