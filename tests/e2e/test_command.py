"""The command as a person runs it, in real repositories and plain folders."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from e2e.conftest import Repository, clean_environment

SECRET = 'API_KEY = "q8w2e9r1t7y3"\n'


def test_working_tree_and_index_are_told_apart(repository: Repository) -> None:
    repository.write({"a.py": SECRET})
    repository.write({"a.py": "x = 1\n", "untracked.py": SECRET}, add=False)
    (repository.path / ".gitignore").write_text("ignored.py\n")
    (repository.path / "ignored.py").write_text(SECRET)
    assert repository.found("--staged") == ["a.py:1 hardcoded-credential"]
    assert repository.found() == ["untracked.py:1 hardcoded-credential"]


def test_staged_means_what_the_commit_changes(repository: Repository) -> None:
    repository.write({"old.py": SECRET})
    assert repository.commit().returncode == 0
    repository.write({"new.py": SECRET})
    assert repository.found("--staged") == ["new.py:1 hardcoded-credential"]
    assert repository.found("--staged", "old.py") == ["old.py:1 hardcoded-credential"]


def test_a_deleted_source_wakes_its_pair(repository: Repository) -> None:
    lock = "#    pip-compile requirements.in\nflask==3.1.0\n    # via -r requirements.in\nredis==5.0.0\n    # via -r requirements.in\n"
    repository.write({"requirements.in": "flask\nredis\n", "requirements.txt": lock})
    assert repository.commit().returncode == 0
    repository.write({"requirements.in": "flask\n"})
    assert repository.found("--staged") == ["requirements.txt:4 orphan-in-lock"]


def test_paths_are_files_and_folders_from_where_one_stands(repository: Repository) -> None:
    repository.write({"x/a.py": SECRET, "x/y/b.py": SECRET, "c.py": SECRET})
    below = Repository(repository.path / "x")  # a shell in a folder below
    below.path.joinpath(".git").rename(repository.path / "gone")
    assert below.found("y") == ["x/y/b.py:1 hardcoded-credential"]
    assert below.found("a.py", "../c.py") == ["c.py:1 hardcoded-credential", "x/a.py:1 hardcoded-credential"]
    assert below.found(".") == ["x/a.py:1 hardcoded-credential", "x/y/b.py:1 hardcoded-credential"]
    assert len(below.found()) == 3, "without a path it is the whole project"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere.py"], "no such file or folder: nowhere.py"),
        (["/etc/hostname"], "is outside of the project"),
        (["--select", "secrts"], "no rule or family is called `secrts` (did you mean `secrets`?)"),
        (["--root", "nowhere"], "no such folder: nowhere"),
        (["--baseline", "nowhere"], "the baseline nowhere cannot be read"),
        (["--output", "no/such/folder/report"], "no/such/folder/report cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(repository: Repository, args: list[str], words: str) -> None:
    done = repository.shipcheck("check", *args)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.startswith("shipcheck: ")
    assert len(done.stderr.splitlines()) <= 2
    assert done.stdout == ""


def test_a_file_that_git_does_not_take_is_not_passed(repository: Repository) -> None:
    repository.write({".gitignore": "ignored.py\n"})
    repository.write({"ignored.py": SECRET, "untracked.py": SECRET}, add=False)
    assert repository.found("ignored.py") == ["unjudged ignored.py"]
    assert repository.found("--staged", "untracked.py") == ["unjudged untracked.py"]
    assert repository.report("--staged", "untracked.py")["exit"] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not text")
def test_a_name_that_is_not_text(repository: Repository) -> None:
    repository.write({"bad\udcff.py": SECRET})
    for form in ("text", "json", "sarif", "github", "gitlab", "markdown"):
        for args in (["--staged"], [], ["bad\udcff.py"]):
            done = repository.shipcheck("check", "--format", form, *args)
            assert (done.returncode, done.stderr) == (1, "")
    repository.shipcheck("baseline")
    assert repository.found() == []


def test_staged_outside_of_git_is_refused(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    (tmp_path / ".git").rename(tmp_path.parent / f"{tmp_path.name}-git")
    done = repository.shipcheck("check", "--staged")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "shipcheck: --staged: not in a git repository")


def test_a_plain_folder_without_its_environments(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write(
        {"a.py": SECRET, "venv/lib/b.py": SECRET, "node_modules/c/d.py": SECRET, ".env": "TOKEN=abc9xyz8\n"}, add=False
    )
    (tmp_path / ".git").rename(tmp_path.parent / f"{tmp_path.name}-git")
    assert repository.found() == ["a.py:1 hardcoded-credential"]


def test_an_unmerged_file_is_not_judged(repository: Repository) -> None:
    repository.write({"a.py": "A = 1\n"})
    repository.commit()
    repository.git("switch", "-q", "-c", "other")
    repository.write({"a.py": "A = 2\n"})
    repository.commit()
    repository.git("switch", "-q", "main")
    repository.write({"a.py": "A = 3\n"})
    repository.commit()
    assert repository.run("git", "merge", "other").returncode != 0
    assert repository.found("--staged", "a.py") == ["unjudged a.py"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_an_unreadable_file_is_said_and_the_others_are_judged(repository: Repository) -> None:
    repository.write({"a.py": SECRET, "b.py": SECRET})
    (repository.path / "a.py").chmod(0)
    # root can read everything, unless it gives up that power
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = repository.run(*prefix, sys.executable, "-m", "shipcheck", "check")
    assert done.returncode == 2
    assert "b.py:1" in done.stdout
    assert "could not judge a.py: it cannot be read: Permission denied" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="POSIX files")
def test_what_is_no_regular_file_is_left_alone(repository: Repository) -> None:
    repository.write({"a.py": "x = 1\n"})
    (repository.path / "to-null.py").symlink_to("/dev/null")
    (repository.path / "loop.py").symlink_to("loop.py")
    os.mkfifo(repository.path / "pipe.py")
    repository.git("add", "to-null.py", "loop.py")
    assert repository.report()["exit"] == 0
    assert repository.report("--staged")["exit"] == 0
    assert repository.report("to-null.py")["exit"] == 0


def test_a_missing_object_is_said(repository: Repository) -> None:
    repository.write({"a.py": SECRET + "\n", "b.py": SECRET})
    blob = repository.git("rev-parse", ":a.py").strip()
    loose = repository.path / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(stat.S_IWUSR)
    loose.unlink()
    assert repository.found("--staged") == ["b.py:1 hardcoded-credential", "unjudged a.py"]


def test_a_repository_that_git_does_not_trust_is_one_clear_line(repository: Repository) -> None:
    (repository.path / ".git" / "HEAD").write_text("nonsense\n")
    done = repository.shipcheck("check")
    assert done.returncode == 2
    assert done.stderr.startswith("shipcheck: git ls-files failed: ")


def test_fail_on_and_exit_codes(repository: Repository) -> None:
    repository.write({"deploy/.env.production": "VITE_X=1\n"})
    assert repository.report()["exit"] == 0, "a note does not fail a run"
    assert repository.report("--fail-on", "note")["exit"] == 1
    repository.write({"a.py": SECRET})
    assert repository.report()["exit"] == 1
    assert repository.report("--fail-on", "never")["exit"] == 0


def test_configuration_is_read_from_what_is_judged(repository: Repository) -> None:
    repository.write({"a.py": SECRET, "old/b.py": SECRET, "pyproject.toml": '[tool.shipcheck]\nexclude = ["old"]\n'})
    assert repository.found("--staged") == ["a.py:1 hardcoded-credential"]
    repository.write({"pyproject.toml": '[tool.shipcheck]\nexlude = ["old"]\n'}, add=False)
    assert repository.found("--staged") == ["a.py:1 hardcoded-credential"]
    done = repository.shipcheck("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown key `exlude` (did you mean `exclude`?)" in done.stderr


def test_the_same_input_gives_the_same_bytes(repository: Repository) -> None:
    repository.write({"a.py": SECRET, "b.py": SECRET, "Dockerfile": "FROM python\n"})
    for form in ("json", "sarif", "github", "gitlab", "markdown"):
        one, two = (repository.shipcheck("check", "--format", form).stdout for _ in range(2))
        assert one == two
        assert "q8w2e9r1t7y3" not in one
    (repository.path / "out").mkdir()
    assert repository.shipcheck("check", "--format", "json", "--output", "out/report.json").stdout == ""
    assert json.loads((repository.path / "out" / "report.json").read_text())["version"] == 1


def test_a_baseline_from_beginning_to_end(repository: Repository) -> None:
    repository.write({"a.py": SECRET, "b.py": SECRET})
    done = repository.shipcheck("baseline")
    assert done.stdout.splitlines()[0] == "wrote .shipcheck-baseline: 2 accepted (2 new, 0 dropped)"
    text = (repository.path / ".shipcheck-baseline").read_text()
    assert "q8w2e9r1t7y3" not in text
    repository.git("add", "-A")
    report = repository.report()
    assert (report["exit"], report["findings"]) == (0, [])
    repository.write({"c.py": SECRET, "a.py": "x = 1\n"})
    assert repository.found() == ["c.py:1 hardcoded-credential"]
    assert (repository.path / ".shipcheck-baseline").read_text() == text, "a check never writes"
    done = repository.shipcheck("baseline", "--prune")
    assert done.stdout == "wrote .shipcheck-baseline: 1 accepted (0 new, 1 dropped)\n"
    assert repository.found() == ["c.py:1 hardcoded-credential"]
    assert repository.found("--no-baseline") == ["b.py:1 hardcoded-credential", "c.py:1 hardcoded-credential"]


def test_baselines_of_two_branches_merge_without_conflict(repository: Repository) -> None:
    repository.write({"a.py": SECRET, "m.py": SECRET})
    repository.shipcheck("baseline")
    repository.git("add", "-A")
    repository.commit()
    for branch, name in (("one", "b.py"), ("two", "c.py")):
        repository.git("switch", "-q", "-c", branch, "main")
        repository.write({name: SECRET, "a.py": "x = 1\n"})
        repository.shipcheck("baseline")
        repository.git("add", "-A")
        repository.commit()
    repository.git("merge", "-q", "one", "-m", "merge")
    assert repository.found() == []


def test_a_baseline_loses_nothing_that_the_project_does_not_show(repository: Repository) -> None:
    """Neither an ignored or excluded .gitattributes in an odd encoding, nor the entries of an ignored baseline."""
    repository.write({"a.py": SECRET, "shipcheck.toml": 'exclude = [".git*"]\n'})
    repository.write(
        {".gitattributes": b"*.txt text # caf\xe9\r\n*.png binary", ".gitignore": ".shipcheck-baseline\n"}, add=False
    )
    assert repository.shipcheck("baseline").returncode == 0
    attributes = (repository.path / ".gitattributes").read_bytes()
    assert attributes == b"*.txt text # caf\xe9\r\n*.png binary\n.shipcheck-baseline merge=union\n"
    assert (
        repository.shipcheck("baseline", "--prune").stdout
        == "wrote .shipcheck-baseline: 1 accepted (0 new, 0 dropped)\n"
    )
    assert (repository.path / ".gitattributes").read_bytes() == attributes


def test_a_baseline_is_not_written_while_something_could_not_be_judged(repository: Repository) -> None:
    repository.write({"a.py": SECRET})
    repository.shipcheck("baseline")
    before = (repository.path / ".shipcheck-baseline").read_text()
    repository.write({".secrets.baseline": "{"})
    done = repository.shipcheck("baseline")
    assert done.returncode == 2
    assert "the baseline was not written" in done.stderr
    assert (repository.path / ".shipcheck-baseline").read_text() == before


def test_rules_and_explain(repository: Repository) -> None:
    assert "hardcoded-credential" in repository.shipcheck("rules").stdout
    assert "## Why" in repository.shipcheck("explain", "missing-user").stdout
    assert "wiki/DL3008" in repository.shipcheck("explain", "hadolint/DL3008").stdout
    done = repository.shipcheck("explain", "mising-user")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "shipcheck: no rule or family is called `mising-user` (did you mean `missing-user`?)",
    )
    assert repository.shipcheck("--version").stdout.startswith("shipcheck 0.")
    for words in (["--help"], ["check", "--help"], ["baseline", "--help"], ["explain", "--help"]):
        told = repository.shipcheck(*words)
        assert told.returncode == 0
        assert "SUPPRESS" not in told.stdout


def test_a_console_that_knows_only_ascii(repository: Repository) -> None:
    repository.write({"über.py": SECRET})
    repository.environment |= {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = repository.shipcheck("check")
    assert done.returncode == 1
    assert done.stdout.isascii()


def test_hooks_variables_do_not_mislead(repository: Repository) -> None:
    """A linked worktree's hook runs with GIT_DIR and GIT_INDEX_FILE set."""
    repository.write({"a.py": "x = 1\n"})
    repository.commit()
    repository.git("worktree", "add", "-q", "../linked")
    linked = repository.path.parent / "linked"
    (linked / "b.py").write_text(SECRET)
    hook = repository.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ncd . && exec '{sys.executable}' -m shipcheck check --staged\n")
    hook.chmod(0o755)
    repository.path = linked
    repository.git("add", "b.py")
    stopped = repository.commit()
    assert stopped.returncode == 1
    assert "hardcoded-credential" in stopped.stderr + stopped.stdout


def test_the_environment_of_the_tests_is_clean() -> None:
    assert not [name for name in clean_environment() if name.startswith("GIT_DIR")]
    assert (ROOT / "pyproject.toml").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_report_is_written_into_a_pipe_not_over_it(repository: Repository) -> None:
    repository.write({"app.py": "A = 1\n"})
    pipe = repository.path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        assert repository.shipcheck("check", "--output", str(pipe)).returncode == 0
        assert "Clean:" in reader.communicate(timeout=60)[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
