"""The three actions, run by GitHub's own parser and evaluator over events, tokens, engines and interruptions."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
import zipfile
from pathlib import Path

import pytest
import yaml

from action import payloads
from action.composite import GitHubSays, Job
from action.conftest import Start
from action.fake_github import READ_ONLY, WORKFLOW, Fault, GitHub
from action.payloads import HEAD, Event
from conftest import ROOT

pytestmark = [pytest.mark.node, pytest.mark.xdist_group("action")]
ACTION, REPORT, PLAN = (ROOT / path for path in ("action.yml", "action/report/action.yml", "action/plan/action.yml"))
ACTIONS = (ACTION, REPORT, PLAN)
WORKFLOWS = sorted((ROOT / "action" / "workflows").glob("*.yml"))
NO_ENGINE = "tcp://127.0.0.1:9"
POLICY = """
rules:
  unpinned-uses:
    config:
      policies: {"shipcheck/*": ref-pin, "*": hash-pin}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return _checkout("badly-kept", tmp_path / "shop")


@pytest.fixture(autouse=True)
def pull_request(github: GitHub) -> None:
    github.open, github.heads = {7: HEAD}, {7: "acme:topic"}


def _checkout(example: str, target: Path) -> Path:
    shutil.copytree(ROOT / "examples" / example, target)
    _commit(target)
    return target


def _commit(folder: Path) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], cwd=folder, check=True, capture_output=True)


def _head(folder: Path) -> str:
    words = ["git", "rev-parse", "HEAD"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def _outcomes(job: Job) -> dict[str, str]:
    return {step.name: step.outcome for step in job.steps}


def _only_the_reporter_saw_the_token(job: Job) -> None:
    assert set(job.seen) <= {"Report"}
    for step in job.steps:
        if step.name != "Report":
            assert not any(WORKFLOW in value or READ_ONLY in value for value in step.environment.values())


# The files themselves


@pytest.mark.parametrize("action", ACTIONS, ids=lambda path: path.parent.name)
def test_github_reads_them_without_a_word(says: GitHubSays, action: Path) -> None:
    found = says.ask(op="action", file=str(action))
    assert not found["errors"]
    for one in (*found["inputs"], *found["outputs"]):
        assert len(one["description"]) > 20


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_github_reads_the_sample_workflows_without_a_word(says: GitHubSays, workflow: Path) -> None:
    assert not says.ask(op="workflow", file=str(workflow))["errors"]


def test_github_would_say_what_is_wrong(says: GitHubSays, tmp_path: Path) -> None:
    broken = tmp_path / "action.yml"
    broken.write_text(ACTION.read_text().replace("shell: bash", "shell: bash\n      timeout-minutes: 5", 1))
    assert says.ask(op="action", file=str(broken))["errors"]


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    policy = tmp_path / "zizmor.yml"
    policy.write_text(POLICY)
    zizmor = str(Path(sys.executable).parent / "zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--persona", "auditor", "--strict-collection", "--config", str(policy), *ACTIONS, *WORKFLOWS],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert done.stderr.count("completed") == len(ACTIONS) + len(WORKFLOWS)


@pytest.mark.parametrize(("schema", "files"), [("actions", ACTIONS), ("workflows", WORKFLOWS)])
def test_the_schemas_accept_them(schema: str, files: list[Path]) -> None:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.github-{schema}", *map(str, files)]
    assert subprocess.run(words, capture_output=True, text=True, check=False).returncode == 0


@pytest.mark.parametrize("action", ACTIONS, ids=lambda path: path.parent.name)
def test_inputs_variables_code_and_documentation_agree(action: Path) -> None:
    held = yaml.safe_load(action.read_text())
    text = action.read_text()
    code = (ROOT / "src/shipcheck/ci/arguments.py").read_text() + (ROOT / "src/shipcheck/ci/post.py").read_text()
    page = (ROOT / "docs" / "action.md").read_text()
    steps = held["runs"]["steps"]
    for name in held["inputs"]:
        assert f"inputs.{name}" in text, "an input that nothing reads"
        assert f"`{name}`" in page
    for name in held["outputs"]:
        assert f"`{name}`" in page
    known = {step.get("id") for step in steps}
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) <= known
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(held["inputs"])
    for step in steps:
        assert "${{" not in step.get("run", "")
        for variable in step.get("env", {}):
            if variable.startswith("SHIPCHECK_") and variable not in {"SHIPCHECK_PYTHON", "SHIPCHECK_EXIT"}:
                assert f'"{variable}"' in code
        for found in re.findall(r"inputs\.([\w-]+)", json.dumps(step.get("env", {}))):
            assert found in held["inputs"]


