"""`shipcheck-pushed-secrets` as its users run it: by pre-commit and prek, in pushes to a real bare repository."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from e2e.conftest import CANARIES, Repository
from e2e.reach import OTHER, SECRET, commit

pytestmark = pytest.mark.xdist_group("pre-commit")
PREK = str(Path(sys.executable).parent / "prek")
RUNNERS = {"pre-commit": [sys.executable, "-m", "pre_commit"], "prek": [PREK]}


@pytest.fixture(params=list(RUNNERS))
def project(
    request: pytest.FixtureRequest, tmp_path: Path, release: Repository, pre_commit_home: Path, cache: Path
) -> Repository:
    """A repository whose pushes go through the hook, and a remote that has nothing yet."""
    repository = Repository(tmp_path / "project", PRE_COMMIT_HOME=str(pre_commit_home), SHIPCHECK_CACHE=str(cache))
    repository.environment["PREK_HOME"] = str(pre_commit_home / "prek")
    repository.run("git", "init", "-q", "--bare", str(tmp_path / "origin.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    lines = [
        "repos:",
        f"  - repo: {release.path}",
        "    rev: v0.1.0",
        "    hooks:",
        "      - id: shipcheck-pushed-secrets",
    ]
    commit(repository, {".pre-commit-config.yaml": "\n".join(lines) + "\n"})
    done = repository.run(*RUNNERS[request.param], "install", "--hook-type", "pre-push")
    assert done.returncode == 0, done.stdout + done.stderr
    return repository


def _push(repository: Repository, *args: str) -> tuple[bool, str]:
    done = repository.run("git", "push", "-q", *args)
    said = done.stdout + done.stderr
    assert not [value for value in CANARIES if value in said]
    assert done.returncode == 0 or "[hardcoded-credential]" in said, said
    return done.returncode == 0, said


def test_pushes(project: Repository) -> None:
    commit(project, {"a.py": OTHER})
    commit(project, {"a.py": "x = 1\n"}, day=2)
    stopped, said = _push(project, "-u", "origin", "main")
    assert not stopped, "the first push of all, with its root commit"
    assert "`DB_PASSWORD` is a literal, only in" in said
    project.git("push", "-q", "--no-verify", "-u", "origin", "main")

    commit(project, {"b.py": "x = 1\n"}, day=3)
    assert _push(project)[0], "what was pushed is not pushed again"
    commit(project, {"b.py": SECRET}, day=4)
    bad = commit(project, {"b.py": SECRET + "x = 1\n"}, day=5)
    commit(project, {"b.py": "x = 2\n"}, day=6)
    stopped, said = _push(project)
    assert not stopped
    assert f"last in {bad} 2024-03-05 (2 versions)" in said
    assert not _push(project, "origin", "HEAD:refs/heads/new")[0], "a new branch"
    assert _push(project, "origin", "HEAD~3:refs/heads/new")[0]
    assert _push(project, "origin", ":refs/heads/new")[0], "a deletion"

    project.git("reset", "-q", "--hard", "HEAD~3")
    project.write({"staged.py": SECRET})
    assert _push(project)[0], "neither what is staged, nor what was taken out of the branch"


def test_a_merge_of_what_the_remote_has(project: Repository) -> None:
    project.git("push", "-q", "--no-verify", "-u", "origin", "main")
    project.git("switch", "-q", "-c", "feature")
    commit(project, {"feature.py": "x = 1\n"}, day=2)
    assert _push(project, "-u", "origin", "feature")[0]
    project.git("switch", "-q", "main")
    commit(project, {"main.py": SECRET}, day=3)
    project.git("push", "-q", "--no-verify", "origin", "main")
    project.git("switch", "-q", "feature")
    project.git("merge", "-q", "--no-edit", "main")
    assert _push(project)[0]
