"""`shipcheck secrets` over files, ranges, pushes and texts, in real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.conftest import CANARIES, Repository
from e2e.reach import OTHER, SECRET, ZERO, commit, secrets, short

pytestmark = pytest.mark.usefixtures("canaries")


def test_since(repository: Repository) -> None:
    commit(repository, {"old.py": SECRET})
    start = repository.git("rev-parse", "HEAD").strip()
    assert secrets(repository, "--since", "HEAD") == []
    added = commit(repository, {"new.py": OTHER}, day=2)
    commit(repository, {"new.py": ""}, day=3)
    repository.write({"staged.py": SECRET})
    told = [f"new.py:1 hardcoded-credential: `DB_PASSWORD` is a literal, only in {added} 2024-03-02"]
    assert secrets(repository, "--since", start) == told, "neither what was there, nor what is only staged"
    repository.git("tag", "start", start)
    assert secrets(repository, "--since", "start") == told
    assert secrets(repository, "--since", "HEAD") == []


def test_a_range_does_not_count_what_a_merge_took_over(repository: Repository) -> None:
    commit(repository, {"a.py": "x = 1\n"})
    repository.git("switch", "-q", "-c", "feature")
    commit(repository, {"feature.py": "x = 1\n"}, day=2)
    repository.git("switch", "-q", "main")
    commit(repository, {"main.py": SECRET}, day=3)
    repository.git("update-ref", "refs/remotes/origin/main", "main")
    repository.git("switch", "-q", "feature")
    repository.git("update-ref", "refs/remotes/origin/feature", "feature")
    repository.git("merge", "-q", "--no-edit", "main")
    line = f"refs/heads/feature {repository.git('rev-parse', 'HEAD').strip()} refs/heads/feature {repository.git('rev-parse', 'origin/feature').strip()}\n"
    assert secrets(repository, "--push", stdin=line) == [], "the remote has it already"
    assert short(secrets(repository, "--since", "origin/feature")) == ["main.py:1"], "HEAD has what this has not"


def test_a_value_of_one_s_own_in_a_range(repository: Repository) -> None:
    drawn = "zq8K2mVx91LpTd77"
    commit(repository, {".gitignore": ".env\n"})
    repository.write({".env": f"MAIL_TOKEN={drawn}\n"}, add=False)
    made = commit(repository, {"notes.html": f"<p>{drawn}</p>\n"}, day=2)
    commit(repository, {"notes.html": ""}, day=3)
    assert secrets(repository, "--since", "HEAD~2") == [
        f"notes.html:1 known-value: here stands the value of `MAIL_TOKEN` from `.env`, only in {made} 2024-03-02"
    ]
    assert secrets(repository, "--history") == [], "nothing is kept that depends on such a file"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--since", "nowhere"], "no commit is called `nowhere`"),
        (["--since=--all"], "no commit is called `--all`"),
        (["--since", "\x1b[31mred"], "no commit is called `?[31mred`"),
        (["--since", ""], "no commit is called ``"),
        (["--history", "a.py"], "--history takes no paths"),
        (["--since", "HEAD", "a.py"], "--since takes no paths"),
        (["-", "a.py"], "`-` stands alone"),
        (["--as", "x.py"], "--as says how to read standard input"),
        (["--fresh"], "--fresh belongs to --history"),
    ],
)
def test_what_cannot_be_asked(repository: Repository, args: list[str], words: str) -> None:
    commit(repository, {"a.py": "x = 1\n"})
    done = repository.shipcheck("secrets", *args)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert done.stdout == ""


def test_outside_of_a_repository(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for args in (["--history"], ["--since", "HEAD"], ["--push"]):
        done = repository.shipcheck("secrets", *args, "--root", str(tmp_path / "plain"))
        assert done.returncode == 2
        assert "not a git repository" in done.stderr
    assert secrets(repository, "--history") == [], "a repository without a commit"
    assert repository.shipcheck("secrets", "--since", "HEAD").returncode == 2


@pytest.fixture
def clone(repository: Repository) -> Repository:
    """A repository with a remote that has its first commit, and a hook of git's own."""
    repository.run("git", "init", "-q", "--bare", str(repository.path.parent / "origin.git"))
    repository.git("remote", "add", "origin", str(repository.path.parent / "origin.git"))
    commit(repository, {"a.py": "x = 1\n", "pushed.py": OTHER})
    repository.git("push", "-q", "-u", "origin", "main")
    hook = repository.path / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m shipcheck secrets --push "$@" >&2\n')
    hook.chmod(0o755)
    return repository