def test_what_holds_containers_is_the_step_itself() -> None:
    for action in ACTIONS:
        for step in yaml.safe_load(action.read_text())["runs"]["steps"]:
            run = step.get("run", "")
            assert "shipcheck" not in run or run.startswith("exec ") or "install.sh" in run


# What they do


def test_a_pull_request_gets_one_comment_that_is_kept_true(start: Start, github: GitHub, shop: Path) -> None:
    job = start(shop, payloads.pull(), WORKFLOW, DOCKER_HOST=NO_ENGINE)
    outputs = job.use(ACTION)
    assert job.status == "failure"
    assert (outputs["verdict"], outputs["errors"]) == ("fail", "10")
    assert _outcomes(job) == {
        "Install Python for shipcheck": "skipped",
        "Install shipcheck": "success",
        "Fetch the figures of the default branch": "success",
        "Check": "success",
        "Keep the report": "skipped",
        "Report": "success",
        "Keep the figures of the default branch": "skipped",
        "Verdict": "failure",
    }
    (body,) = github.bodies()
    assert "### \u274c shipcheck: not ready to ship" in body
    assert f"https://github.com/acme/shop/blob/{HEAD}/app.py#L9" in body
    assert outputs["comment-url"].startswith("https://github.test/acme/shop/pull/7#issuecomment-")
    assert "not ready to ship" in job.summary
    assert "no engine answers" in body
    compose = shop / "compose.yaml"
    compose.write_text(compose.read_text().replace("privileged: true", "privileged: false"))
    _commit(shop)
    again = start(shop, payloads.pull("synchronize", run=2), WORKFLOW, DOCKER_HOST=NO_ENGINE)
    assert again.use(ACTION)["comment-url"] == outputs["comment-url"]
    (body,) = github.bodies()
    assert "0 new, 1 fixed" in body
    for one in (job, again):
        _only_the_reporter_saw_the_token(one)
        assert "Report" in one.seen
        assert WORKFLOW not in one.log


def test_annotations_keep_to_the_limit_and_say_what_is_left_out(start: Start, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "requirements.txt").write_text("".join(f"package{number}\n" for number in range(30)))
    _commit(app)
    job = start(app, payloads.pull(), "", DOCKER_HOST=NO_ENGINE)
    job.use(ACTION, {"comment": "never"})
    assert len(job.annotations) == 10
    assert {one.properties["file"] for one in job.annotations} == {"requirements.txt"}
    assert "Not annotated, as GitHub shows 10 of each level: 20 findings" in job.log


def test_only_what_a_change_touches_is_told_if_asked(start: Start, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "requirements.txt").write_text("flask\nredis\n")
    _commit(app)
    base = _head(app)
    (app / "requirements.txt").write_text("flask\nredis\nhttpx\n")
    _commit(app)
    event = payloads.pull()
    event.payload["pull_request"]["base"]["sha"] = base
    job = start(app, event, "", DOCKER_HOST=NO_ENGINE)
    assert job.use(ACTION, {"comment": "never", "changed-only": "true"})["verdict"] == "fail"
    assert [one.properties["line"] for one in job.annotations] == ["3"]
    # Where the base is not here, everything is told rather than nothing.
    event.payload["pull_request"]["base"]["sha"] = "f" * 40
    shallow = start(app, event, "", DOCKER_HOST=NO_ENGINE)
    shallow.use(ACTION, {"comment": "never", "changed-only": "true"})
    assert sorted(one.properties["line"] for one in shallow.annotations) == ["1", "2", "3"]
    assert "every finding is reported: what changed is not known" in shallow.log


