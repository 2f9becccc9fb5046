"""Every app of the table: what is wrong with it is found, and nothing else is, by the real engine and in its records."""

from __future__ import annotations

import json
import os

import pytest

from run import recorded
from run.apps import FAULTY, GOOD, SELDOM, Case
from run.conftest import QUICK, Bench, left
from shipcheck import rulebook
from support import judge

EVERY = (*GOOD, *FAULTY)
# All of them take five minutes: one job of CI has these.
CHOSEN = [one for one in EVERY if os.environ.get("SHIPCHECK_EVERY_APP") or one.name not in SELDOM]
RULES = [name for name, family in rulebook.names().items() if family in rulebook.OF_RUNS]


@pytest.mark.docker
@pytest.mark.parametrize("one", CHOSEN, ids=lambda one: one.name)
def test_an_app_gets_the_verdict_that_it_deserves(
    one: Case, bench: Bench, base: str, request: pytest.FixtureRequest
) -> None:
    dockerfile = str(one.files["Dockerfile"]).replace("@base@", base)
    bench.write({**one.files, "Dockerfile": dockerfile})
    told = bench.run(*QUICK, *one.options, "--format", "json")
    report = json.loads(told.out)
    found = {finding["rule"] for finding in report["findings"]}
    assert found == one.found, told.out + told.err
    assert report["unjudged"] == [], told.err
    assert told.document is not None
    if told.service.build is not None and told.service.build.image:
        assert left(told.service.build.image) == []
    if request.config.getoption("--update"):
        recorded.path(one.name).write_text(recorded.text(told.document))


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_its_record_gets_the_same_verdict_without_an_engine(one: Case) -> None:
    report = judge({"run.json": recorded.path(one.name).read_text()}, RULES)
    assert {finding.rule for finding in report.findings} == one.found
    assert report.unjudged == ()


def test_every_record_is_one_of_an_app() -> None:
    assert {one.stem for one in recorded.FOLDER.iterdir()} == {one.name for one in EVERY}
    assert {one.name for one in EVERY} > SELDOM
    assert len({one.name for one in FAULTY} - SELDOM) >= 40