def _push(repository: Repository, *args: str) -> tuple[bool, str]:
    done = repository.run("git", "push", *args)
    assert not [value for value in CANARIES if value in done.stdout + done.stderr]
    return done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_git_s_own_hook(clone: Repository) -> None:
    commit(clone, {"a.py": "x = 2\n"}, day=2)
    assert _push(clone)[0], "what was pushed long ago is not this push"
    commit(clone, {"a.py": SECRET}, day=3)
    commit(clone, {"a.py": "x = 3\n"}, day=4)
    stopped, said = _push(clone)
    assert not stopped
    assert "a.py:1:12: error: `API_KEY` is a literal, only in " in said
    assert not _push(clone, "origin", "HEAD:refs/heads/new")[0], "a new branch"
    clone.git("tag", "-a", "-m", "x", "v1")
    assert not _push(clone, "origin", "v1")[0]
    assert not _push(clone, "--all", "origin")[0]
    assert _push(clone, "origin", "HEAD~2:refs/heads/new")[0]
    assert _push(clone, "origin", ":refs/heads/new")[0], "a deletion"
    assert _push(clone, "origin", "HEAD~2:refs/heads/main")[0], "nothing at all"
    clone.git("reset", "-q", "--hard", "HEAD~2")
    commit(clone, {"b.py": "x = 1\n"}, day=5)
    assert _push(clone, "origin", "main")[0]
    clone.git("commit", "-q", "--amend", "-m", "again")
    assert _push(clone, "--force", "origin", "main")[0]


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_another_remote_has_not_got_it_yet(clone: Repository) -> None:
    other = str(clone.path.parent / "other.git")
    clone.run("git", "init", "-q", "--bare", other)
    assert not _push(clone, other, "main")[0]
    clone.git("remote", "add", "other", other)
    assert not _push(clone, "other", "main")[0]
    assert _push(clone, "--no-verify", "other", "main")[0]
    commit(clone, {"a.py": "x = 9\n"}, day=2)
    assert _push(clone, "other", "main")[0]


def test_the_lines_that_git_gives(clone: Repository) -> None:
    def line(new: str, old: str = "", ref: str = "refs/heads/x") -> str:
        ids = [clone.git("rev-parse", name).strip() if name else ZERO for name in (new, old)]
        return f"{ref} {ids[0]} {ref} {ids[1]}\n"

    commit(clone, {"a.py": SECRET}, day=2)
    commit(clone, {"a.py": "x = 3\n"}, day=3)
    assert short(secrets(clone, "--push", stdin=line("HEAD", "HEAD~2"))) == ["a.py:1"]
    assert short(secrets(clone, "--push", stdin=line("HEAD"))) == ["a.py:1"]
    assert secrets(clone, "--push", stdin=line("HEAD~2")) == []
    assert secrets(clone, "--push", stdin=line("", "HEAD")) == []
    assert secrets(clone, "--push", stdin=line("HEAD", "HEAD~1")) == []
    assert short(secrets(clone, "--push", stdin=line("", "HEAD") + line("HEAD~1", "HEAD~2"))) == ["a.py:1"]
    unknown = f"refs/heads/x {clone.git('rev-parse', 'HEAD').strip()} refs/heads/x {'d' * 40}\n"
    assert short(secrets(clone, "--push", stdin=unknown)) == ["a.py:1"], "what the other side has is not known here"
    assert short(secrets(clone, "--push")) == ["a.py:1"], "without a word of git it is what no remote has"
    clone.environment["GIT_PREFIX"] = ""
    assert secrets(clone, "--push") == [], "git says that nothing is pushed"
    for broken in ("hello\n", f"x {'d' * 40} x {ZERO}\n"):
        done = subprocess.run(
            [sys.executable, "-m", "shipcheck", "secrets", "--push"], cwd=clone.path, env=clone.environment,
            input=broken.encode(), capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.startswith(b"shipcheck: ")


def test_a_file_is_pushed_as_a_tag(clone: Repository) -> None:
    (clone.path / "loose.py").write_text(SECRET)
    blob = clone.git("hash-object", "-w", "loose.py").strip()
    clone.git("tag", "x.py", blob)
    assert short(secrets(clone, "--push", stdin=f"x.py {blob} refs/tags/x.py {ZERO}\n")) == ["refs/tags/x.py:1"]


def test_standard_input(repository: Repository) -> None:
    assert secrets(repository, "-", stdin=SECRET) == ["<stdin>:1 hardcoded-credential: `API_KEY` is a literal"]
    assert secrets(repository, "-", stdin="x = 1\n") == []
    assert secrets(repository, "-") == []
    as_path = ["-", "--as"]
    assert secrets(repository, *as_path, "tests/test_a.py", stdin=SECRET) == [], "a test is judged as a test"
    assert short(secrets(repository, *as_path, "shop/a.py", stdin=SECRET)) == ["shop/a.py:1"]
    assert secrets(repository, *as_path, ".env", stdin="API_KEY=q8w2e9r1t7y3\n") == [
        ".env:1 committed-dotenv: `.env` is in git and gives `API_KEY` a value"
    ]
    assert secrets(repository, "-", stdin=SECRET.strip() + "  # pragma: allowlist secret\n") == []
    repository.write({"shipcheck.toml": 'exclude = ["legacy"]\n', "a.py": SECRET})
    assert secrets(repository, *as_path, "legacy/a.py", stdin=SECRET) == []
    assert short(secrets(repository, *as_path, "b.py", stdin=SECRET)) == ["b.py:1"], "and nothing but the text"
    done = repository.run("sh", "-c", f"cat a.py | '{sys.executable}' -m shipcheck secrets -")
    assert "API_KEY = ****" in done.stdout


def test_standard_input_outside_of_a_repository(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert short(secrets(repository, "-", "--root", str(tmp_path / "plain"), stdin=SECRET)) == ["<stdin>:1"]


def test_files_and_what_is_staged(repository: Repository) -> None:
    repository.write({"a.py": SECRET, "b.py": OTHER, "compose.yaml": "services:\n  web:\n    privileged: true\n"})
    repository.write({"a.py": "x = 1\n"}, add=False)
    assert short(secrets(repository)) == ["b.py:1"], "and nothing about privileged services"
    assert short(secrets(repository, "--staged")) == ["a.py:1", "b.py:1"]
    assert short(secrets(repository, "a.py")) == []
    assert short(secrets(repository, "b.py")) == ["b.py:1"]