@pytest.mark.parametrize(
    ("event", "token", "said"),
    [
        (payloads.fork(), READ_ONLY, "the token may not write"),
        (payloads.dependabot(), READ_ONLY, "the token may not write"),
        (payloads.fork(gone=True), READ_ONLY, "the token may not write"),
        (payloads.pull(), "", "no token was given"),
        (payloads.push(), WORKFLOW, "no open pull request"),
        (payloads.merge_group(), WORKFLOW, "no open pull request"),
    ],
    ids=["fork", "dependabot", "a fork that is gone", "no token", "push", "merge queue"],
)
def test_without_a_comment_the_verdict_stays(  # noqa: PLR0913, PLR0917
    start: Start, github: GitHub, shop: Path, event: Event, token: str, said: str
) -> None:
    job = start(shop, event, token, DOCKER_HOST=NO_ENGINE)
    outputs = job.use(ACTION)
    assert (outputs["verdict"], outputs["comment-url"], job.status) == ("fail", "", "failure")
    assert said in job.log
    assert not github.bodies()
    assert "not ready to ship" in job.summary
    _only_the_reporter_saw_the_token(job)


def test_nothing_is_touched_with_the_rights_of_the_base(start: Start, github: GitHub, shop: Path) -> None:
    for event in (payloads.workflow_run(), Event("pull_request_target", payloads.fork().payload)):
        job = start(shop, event, WORKFLOW)
        assert job.use(ACTION)["verdict"] == "error"
        assert "shipcheck checks nothing there" in job.log
        assert job.status == "failure"
        assert "docker" not in job.log.lower()
    assert all("could not check everything" in body for body in github.bodies())


def test_hostile_names_do_nothing(start: Start, github: GitHub, tmp_path: Path) -> None:
    app = tmp_path / "hostile app"
    app.mkdir()
    for name in (
        "::error::boo.py",
        "$(touch pwned).py",
        "##[error]x.py",
        "a\n::error::b.py",
        "@octocat|<img>.py",
        "...",
    ):
        (app / name).write_text('DB_PASSWORD = "flour4water-77"\n')
    _commit(app)
    job = start(app, payloads.hostile(), WORKFLOW, DOCKER_HOST=NO_ENGINE)
    outputs = job.use(ACTION)
    assert outputs["verdict"] == "fail"
    assert not list(app.glob("pwned"))
    assert not list(Path("/tmp").glob("pwned"))
    assert {one.properties["title"] for one in job.annotations} == {"hardcoded-credential"}
    assert all(one.message.startswith("`DB_PASSWORD` is a literal") for one in job.annotations)
    (body,) = github.bodies()
    assert "flour4water" not in body + job.log + job.summary
    assert "<img" not in re.sub(r"`[^`]*`", "", body)
    assert "@octocat" not in re.sub(r"`[^`]*`", "", body)


