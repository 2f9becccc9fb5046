"""`shipcheck secrets --history`: when and where a secret stood, what silences it, and going on where a run ended."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from e2e.conftest import Repository
from e2e.reach import OTHER, SECRET, SLOW, VALUE, commit, secrets, short

pytestmark = pytest.mark.usefixtures("canaries")


def test_added_and_taken_away(repository: Repository) -> None:
    first = commit(repository, {"a.py": SECRET}, day=1)
    last = commit(repository, {"b.py": "x = 1\n"}, day=2)
    commit(repository, {"a.py": "import os\n"}, day=3)
    assert secrets(repository) == []
    assert secrets(repository, "--history") == [
        f"a.py:1 hardcoded-credential: `API_KEY` is a literal, first in {first} 2024-03-01 `a.py`, last in {last} 2024-03-02"
    ]


def test_still_there_and_in_one_commit_only(repository: Repository) -> None:
    first = commit(repository, {"a.py": SECRET, "b.py": OTHER})
    commit(repository, {"b.py": "x = 1\n"}, day=2)
    assert secrets(repository, "--history") == [
        f"a.py:1 hardcoded-credential: `API_KEY` is a literal, first in {first} 2024-03-01 `a.py`, still in HEAD",
        f"b.py:1 hardcoded-credential: `DB_PASSWORD` is a literal, only in {first} 2024-03-01",
    ]


def test_moved_and_edited_it_is_one_secret(repository: Repository) -> None:
    first = commit(repository, {"old/a.py": f"# first\n{SECRET}"})
    for day in range(2, 5):
        commit(repository, {"old/a.py": f"{'x = 1' * day}\n\n{SECRET}"}, day=day)
    repository.git("mv", "old", "new")
    commit(repository, {"unrelated": "x\n"}, day=6)
    assert secrets(repository, "--history") == [
        f"new/a.py:3 hardcoded-credential: `API_KEY` is a literal, first in {first} 2024-03-01 `old/a.py`, still in HEAD (4 versions of 2 files)"
    ]


def test_another_value_is_another_secret(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET})
    commit(repository, {"a.py": SECRET.replace("3", "4")}, day=2)
    assert len(secrets(repository, "--history")) == 2


def test_keys_are_told_apart_by_their_bodies(repository: Repository) -> None:
    def key(letter: str) -> str:
        body = "\n".join((letter + "MIIEpAIBAAKCAQEA7Vq9Yzk3pL0fWm2sTn8xRb5cHd1uJg6eKo4iXa")[:54] for _ in range(6))
        return f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{body}\n-----END RSA {'PRIVATE'} KEY-----\n"

    commit(repository, {"a.pem": key("A")})
    commit(repository, {"a.pem": key("B"), "copy/b.pem": key("B")}, day=2)
    found = secrets(repository, "--history")
    assert [line.partition(": ")[0] for line in found] == ["a.pem:1 private-key", "a.pem:1 private-key"]


def test_only_in_what_a_merge_made_of_it(repository: Repository) -> None:
    commit(repository, {"a.py": "x = 1\n"})
    repository.git("switch", "-q", "-c", "other")
    commit(repository, {"a.py": "x = 2\n"}, day=2)
    repository.git("switch", "-q", "main")
    commit(repository, {"a.py": "x = 3\n"}, day=3)
    assert repository.run("git", "merge", "-q", "other").returncode == 1
    merge = commit(repository, {"a.py": SECRET}, day=4)
    commit(repository, {"a.py": "x = 4\n"}, day=5)
    assert secrets(repository, "--history") == [
        f"a.py:1 hardcoded-credential: `API_KEY` is a literal, only in {merge} 2024-03-04"
    ]


def test_a_branch_that_was_merged_without_it(repository: Repository) -> None:
    commit(repository, {"a.py": "x = 1\n"})
    repository.git("switch", "-q", "-c", "other")
    made = commit(repository, {"b.py": SECRET}, day=2)
    commit(repository, {"b.py": ""}, day=3)
    repository.git("switch", "-q", "main")
    commit(repository, {"a.py": "x = 3\n"}, day=4)
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "other")
    repository.git("branch", "-q", "-D", "other")
    assert secrets(repository, "--history") == [
        f"b.py:1 hardcoded-credential: `API_KEY` is a literal, only in {made} 2024-03-02"
    ]


def test_only_where_a_ref_leads(repository: Repository) -> None:
    start = commit(repository, {"a.py": "x = 1\n"})
    for ref in ("refs/heads/b", "refs/tags/t", "refs/remotes/origin/r", "refs/pull/7/p"):
        repository.git("switch", "-q", "--detach", start)
        commit(repository, {f"{ref[-1]}.py": SECRET.replace("3", ref[-1])}, day=2)
        repository.git("update-ref", ref, "HEAD")
    repository.git("switch", "-q", "main")
    for name in ("one", "two"):
        repository.write({"a.py": SECRET.replace(VALUE, f"{VALUE}{name}")}, add=False)
        repository.git("stash", "-q")
    repository.write({"new.py": OTHER}, add=False)
    repository.git("stash", "-q", "--include-untracked")
    found = secrets(repository, "--history")
    assert [(line.partition(":")[0], line.rpartition(", ")[2]) for line in found] == [
        ("a.py", "still in `stash@{1}`"),
        ("a.py", "still in `stash@{2}`"),
        ("b.py", "still in `refs/heads/b`"),
        ("new.py", f"only in {repository.git('rev-parse', 'stash^3')[:12]} 2024-03-02"),
        ("p.py", "still in `refs/pull/7/p`"),
        ("r.py", "still in `refs/remotes/origin/r`"),
        ("t.py", "still in `refs/tags/t`"),
    ]


def test_a_file_of_variables_that_is_gone(repository: Repository) -> None:
    made = commit(repository, {".env": SECRET.replace(" ", "").replace('"', ""), "web/.env.example": "API_KEY=\n"})
    commit(repository, {".env": ""}, day=2)
    assert secrets(repository, "--history") == [
        f".env:1 committed-dotenv: `.env` is in git and gives `API_KEY` a value, only in {made} 2024-03-01"
    ]


def test_a_file_without_a_commit(repository: Repository) -> None:
    commit(repository, {"a.py": "x = 1\n"})
    (repository.path / "loose.py").write_text(SECRET)
    blob = repository.git("hash-object", "-w", "loose.py").strip()
    repository.git("tag", "-a", "-m", "x", "tagged.py", blob)
    repository.git("tag", "-a", "-m", "x", "twice", "tagged.py")
    (repository.path / "loose.py").write_text(OTHER)
    repository.git("add", "loose.py")
    repository.git("update-ref", "refs/trees/t", repository.git("write-tree").strip())
    repository.git("rm", "-q", "--cached", "loose.py")
    (repository.path / "loose.py").unlink()
    assert secrets(repository, "--history") == [
        "loose.py:1 hardcoded-credential: `DB_PASSWORD` is a literal, in `refs/trees/t`",
        "refs/tags/tagged.py:1 hardcoded-credential: `API_KEY` is a literal, in `refs/tags/tagged.py`",
    ]


def test_the_latest_word_counts(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET, "b.py": OTHER})
    commit(repository, {"a.py": SECRET.strip() + "  # pragma: allowlist secret\n"}, day=2)
    commit(repository, {"b.py": "# shipcheck: ignore[hardcoded-credential] a sample\n" + OTHER}, day=3)
    assert secrets(repository, "--history") == []
    commit(repository, {"a.py": SECRET}, day=4)
    assert short(secrets(repository, "--history")) == ["a.py:1"]
    commit(repository, {"a.py": "", "b.py": ""}, day=5)
    assert short(secrets(repository, "--history")) == ["a.py:1"], "a comment in the last version that had it counts"


def test_one_of_two_places_silenced_is_not_both(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET.strip() + "  # pragma: allowlist secret\n", "b.py": SECRET})
    assert short(secrets(repository, "--history")) == ["b.py:1"]


def test_exclusions_configuration_and_baselines_of_today(repository: Repository) -> None:
    commit(repository, {"legacy/a.py": SECRET, "b.py": OTHER, "c.py": SECRET.replace("API_KEY", "AUTH_TOKEN")})
    assert len(secrets(repository, "--history")) == 3
    repository.write({"shipcheck.toml": 'exclude = ["legacy"]\n'})
    assert short(secrets(repository, "--history")) == ["b.py:1", "c.py:1"]
    assert repository.shipcheck("baseline").returncode == 0
    assert secrets(repository, "--history") == []
    assert len(secrets(repository, "--history", "--no-baseline")) == 2
    repository.write({"shipcheck.toml": 'exclude = ["legacy"]\nignore = ["hardcoded-credential"]\n'})
    (repository.path / ".shipcheck-baseline").unlink()
    assert secrets(repository, "--history") == []
    repository.write({"shipcheck.toml": '[rules.hardcoded-credential]\nseverity = "note"\n'})
    assert len(secrets(repository, "--history", code=0)) == 3
    assert len(secrets(repository, "--history", "--fail-on", "note", code=1)) == 3


def test_a_baseline_of_detect_secrets(repository: Repository) -> None:

    commit(repository, {"a.py": SECRET})
    digest = hashlib.sha1(VALUE.encode(), usedforsecurity=False).hexdigest()
    known = {"version": "1.5.0", "plugins_used": [], "results": {"a.py": [{"type": "Secret Keyword", "filename": "a.py", "hashed_secret": digest, "is_secret": False, "is_verified": False, "line_number": 1}]}}  # fmt: skip
    repository.write({".secrets.baseline": json.dumps(known)})
    assert secrets(repository, "--history") == []


def test_the_second_run_reads_only_what_is_new(repository: Repository, cache: Path) -> None:
    commit(repository, {"a.py": SECRET, **{f"clean{number}.py": f"x = {number}\n" for number in range(20)}})
    before = set(cache.glob("history/*"))
    first = secrets(repository, "--history")
    (state,) = set(cache.glob("history/*")) - before
    size = state.stat().st_size
    assert secrets(repository, "--history") == first, "a find is found again"
    assert state.stat().st_size == size, "nothing was judged again but the find"
    commit(repository, {"b.py": OTHER, "c.py": "x = 99\n"}, day=2)
    assert short(secrets(repository, "--history")) == ["a.py:1", "b.py:1"]
    assert state.stat().st_size == size + 16
    assert short(secrets(repository, "--history", "--fresh")) == ["a.py:1", "b.py:1"]
    assert state.stat().st_size == size + 16
    state.write_bytes(os.urandom(999))
    assert short(secrets(repository, "--history")) == ["a.py:1", "b.py:1"]
    state.write_bytes(state.read_bytes()[:100] + os.urandom(77))
    assert short(secrets(repository, "--history")) == ["a.py:1", "b.py:1"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_after_a_kill_it_goes_on(repository: Repository, cache: Path, number: signal.Signals) -> None:
    commit(repository, {f"clean{one}.py": f"x = {one}\n" for one in range(150)})
    commit(repository, {"a.py": SECRET}, day=2)
    before = set(cache.glob("history/*"))
    running = subprocess.Popen([sys.executable, "-c", SLOW], cwd=repository.path, env=repository.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    end = time.monotonic() + 60
    while time.monotonic() < end and sum(path.stat().st_size for path in set(cache.glob("history/*")) - before) < 600:
        time.sleep(0.05)
    running.send_signal(number)
    said = running.communicate(timeout=60)
    assert running.returncode in {-number, 130}
    assert not any(said), "no traceback, and nothing half told"
    (state,) = set(cache.glob("history/*")) - before
    done = (state.stat().st_size - 67) // 16
    assert 10 < done < 150
    assert short(secrets(repository, "--history")) == ["a.py:1"]
    assert (state.stat().st_size - 67) // 16 == 150, "what was judged before was not judged again"


def test_where_nothing_can_be_kept(repository: Repository, tmp_path: Path) -> None:
    commit(repository, {"a.py": SECRET})
    (tmp_path / "file").write_text("")
    repository.environment["SHIPCHECK_CACHE"] = str(tmp_path / "file")
    assert short(secrets(repository, "--history")) == ["a.py:1"]


def test_two_at_once(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET, **{f"clean{number}.py": f"x = {number}\n" for number in range(300)}})
    args = [sys.executable, "-m", "shipcheck", "secrets", "--history"]
    both = [
        subprocess.Popen(args, cwd=repository.path, env=repository.environment, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [one.wait(60) for one in both if one.communicate()] == [1, 1, 1]
    assert short(secrets(repository, "--history")) == ["a.py:1"]
