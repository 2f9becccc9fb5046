"""The hooks as their users run them: by pre-commit (and prek), from a tag of this repository."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from hooks import manifest

from e2e.conftest import Repository

pytestmark = pytest.mark.xdist_group("pre-commit")

# What only runs in a push has a test of its own: test_pushed_secrets_hook.py.
HOOKS = [front["id"] for front in manifest.pages() if "manual" in front.get("stages", manifest.STAGES)]
LATER = {"shipcheck-pip-compile-full"}
# It needs an engine, and has tests of its own: tests/run.
RUN = "shipcheck-run"
TODAY = [hook for hook in HOOKS if hook not in {*LATER, RUN}]
NO_ENGINE = "unix:///nowhere/docker.sock"

BAD = {
    "shop/config.py": 'API_KEY = "q8w2e9r1t7y3"\n',
    "requirements.in": "flask\nrequests\n",
    "requirements.txt": "#    pip-compile requirements.in\nflask==3.1.0\n    # via -r requirements.in\ncelery>=5\n",
    "Dockerfile": 'FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\nCMD ["python", "app.py"]\n',
    "app.py": 'from flask import Flask\napp = Flask(__name__)\nif __name__ == "__main__":\n    app.run(debug=True)\n',
    "compose.yaml": "services:\n  web:\n    build: .\n    privileged: true\n",
}
EXPECTED = {
    "shipcheck-secrets": ["hardcoded-credential"],
    "shipcheck-requirements": ["ranged-requirement"],
    "shipcheck-pip-compile": ["missing-from-lock"],
    "shipcheck-dockerfile": ["missing-user"],
    "shipcheck-compose": ["privileged-service"],
    "shipcheck-dev-server": ["development-server"],
    "shipcheck-config": ["hardcoded-debug"],
}
EXPECTED["shipcheck"] = sorted(rule for rules in EXPECTED.values() for rule in rules)
GOOD = {
    "shop/config.py": 'import os\n\nAPI_KEY = os.environ["API_KEY"]\n',
    "requirements.in": "flask\n",
    "requirements.txt": "#    pip-compile requirements.in\nflask==3.1.0\n    # via -r requirements.in\n",
    "Dockerfile": 'FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\nUSER 1000\nCMD ["gunicorn", "app:app"]\n',
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    "compose.yaml": "services:\n  web:\n    build: .\n",
}


@pytest.fixture
def project(tmp_path: Path, release: Repository, pre_commit_home: Path) -> Repository:
    """A repository whose commits go through the umbrella hook."""
    return _project(tmp_path, release, pre_commit_home, ["shipcheck"])


def _project(tmp_path: Path, release: Repository, home: Path, hooks: list[str]) -> Repository:
    repository = Repository(tmp_path / "project", PRE_COMMIT_HOME=str(home))
    lines = [
        "repos:",
        f"  - repo: {release.path}",
        "    rev: v0.1.0",
        "    hooks:",
        *(f"      - id: {hook}" for hook in hooks),
    ]
    repository.write({".pre-commit-config.yaml": "\n".join(lines) + "\n"})
    done = repository.run(sys.executable, "-m", "pre_commit", "install")
    assert done.returncode == 0, done.stdout + done.stderr
    return repository


def _try_repo(repository: Repository, release: Repository) -> dict[str, str]:
    """What `pre-commit try-repo` prints for each hook; one call, since each makes an environment of its own."""
    done = repository.run(
        sys.executable, "-m", "pre_commit", "try-repo", str(release.path), "--ref", "v0.1.0", "--all-files", "--verbose",
        "--hook-stage", "manual",
    )  # fmt: skip
    parts = re.split(r"(?m)^shipcheck: .*\.(?=Passed|Failed|Skipped)", done.stdout)[1:]
    assert len(parts) == len(HOOKS), done.stdout + done.stderr
    return {re.findall(r"hook id: (\S+)", part)[0]: part for part in parts}


def test_try_repo_stops_the_bad_and_passes_the_good(tmp_path: Path, release: Repository, pre_commit_home: Path) -> None:
    repository = Repository(tmp_path / "project", PRE_COMMIT_HOME=str(pre_commit_home), DOCKER_HOST=NO_ENGINE)
    repository.write(BAD)
    bad = _try_repo(repository, release)
    repository.write(GOOD)
    good = _try_repo(repository, release)
    for hook in TODAY:
        assert bad[hook].startswith("Failed"), bad[hook]
        assert "exit code: 1" in bad[hook]
        assert [rule for rule in EXPECTED["shipcheck"] if f"[{rule}]" in bad[hook]] == sorted(EXPECTED[hook])
        assert good[hook].startswith("Passed"), good[hook]
    for hook in LATER:
        assert "exit code: 2" in good[hook], "what is not built yet does not pass"
        assert "not built yet" in good[hook]
    assert "exit code: 2" in good[RUN], "what could not run does not pass"
    assert re.search("no engine answers|there is no `docker` command", good[RUN])
    assert "q8w2e9r1t7y3" not in "".join(bad.values())


def test_a_first_commit_is_stopped_until_it_is_good(project: Repository) -> None:
    project.write(BAD)
    stopped = project.commit()
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    for rule in EXPECTED["shipcheck"]:
        assert rule in stopped.stderr
    assert project.run("git", "rev-parse", "-q", "--verify", "HEAD").returncode != 0
    project.write(GOOD)
    passed = project.commit()
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_the_staged_version_is_judged(project: Repository) -> None:
    project.write(GOOD)
    project.write({"shop/config.py": BAD["shop/config.py"]}, add=False)
    assert project.commit().returncode == 0, "the unstaged secret is not what is committed"
    project.git("add", "-A")
    project.write({"shop/config.py": GOOD["shop/config.py"]}, add=False)
    assert project.commit().returncode == 1, "the staged secret is"


def test_a_partial_commit_is_judged_by_its_own_index(project: Repository) -> None:
    project.write(GOOD)
    assert project.commit().returncode == 0
    project.write({"shop/config.py": BAD["shop/config.py"], "app.py": GOOD["app.py"] + "\n"})
    assert project.commit("only the good one", "app.py").returncode == 0
    assert project.commit("the bad one", "shop/config.py").returncode == 1


def test_deleted_and_renamed_files(project: Repository) -> None:
    project.write(GOOD)
    assert project.commit().returncode == 0
    project.git("rm", "-q", "requirements.in")
    assert project.commit("delete").returncode == 0
    project.git("mv", "shop/config.py", "shop/settings.py")
    assert project.commit("rename").returncode == 0
    project.git("mv", "shop/settings.py", "shop/other.py")
    project.write({"shop/other.py": BAD["shop/config.py"]})
    stopped = project.commit("rename to worse")
    assert stopped.returncode == 1
    assert "shop/other.py" in stopped.stderr


PREK = str(Path(sys.executable).parent / "prek")
NAMES = [
    "with blank.py",
    "quo'te\".py",
    "über/straße.py",
    "日本.py",
    "-rf.py",
    "--select.py",
    "$(touch pwned).py",
    "a;b&c|d.py",
]
if os.name == "posix":
    NAMES += ["new\nline.py", "tab\there.py", "back\\slash.py", "\x1b[31mred.py"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_break_tools(project: Repository, name: str) -> None:
    project.write({name: BAD["shop/config.py"], "fine.py": "x = 1\n"})
    stopped = project.commit()
    assert stopped.returncode == 1
    assert "hardcoded-credential" in stopped.stderr
    assert "\x1b[31mred" not in stopped.stderr
    assert not (project.path / "pwned").exists()
    project.write({name: "x = 1\n"})
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_links_are_not_followed(project: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(BAD["shop/config.py"])
    (project.path / "link.py").symlink_to(tmp_path / "outside.py")
    (project.path / "Dockerfile").symlink_to("/etc/passwd")
    project.git("add", "-A")
    assert project.commit().returncode == 0


def test_a_submodule(project: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.write(BAD)
    assert other.commit().returncode == 0
    project.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "vendored")
    done = project.commit()
    assert done.returncode == 0, done.stderr


def test_an_empty_commit_and_an_empty_repository(project: Repository) -> None:
    assert project.commit("empty", "--allow-empty").returncode == 0
    project.git("rm", "-q", "--cached", ".pre-commit-config.yaml")
    assert project.shipcheck("check", "--staged").returncode == 0
    assert project.shipcheck("check").returncode == 0


def test_a_merge_commit(project: Repository) -> None:
    project.write(GOOD)
    assert project.commit().returncode == 0
    project.git("switch", "-q", "-c", "other")
    project.write({"shop/config.py": "A = 1\n"})
    assert project.commit("theirs").returncode == 0
    project.git("switch", "-q", "main")
    project.write({"shop/config.py": "A = 2\n"})
    assert project.commit("ours").returncode == 0
    assert project.run("git", "merge", "other").returncode != 0
    project.write({"shop/config.py": BAD["shop/config.py"]})
    stopped = project.commit("merge")
    assert stopped.returncode == 1, stopped.stderr
    assert "hardcoded-credential" in stopped.stderr
    project.write({"shop/config.py": "A = 3\n"})
    assert project.commit("merge").returncode == 0


def test_many_files_are_split_over_calls_and_still_judged_together(project: Repository) -> None:
    project.write(GOOD)
    project.write({f"pages/{'long-name-' * 12}{number}.py": "x = 1\n" for number in range(1200)}, add=False)
    project.git("add", "-A")
    done = project.commit()
    assert done.returncode == 0, done.stderr
    project.write({f"pages/{'long-name-' * 12}1100.py": BAD["shop/config.py"], "requirements.in": "flask\nnew\n"})
    done = project.run(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert done.returncode == 1
    assert done.stdout.count("hardcoded-credential") == 1
    assert done.stdout.count("missing-from-lock") == 1


def test_a_pinned_clone_runs_again_without_a_network(project: Repository) -> None:
    project.write(GOOD)
    assert project.commit().returncode == 0
    nowhere = dict.fromkeys(
        ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PIP_INDEX_URL"), "http://127.0.0.1:9"
    )
    project.environment |= nowhere | {"PIP_NO_INDEX": "1", "GIT_ALLOW_PROTOCOL": "none"}
    project.write({"shop/config.py": BAD["shop/config.py"]})
    isolated = ["unshare", "--net", "--map-root-user"] if _can_unshare(project) else []
    assert project.run(*isolated, "git", "commit", "-m", "x").returncode == 1
    project.write({"shop/config.py": GOOD["shop/config.py"] + "\n"})
    assert project.run(*isolated, "git", "commit", "-m", "x").returncode == 0


def _can_unshare(project: Repository) -> bool:
    return bool(shutil.which("unshare")) and project.run("unshare", "--net", "--map-root-user", "true").returncode == 0


def test_several_hooks_side_by_side(tmp_path: Path, release: Repository, pre_commit_home: Path) -> None:
    repository = _project(tmp_path, release, pre_commit_home, TODAY[1:])
    repository.write(BAD)
    stopped = repository.commit()
    for rule in EXPECTED["shipcheck"]:
        assert stopped.stderr.count(f"[{rule}]") == 1, stopped.stderr
    repository.write(GOOD)
    assert repository.commit().returncode == 0


def test_prek_reads_the_same_manifest(project: Repository, tmp_path: Path) -> None:
    project.environment["PREK_HOME"] = str(tmp_path / "prek")
    project.write(BAD)
    bad = project.run(PREK, "run", "--all-files", timeout=600)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert [rule for rule in EXPECTED["shipcheck"] if rule in bad.stdout] == EXPECTED["shipcheck"]
    project.write(GOOD)
    good = project.run(PREK, "run", "--all-files")
    assert good.returncode == 0, good.stdout + good.stderr