def test_what_an_earlier_step_left_does_not_get_the_token(start: Start, shop: Path, tmp_path: Path) -> None:
    thief, loot = tmp_path / "thief", tmp_path / "loot"
    thief.write_text(f'env | grep SHIPCHECK_TOKEN >> "{loot}"\n')
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("python3", "python", "git", "docker"):
        (bin_ / name).write_text(
            f'#!/bin/sh\nenv | grep SHIPCHECK_TOKEN >> "{loot}"\nPATH="${{PATH#*:}}" exec {name} "$@"\n'
        )
        (bin_ / name).chmod(0o755)
    job = start(shop, payloads.pull(), WORKFLOW, DOCKER_HOST=NO_ENGINE, BASH_ENV=str(thief), PYTHONPATH=str(tmp_path))
    (tmp_path / "shipcheck.py").write_text("raise SystemExit('imported from elsewhere')\n")
    job.path.append(str(bin_))
    assert job.use(ACTION)["comment-url"]
    assert not loot.exists() or not loot.read_text()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"changed-only": "yes"}, "changed-only: 'yes' is neither true nor false"),
        ({"checks": "everything"}, "checks: 'everything' is not one of auto, static, all"),
        ({"path": "nowhere"}, "no such folder"),
    ],
)
def test_an_input_that_means_nothing_is_an_error(start: Start, shop: Path, inputs: dict[str, str], said: str) -> None:
    job = start(shop, payloads.pull(), "", DOCKER_HOST=NO_ENGINE)
    outputs = job.use(ACTION, inputs)
    assert job.status == "failure"
    assert outputs["verdict"] in {"", "error"}
    assert said in job.log


def test_an_engine_that_is_demanded_and_missing_is_an_error(start: Start, github: GitHub, tmp_path: Path) -> None:
    app = _checkout("well-kept", tmp_path / "app")
    job = start(app, payloads.pull(), WORKFLOW, DOCKER_HOST=NO_ENGINE)
    assert job.use(ACTION, {"checks": "all"})["verdict"] == "error"
    (body,) = github.bodies()
    assert "could not check everything" in body
    assert "**Could not be checked**" in body
    auto = start(app, payloads.pull(run=2), WORKFLOW, DOCKER_HOST=NO_ENGINE)
    assert auto.use(ACTION)["verdict"] == "pass"
    assert auto.status == "success"


@pytest.mark.docker
def test_an_image_is_built_run_and_compared_with_the_default_branch(
    start: Start, github: GitHub, tmp_path: Path
) -> None:
    app = _checkout("well-kept", tmp_path / "app")
    main = start(app, payloads.push(), WORKFLOW)
    outputs = main.use(ACTION, {"checks": "all"})
    assert outputs["verdict"] == "pass", main.log
    assert int(outputs["image-size"]) > 1_000_000
    assert int(outputs["ready-ms"]) > 0
    assert list(main.cache) == [f"shipcheck-base//{HEAD}-1"]
    change = start(app, payloads.pull(run=2), WORKFLOW)
    change.cache = main.cache
    change.use(ACTION, {"checks": "all"})
    (body,) = github.bodies()
    assert "### \u2705 shipcheck: ready to ship" in body
    assert re.search(r"\| Image size \| \d+ MB \| \d+ MB \| none \|", body)
    assert re.search(r"\| Stop on SIGTERM \| [\d.]+ s, exit 0 \|", body)
    _only_the_reporter_saw_the_token(change)
    assert list(change.cache) == list(main.cache)


EVENTS = {
    "opened": payloads.pull(),
    "synchronize": payloads.pull("synchronize"),
    "fork": payloads.fork(),
    "a fork that is gone": payloads.fork(gone=True),
    "Dependabot": payloads.dependabot(),
    "hostile": payloads.hostile(),
    "push": payloads.push(),
    "merge queue": payloads.merge_group(),
    "workflow_run": payloads.workflow_run(),
    "pull_request_target": Event("pull_request_target", payloads.fork().payload),
}
REFUSED = {"workflow_run", "pull_request_target"}


