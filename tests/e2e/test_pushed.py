"""Whether a find was pushed already: asked of git's object store, bounded, and never by handing a value to a program."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from e2e.conftest import Repository
from shipcheck.collect import pushed
from shipcheck.model import Location
from shipcheck.subjects.secret_hit import SecretHit

VALUE = "q8w2e9r1t7y3"
LINE = f'API_KEY = "{VALUE}"\n'
WEAK = 'DB_PASSWORD = "postgres99"\n'


@pytest.fixture
def clone(repository: Repository) -> Repository:
    """A repository with a remote that has its first commit."""
    repository.run("git", "init", "-q", "--bare", "-b", "main", str(repository.path.parent / "origin.git"))
    repository.git("remote", "add", "origin", str(repository.path.parent / "origin.git"))
    repository.write({"a.py": "x = 1\n"})
    _commit(repository)
    repository.git("push", "-q", "-u", "origin", "main")
    return repository


def _commit(repository: Repository) -> None:
    assert repository.commit().returncode == 0


def _said(repository: Repository, *args: str) -> list[str]:
    """Of each finding: what its hint says of pushing, in one word."""
    found = repository.report(*args)["findings"]
    words = {pushed.PUSHED: "pushed", pushed.LOCAL: "local"}
    return [next((word for text, word in words.items() if one["hint"].startswith(text)), "") for one in found]


def test_the_three_answers(clone: Repository) -> None:
    clone.write({"a.py": LINE})
    assert _said(clone, "--staged") == [""], "only staged: nothing is known to be said"
    _commit(clone)
    assert _said(clone) == ["local"]
    clone.git("push", "-q")
    assert _said(clone) == ["pushed"]
    clone.write({"a.py": f"# moved\nif True:\n    {LINE}"})
    assert _said(clone, "--staged") == ["pushed"]


def test_the_rest_of_the_advice_stays(clone: Repository) -> None:
    clone.write({"a.py": LINE})
    _commit(clone)
    clone.git("push", "-q")
    hint = clone.report()["findings"][0]["hint"]
    assert hint == f'{pushed.PUSHED} Rotate it, then read it from the environment: `os.environ["API_KEY"]`.'


def test_what_was_pushed_once_and_deleted_is_pushed(clone: Repository) -> None:
    clone.write({"a.py": LINE})
    _commit(clone)
    clone.git("push", "-q")
    clone.write({"a.py": "x = 2\n"})
    _commit(clone)
    clone.git("push", "-q")
    clone.write({"a.py": LINE.replace("API_KEY", "OTHER_API_KEY")})
    assert _said(clone, "--staged") == ["pushed"]


def test_another_branch_of_the_remote_counts(clone: Repository) -> None:
    clone.git("checkout", "-q", "-b", "side")
    clone.write({"b.py": LINE})
    _commit(clone)
    clone.git("push", "-q", "origin", "side")
    clone.git("checkout", "-q", "main")
    clone.write({"b.py": LINE})
    assert _said(clone, "--staged") == ["pushed"]


def test_a_word_that_stands_there_by_chance_is_not_the_secret(clone: Repository) -> None:
    clone.write({"a.py": "DATABASE = 'postgres99'\n"})
    _commit(clone)
    clone.git("push", "-q")
    clone.write({"a.py": WEAK})
    _commit(clone)
    assert _said(clone) == [""]
    clone.git("push", "-q")
    assert _said(clone) == ["pushed"]


def test_keys_are_known_by_their_bodies(clone: Repository) -> None:
    head, foot = "-----BEGIN RSA PRIVATE KEY-----\n", "-----END RSA PRIVATE KEY-----\n"
    one = head + "MIIEowIBAAKCAQEA7bq0Zs3nJ1xQ9vT2kLr8fWmYcHdUeXoP4iSaGtBzNqRjVhKw\n" + foot
    two = head + "MIIEowIBAAKCAQEAD5u6yM0gEl3CpIxFv7TnAZs9Qk2Rb8WjXhUo1YcLdGtMfPiS\n" + foot
    clone.write({"k.pem": one})
    _commit(clone)
    clone.git("push", "-q")
    clone.write({"k.pem": two})
    _commit(clone)
    assert _said(clone) == ["local"]
    clone.write({"k.pem": two + one})
    assert _said(clone) == ["local", "pushed"]


def test_without_a_remote_nothing_is_said(repository: Repository) -> None:
    repository.write({"a.py": LINE})
    _commit(repository)
    assert _said(repository) == [""]


def test_in_another_worktree(clone: Repository) -> None:
    path = clone.path.parent / "worktree"
    clone.git("worktree", "add", "-q", "-b", "side", str(path))
    side = Repository.__new__(Repository)
    side.path, side.environment = path, clone.environment
    side.write({"a.py": LINE})
    _commit(side)
    assert _said(side) == ["local"]
    side.git("push", "-q", "origin", "side")
    assert _said(side) == ["pushed"]


@pytest.mark.parametrize("worktree", [False, True])
@pytest.mark.parametrize("kind", ["shallow", "partial"])
def test_what_is_missing_is_not_said_and_not_fetched(clone: Repository, kind: str, worktree: bool) -> None:
    clone.write({"a.py": LINE})
    _commit(clone)
    clone.git("push", "-q")
    clone.write({"a.py": "x = 3\n"})
    _commit(clone)
    clone.git("push", "-q")
    origin = clone.path.parent / "origin.git"
    clone.run("git", "-C", str(origin), "config", "uploadpack.allowFilter", "true")
    how = ["--depth=1"] if kind == "shallow" else ["--filter=blob:none"]
    path = clone.path.parent / "copy"
    clone.git("clone", "-q", *how, f"file://{origin}", str(path))
    copy = Repository(path)
    if worktree:
        copy.git("worktree", "add", "-q", "-b", "side", str(path.parent / "worktree"))
        copy.path = path.parent / "worktree"
    copy.write({"a.py": LINE})
    _commit(copy)
    # No remote to fetch from: whoever tries would wait or fail.
    origin.rename(origin.with_name("gone.git"))
    assert _said(copy) == [""]


def test_odd_paths_and_a_folder_as_root(clone: Repository) -> None:
    names = {"services/api/ä b.py": LINE, "services/api/*.py": LINE, ":(top)x.py": LINE}
    if os.name == "posix":
        names |= {"new\nline.py": LINE, "caf\udce9.py": LINE}
    clone.write(names, add=False)
    clone.git("add", "-A")
    _commit(clone)
    clone.git("push", "-q")
    found = clone.report()["findings"]
    told = {one["path"]: one["hint"].startswith(pushed.PUSHED) for one in found}
    assert {path for path, known in told.items() if not known} <= {"new\nline.py"}
    assert _said(clone, "--root", str(clone.path / "services/api")) == ["pushed", "pushed"]


def test_limits_are_kept_and_met_in_silence(clone: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.write({"a.py": LINE})
    _commit(clone)
    clone.git("push", "-q")
    hit = SecretHit(Location("a.py", 1, 12), "hardcoded-credential", "literal", "API_KEY", "")
    known = list(pushed.sought([(hit, VALUE)], LINE.encode()))
    assert next(pushed.marked(str(clone.path), known)).hint == pushed.PUSHED
    for bound in ("SECONDS", "LARGEST", "BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(pushed, bound, 0)
            assert next(pushed.marked(str(clone.path), known)).hint == ""


def test_a_hundred_finds_cost_no_more_than_the_limit(clone: Repository) -> None:
    for number in range(30):
        clone.write({f"f{name}.py": f"{LINE}x = {number}\n" for name in range(10)})
        _commit(clone)
    text = "".join(f'API_KEY_{number} = "q8w2e9r1t7y{number}"\n' for number in range(100))
    hits = [
        (
            SecretHit(Location(f"f{number % 10}.py", number + 1), "hardcoded-credential", "", "", ""),
            f"q8w2e9r1t7y{number}",
        )
        for number in range(100)
    ]
    started = time.monotonic()
    list(pushed.marked(str(clone.path), pushed.sought(hits, text.encode())))
    assert time.monotonic() - started < 60, "a limit against hanging, not a measurement"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="process arguments are read from /proc")
def test_no_program_is_given_a_value(clone: Repository, tmp_path: Path) -> None:
    """Every git that runs notes its arguments and its input before it does its work."""
    clone.write({"a.py": LINE})
    _commit(clone)
    log = tmp_path / "log"
    spy = tmp_path / "bin" / "git"
    spy.parent.mkdir()
    real = clone.run("sh", "-c", "command -v git").stdout.strip()
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {log}\ntee -a {log} | exec {real} "$@"\n')
    spy.chmod(0o755)
    clone.environment["PATH"] = f"{spy.parent}{os.pathsep}{clone.environment['PATH']}"
    done = clone.run(sys.executable, "-m", "shipcheck", "check")
    assert pushed.LOCAL in done.stdout
    noted = log.read_text()
    assert "cat-file --batch" in noted
    assert VALUE not in noted
    assert VALUE not in done.stdout + done.stderr
