"""Which services a change touches, and how they are dealt out."""

from __future__ import annotations

import json

import pytest

from shipcheck.github.plan import MOST_JOBS, REST, Part, expected, matrix, plan, rest

API = Part("api", "services/api", "services/api/Dockerfile", sources=("libs/common",))
WEB = Part("web", "services/web", "services/web/Dockerfile", shared=("assets/**",))
JOBS = Part("jobs", "services/api", "services/api/worker.Dockerfile")
PLAIN = {"exclude": "", "checks": "auto"}
ROOT = Part("", "", "Dockerfile")


def _checked(changed: list[str], *parts: Part) -> tuple[list[str], str]:
    found = plan(parts, changed)
    return [one.name for one in found.checked], found.reason


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ([], []),
        (["README.md"], []),
        (["services/api/app.py"], ["api"]),
        (["services/apiary/app.py"], []),
        (["libs/common/x.py"], ["api"]),
        (["assets/logo/a.svg"], ["web"]),
        (["services/api/app.py", "services/web/app.py"], ["api", "web"]),
        (["services/web/Dockerfile"], ["web"]),
        (["services/web/pyproject.toml"], ["web"]),
    ],
)
def test_a_service_is_its_folder_and_what_it_copies_or_shares(changed: list[str], names: list[str]) -> None:
    assert _checked(changed, API, WEB) == (names, "")


@pytest.mark.parametrize(
    "path",
    [
        "shipcheck.toml",
        "services/web/shipcheck.toml",
        "pyproject.toml",
        ".shipcheck-baseline",
        ".github/workflows/ci.yml",
        ".dockerignore",
        "compose.prod.yaml",
        "base/Dockerfile",
        "python.Dockerfile",
        "Makefile",
    ],
)
def test_what_every_service_stands_on_brings_all(path: str) -> None:
    assert _checked([path], API, WEB) == (["api", "web"], f"{path} changed")


def test_in_doubt_every_service_is_checked() -> None:
    found = plan((API, WEB), None)
    assert (found.checked, found.skipped, found.reason) == ((API, WEB), (), "it is not known what changed")
    assert plan((API, WEB), None, "the base is not there").reason == "the base is not there"


def test_what_shares_a_folder_is_one_job_and_one_report() -> None:
    found = plan((API, JOBS, WEB), ["services/api/worker.Dockerfile"])
    assert [one.name for one in found.checked] == ["api", "jobs"]
    assert json.loads(expected(found)) == {"checked": ["services/api"], "skipped": ["services/web"]}
    assert json.loads(matrix(found.checked, 16)) == {"include": [{"name": "api", "paths": "services/api"} | PLAIN]}


def test_what_is_promised_is_named_as_its_report_will_be() -> None:
    found = plan((API._replace(name="the shop's API"), ROOT), ["services/api/app.py"])
    assert json.loads(expected(found)) == {"checked": ["services/api", ""], "skipped": []}


@pytest.mark.parametrize("most", [1, 3, 16, 1000])
def test_every_service_is_in_one_job_and_no_job_has_the_name_of_another(most: int) -> None:
    parts = [Part(f"a/{number % 7}", f"f{number}", f"f{number}/Dockerfile") for number in range(300)]
    jobs = json.loads(matrix(parts, most))["include"]
    assert len(jobs) == min(most, MOST_JOBS)
    assert sorted(path for job in jobs for path in job["paths"].split("\n")) == sorted(one.folder for one in parts)
    assert len({job["name"] for job in jobs}) == len(jobs)
    assert all(len(job["name"]) <= 70 and "/" not in job["name"] for job in jobs)


def test_what_lies_outside_of_all_services_is_a_job_of_its_own() -> None:
    parts = (API, JOBS, WEB)
    (others,) = rest(parts)
    every = (*parts, others)
    assert [one.name for one in plan(every, ["scripts/x.py"]).checked] == [REST]
    assert [one.name for one in plan(every, ["services/README.md", "services/web/x.py"]).checked] == ["web", REST]
    assert [one.name for one in plan(every, ["services/web/x.py"]).checked] == ["web"]
    (first, last) = json.loads(matrix(every, 1))["include"]
    assert first["paths"] == "services/api\nservices/web"
    assert last == {"name": REST, "paths": ".", "exclude": "/services/api\n/services/web", "checks": "static"}
    assert not rest((API, ROOT))


def test_a_folder_with_a_wildcard_in_its_name_is_rather_read_twice() -> None:
    (others,) = rest((API, Part("odd", "a*", "a*/Dockerfile")))
    assert others.exclude == ("/services/api",)
    assert others.touched("a*/x.py")