@pytest.mark.parametrize("token", [WORKFLOW, READ_ONLY, ""], ids=["may write", "may read", "no token"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_with_every_token(start: Start, github: GitHub, tmp_path: Path, event: str, token: str) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "requirements.txt").write_text("flask\n")
    _commit(app)
    github.heads = {7: "stranger:topic" if event == "workflow_run" else "acme:topic"}
    job = start(app, EVENTS[event], token, DOCKER_HOST=NO_ENGINE)
    outputs = job.use(ACTION)
    verdict = "error" if event in REFUSED else "fail"
    assert (outputs["verdict"], job.status) == (verdict, "failure")
    told = token == WORKFLOW and event not in {"push", "merge queue"}
    assert len(github.bodies()) == int(told)
    assert bool(outputs["comment-url"]) is told
    assert told or "no comment: " in job.log
    assert ("shipcheck checks nothing there" in job.log) is (event in REFUSED)
    assert "shipcheck: " in job.summary
    assert "octocat" not in re.sub(r"`[^`]*`", "", job.summary + "".join(github.bodies()))
    assert not list(Path("/tmp").glob("pwned"))
    _only_the_reporter_saw_the_token(job)
    assert not token or token not in job.log + job.summary


@pytest.mark.docker
@pytest.mark.parametrize(
    ("event", "token", "comments"),
    [("fork", READ_ONLY, 0), ("merge queue", WORKFLOW, 0), ("hostile", WORKFLOW, 1), ("opened", "", 0)],
    ids=[
        "fork",
        "merge queue",
        "hostile",
        "no token",
    ],  # a token in the name would be in the environment of every process
)
def test_an_image_is_built_whatever_the_event_and_the_token(  # noqa: PLR0913, PLR0917
    start: Start, github: GitHub, tmp_path: Path, event: str, token: str, comments: int
) -> None:
    app = _checkout("well-kept", tmp_path / "app")
    job = start(app, EVENTS[event], token)
    outputs = job.use(ACTION, {"checks": "all"})
    assert (outputs["verdict"], job.status) == ("pass", "success"), job.log
    assert int(outputs["ready-ms"]) > 0
    assert len(github.bodies()) == comments
    _only_the_reporter_saw_the_token(job)


@pytest.mark.docker
def test_a_cancelled_job_leaves_no_container(start: Start, github: GitHub, tmp_path: Path) -> None:
    app = _checkout("well-kept", tmp_path / "app")
    mark = f"test.cancelled={uuid.uuid4().hex}"
    with (app / "Dockerfile").open("a") as file:
        file.write(f"LABEL {mark}\n")
    _commit(app)
    job = start(app, payloads.pull(), WORKFLOW)
    running: list[str] = []

    def cancel(log: str) -> bool:
        if not re.search(r"^ready +ok", log, re.MULTILINE):
            return False
        running.extend(_labelled("ps", mark))
        return True

    job.cancel_when = cancel
    job.use(ACTION, {"checks": "all"})
    assert _outcomes(job)["Check"] == "cancelled"
    assert {_outcomes(job)[name] for name in ("Keep the report", "Report", "Verdict")} == {"skipped"}
    assert not github.bodies()
    assert running
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _labelled("ps", mark) + _labelled("images", mark, "shipcheck.run"):
        time.sleep(0.2)
    assert not _labelled("ps", mark)
    # Steps of the build stay cached; what the run made of them does not.
    assert not _labelled("images", mark, "shipcheck.run")


def _labelled(kind: str, *labels: str) -> list[str]:
    words = ["docker", kind, "-aq", *(word for label in labels for word in ("--filter", f"label={label}"))]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()


# The second half


def _packed(report: bytes, name: str = "shipcheck-report.json") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, report)
    return held.getvalue()


def _report_of(start: Start, workspace: Path, event: Event, inputs: dict[str, str] | None = None) -> bytes:
    job = start(workspace, event, READ_ONLY, DOCKER_HOST=NO_ENGINE)
    job.use(ACTION, {"comment": "never", "report-artifact": "shipcheck-report"} | (inputs or {}))
    return job.artifacts["shipcheck-report"]


@pytest.mark.parametrize("gone", [False, True], ids=["there", "gone"])
def test_a_forks_report_is_posted_by_the_trusted_half(
    start: Start, github: GitHub, shop: Path, tmp_path: Path, gone: bool
) -> None:
    report = _report_of(start, shop, payloads.fork())
    github.heads = {7: "stranger:topic"}
    github.zips = {7001: {1: ("shipcheck-report", _packed(report), False)}}
    empty = tmp_path / "empty"
    empty.mkdir()
    job = start(empty, payloads.workflow_run(1, gone=gone), WORKFLOW)
    outputs = job.use(REPORT)
    assert (outputs["verdict"], job.status) == ("fail", "failure")
    (body,) = github.bodies()
    assert f"/acme/shop/blob/{HEAD}/app.py#L9" in body
    assert '"run":1,' in body
    assert not any(path.startswith("/blob/") and token for _, path, token in github.requests)
    _only_the_reporter_saw_the_token(job)


def test_a_report_of_another_commit_is_not_posted(start: Start, github: GitHub, shop: Path, tmp_path: Path) -> None:
    report = _report_of(start, shop, payloads.fork())
    github.open, github.heads = {7: "d" * 40}, {7: "stranger:topic"}
    github.zips = {7001: {1: ("shipcheck-report", _packed(report), False)}}
    job = start(tmp_path, payloads.workflow_run(), WORKFLOW)
    job.use(REPORT)
    assert "no open pull request has commit" in job.log
    assert not github.bodies()


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (b"no zip", "it is no zip file that can be read"),
        (_packed(b"{"), "not JSON"),
        (_packed(b"[" * 100_000), "not JSON"),
        (_packed(b'{"version": 1}'), "not a report of shipcheck: document: no tool"),
        (_packed(b"{}", "x.txt"), "0 JSON documents"),
        (_packed(b" " * (11 << 20)), "larger than 10 MiB"),
        (_packed(b'{"version": NaN}'), "a number is out of range"),
        (_packed(b'{"version": 1e999}'), "a number is out of range"),
        (_packed(b'{"version": ' + b"9" * 5000 + b"}"), "a number is out of range"),
        (
            _packed(json.dumps({"version": 1, "tool": {}, "services": [], "base_runs": {}, "x": 1}).encode()),
            "unknown key",
        ),
    ],
    ids=[
        "no zip",
        "no JSON",
        "deep",
        "another shape",
        "no document",
        "a bomb",
        "no number",
        "infinite",
        "long",
        "an unknown key",
    ],
)
def test_an_artifact_that_is_no_report_could_not_be_checked(
    start: Start, github: GitHub, tmp_path: Path, packed: bytes, said: str
) -> None:
    github.zips = {7001: {1: ("shipcheck-report", packed, False)}}
    github.heads = {7: "stranger:topic"}
    job = start(tmp_path, payloads.workflow_run(), WORKFLOW)
    assert job.use(REPORT)["verdict"] == "error"
    assert job.status == "failure"
    (body,) = github.bodies()
    assert said in body.replace("`", "")


def test_a_pull_request_that_may_not_be_looked_up_is_no_missing_one(
    start: Start, github: GitHub, shop: Path, tmp_path: Path
) -> None:
    report = _report_of(start, shop, payloads.fork())
    github.heads = {7: "stranger:topic"}
    github.zips = {7001: {1: ("shipcheck-report", _packed(report), False)}}
    refusal = {"message": "Resource not accessible by integration"}
    github.faults = [Fault("GET", r"/pulls$", 403, refusal), Fault("GET", r"/commits/\w+/pulls$", 403, refusal)]
    job = start(tmp_path, payloads.workflow_run(), WORKFLOW)
    job.use(REPORT)
    assert "could not be looked up (403 Resource not accessible by integration)" in job.log
    assert not github.bodies()


def test_a_report_cannot_claim_to_have_passed(start: Start, github: GitHub, shop: Path, tmp_path: Path) -> None:
    held = json.loads(_report_of(start, shop, payloads.fork(), {"path": "."}))
    held["services"][0]["code"] = 0
    held["services"][0]["report"]["unjudged"] = [
        {"what": "x", "reason": "@octocat [l](http://x) <img src=x>", "hint": ""}
    ]
    held["services"][0]["report"]["findings"][0] |= {
        "path": "../../../evil",
        "message": "![i](http://x.example) #1 @octocat",
    }
    github.zips = {7001: {1: ("shipcheck-report", _packed(json.dumps(held).encode()), False)}}
    github.heads = {7: "stranger:topic"}
    job = start(tmp_path, payloads.workflow_run(), WORKFLOW)
    assert job.use(REPORT)["verdict"] == "error"
    (body,) = github.bodies()
    bare = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", body)
    assert not re.search(r"@octocat|<img|!\[|\.\./|http://x", bare)


def test_a_monorepo_is_planned_checked_and_told_in_one_comment(start: Start, github: GitHub, tmp_path: Path) -> None:
    mono = tmp_path / "mono"
    for name, example in (("billing", "badly-kept"), ("cart", "well-kept"), ("mail", "well-kept")):
        shutil.copytree(ROOT / "examples" / example, mono / "services" / name)
    _commit(mono)
    base = _head(mono)
    for name in ("billing", "cart"):
        (mono / "services" / name / "new.py").write_text("VALUE = 1\n")
    _commit(mono)
    plan = start(mono, payloads.pull(), "").use(PLAN, {"changed-since": base})
    assert plan["count"] == "2"
    matrix = json.loads(plan["matrix"])["include"]
    assert [one["paths"] for one in matrix] == ["services/billing", "services/cart"]
    zips = {}
    for number, leg in enumerate(matrix, start=1):
        report = _report_of(start, mono, payloads.pull(), {"path": leg["paths"]})
        zips[number] = (f"shipcheck-{leg['name']}", _packed(report), False)
    github.zips = {7001: zips}
    job = start(tmp_path, payloads.pull(), WORKFLOW)
    outputs = job.use(REPORT, {"artifact": "shipcheck-*", "expected": plan["expected"]})
    assert (outputs["verdict"], job.status) == ("fail", "failure")
    (body,) = github.bodies()
    assert "1 not ready to ship of 2 changed services" in body
    assert "Unchanged and not checked: repository root, `services/mail`." in body
    assert f"/blob/{HEAD}/services/billing/app.py#L9" in body
    # A leg that never wrote its report makes the required job red.
    github.zips = {7001: {1: zips[2 if "cart" in zips[2][0] else 1]}}
    late = start(tmp_path, payloads.pull(run=2), WORKFLOW)
    assert late.use(REPORT, {"artifact": "shipcheck-*", "expected": plan["expected"]})["verdict"] == "error"
    assert "its report is missing" in github.bodies()[0].replace("`", "")
    queue = start(tmp_path, payloads.merge_group(), WORKFLOW)
    github.zips = {7001: {}}
    assert queue.use(REPORT, {"artifact": "shipcheck-*", "expected": plan["expected"]})["verdict"] == "error"
    assert queue.status == "failure"


def test_what_belongs_to_no_service_is_read_too(start: Start, github: GitHub, tmp_path: Path) -> None:
    mono = tmp_path / "mono"
    for name in ("billing", "cart"):
        shutil.copytree(ROOT / "examples" / "badly-kept", mono / "services" / name)
    _commit(mono)
    base = _head(mono)
    (mono / "deploy.py").write_text('DB_PASSWORD = "flour4water-77"\n')
    _commit(mono)
    plan = start(mono, payloads.pull(), "").use(PLAN, {"changed-since": base})
    (leg,) = json.loads(plan["matrix"])["include"]
    inputs = {"path": leg["paths"], "exclude": leg["exclude"], "checks": leg["checks"]}
    report = _packed(_report_of(start, mono, payloads.pull(), inputs))
    github.zips = {7001: {1: ("shipcheck-everything-else", report, False)}}
    job = start(tmp_path, payloads.pull(), WORKFLOW)
    assert job.use(REPORT, {"artifact": "shipcheck-*", "expected": plan["expected"]})["verdict"] == "fail"
    (body,) = github.bodies()
    assert re.findall(r"^#### \[`(.*?)`\]", body, re.MULTILINE) == ["deploy.py"]
    assert "1 not ready to ship of 1 changed service" in body
    assert "Unchanged and not checked: `services/billing`, `services/cart`." in body


def test_services_of_the_configuration_are_held_to_their_reports(start: Start, github: GitHub, tmp_path: Path) -> None:
    mono = tmp_path / "mono"
    shutil.copytree(ROOT / "examples" / "well-kept", mono / "services" / "cart")
    (mono / "shipcheck.toml").write_text(
        '[services.the-cart]\ndockerfile = "services/cart/Dockerfile"\nshared = ["assets/**"]\n'
    )
    (mono / "assets").mkdir()
    _commit(mono)
    base = _head(mono)
    (mono / "assets" / "logo.svg").write_text("<svg/>\n")
    _commit(mono)
    plan = start(mono, payloads.pull(), "").use(PLAN, {"changed-since": base})
    (leg, others) = json.loads(plan["matrix"])["include"]
    assert leg == {"name": "the-cart", "paths": "services/cart", "exclude": "", "checks": "auto"}
    assert others == {"name": "everything-else", "paths": ".", "exclude": "/services/cart", "checks": "static"}
    for number, one in enumerate((leg, others), start=1):
        inputs = {"path": one["paths"], "exclude": one["exclude"], "checks": one["checks"]}
        report = _packed(_report_of(start, mono, payloads.pull(), inputs))
        github.zips.setdefault(7001, {})[number] = (f"shipcheck-{one['name']}", report, False)
    job = start(tmp_path, payloads.pull(), WORKFLOW)
    assert job.use(REPORT, {"artifact": "shipcheck-*", "expected": plan["expected"]})["verdict"] == "pass"
    assert "its report is missing" not in github.bodies()[0]


def test_nothing_that_ships_has_changed(start: Start, github: GitHub, tmp_path: Path) -> None:
    mono = tmp_path / "mono"
    shutil.copytree(ROOT / "examples" / "well-kept", mono / "cart")
    _commit(mono)
    base = _head(mono)
    plan = start(mono, payloads.pull(), "").use(PLAN, {"changed-since": base})
    assert (plan["count"], json.loads(plan["matrix"])) == ("0", {"include": []})
    github.zips = {7001: {}}
    job = start(tmp_path, payloads.pull(), WORKFLOW)
    assert job.use(REPORT, {"artifact": "shipcheck-*", "expected": plan["expected"]})["verdict"] == "pass"
    assert "nothing changed that ships" in github.bodies()[0]


def test_a_runner_without_python_is_told_what_to_do(tmp_path: Path) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("bash", "dirname", "cmp", "rm"):
        (bin_ / name).symlink_to(shutil.which(name) or "")
    done = subprocess.run(
        [str(bin_ / "bash"), str(ROOT / "action" / "install.sh")],
        env={"PATH": str(bin_)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "set the input python-version" in done.stdout


@pytest.mark.skipif(
    not shutil.which("uv") and not (Path(sys.executable).parent / "uv").exists(), reason="there is no uv here"
)
def test_uv_installs_the_same(tmp_path: Path, installed: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = ["bash", str(ROOT / "action" / "install.sh")]
    subprocess.run(
        words, env=os.environ | {"RUNNER_TEMP": str(tmp_path), "PATH": path}, check=True, capture_output=True
    )
    names = [
        sorted(one.name for one in folder.glob("lib/python*/site-packages/*.dist-info"))
        for folder in (tmp_path / "shipcheck-environment", installed)
    ]
    assert names[0] == [one for one in names[1] if one in names[0]]
    assert len(names[0]) >= 17
