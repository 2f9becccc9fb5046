"""A developer's own `.env` in real repositories: what git has not, what cannot be read, and that no value gets out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from e2e.conftest import Repository
from shipcheck.report import FORMATS

VALUE = "x7Kd93jdk2Qw"
WEAK = "barley7cakes"
ENV = f"PARTNER={VALUE}\nDB_PASSWORD={WEAK}\n"
FOUND = ["notes.txt:1 known-value", "notes.txt:2 known-value"]
TEXT = f"one {VALUE}\ntwo {WEAK}\n"


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """A repository with an ignored `.env` and a file that quotes it."""
    repository.write({".gitignore": ".env*\n!.env.example\n", "notes.txt": TEXT})
    repository.write({".env": ENV}, add=False)
    return repository


def test_in_a_hook_and_in_a_check(shop: Repository) -> None:
    assert shop.found("--staged") == FOUND
    assert shop.found("--staged", "--select", "secrets", "notes.txt") == FOUND
    assert shop.found() == FOUND
    assert shop.commit().returncode == 0
    assert shop.found("--staged") == []
    shop.write({".env": "PARTNER=\n"}, add=False)
    assert shop.found() == []


def test_the_index_counts_not_the_working_tree(shop: Repository) -> None:
    shop.write({"notes.txt": "nothing\n"}, add=False)
    assert shop.found("--staged") == FOUND
    assert shop.found() == []


def test_what_git_has_is_no_developers_own(shop: Repository) -> None:
    shop.write({".env": ENV})
    for args in ([], ["--staged"]):
        assert shop.found(*args) == [".env:2 committed-dotenv"]
    shop.git("rm", "-q", "--cached", ".env")
    shop.write({".gitignore": ""})
    assert shop.found() == [".env:2 committed-dotenv", *FOUND], "not ignored, but not in git either"
    assert shop.found("--staged") == FOUND


def test_outside_of_git_nothing_is_about_to_be_shared(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(ENV)
    (tmp_path / "notes.txt").write_text(TEXT)
    command = [sys.executable, "-m", "shipcheck", "check", "--root", str(tmp_path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "known-value" not in [one["rule"] for one in json.loads(done.stdout)["findings"]]


def test_in_the_folder_of_a_service(shop: Repository) -> None:
    shop.write({"api/Dockerfile": "FROM scratch\n", "api/notes.txt": f"{VALUE}9\n"})
    shop.write({"api/.env.local": f"OTHER={VALUE}9\n", "elsewhere/.env": "OTHER=k2Jw8x7Rd93q\n"}, add=False)
    shop.write({"b.txt": "k2Jw8x7Rd93q\n"})
    assert shop.found("--staged") == ["api/notes.txt:1 known-value", *FOUND]
    assert shop.found("--root", str(shop.path / "api")) == ["notes.txt:1 known-value"]


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes of POSIX")
@pytest.mark.parametrize("kind", ["link", "dangling", "loop", "fifo", "folder", "unreadable", "socket-like name"])
def test_what_is_no_file_of_ours_to_read_is_passed_over(shop: Repository, kind: str, tmp_path: Path) -> None:
    env = shop.path / ".env"
    env.unlink()
    outside = tmp_path / "outside"
    outside.write_text(ENV)
    if kind == "link":
        env.symlink_to(outside)
    elif kind == "dangling":
        env.symlink_to("nowhere")
    elif kind == "loop":
        env.symlink_to(".env")
    elif kind == "fifo":
        os.mkfifo(env)
    elif kind == "folder":
        env.mkdir()
        (env / "bin.env").write_text(ENV)
    elif kind == "unreadable":
        env.write_text(ENV)
        env.chmod(0)
        if os.access(env, os.R_OK):
            pytest.skip("this user reads everything")
    else:
        (shop.path / ".env.\udcff").write_bytes(b"\xff\x00=\x00")
    assert shop.found("--staged") == []
    assert shop.found() == []


def test_of_a_huge_file_the_beginning_counts(shop: Repository) -> None:
    with (shop.path / ".env").open("w") as file:
        file.write(ENV)
        file.truncate(200 << 20)
    assert shop.found("--staged") == FOUND


def test_many_files_and_odd_bytes_are_bounded(shop: Repository) -> None:
    shop.write({f".env.{number:03}": f"A{number}=\xff\x00{VALUE}{number}\r\n" for number in range(300)}, add=False)
    (shop.path / ".env.bytes").write_bytes(b"\xef\xbb\xbfA=\xff\xfe\nB=" + b"x" * 100_000)
    assert shop.found("--staged") == FOUND


@pytest.mark.parametrize("name", FORMATS)
def test_no_value_gets_out(shop: Repository, name: str) -> None:
    """Not even where it stands as the name at the beginning of a line, or another rule points at the line."""
    lines = f"{VALUE}: true\n{VALUE}=1; {WEAK}=2\nFROM {VALUE}\n"
    shop.write({"notes.txt": TEXT, "more.yaml": lines, "Dockerfile": f"FROM python\nRUN cd /{VALUE} && cd {WEAK}\n"})
    done = shop.shipcheck("check", "--format", name)
    assert done.returncode == 1
    assert "known-value" in done.stdout
    assert "hadolint" in done.stdout
    for told in (VALUE, WEAK):
        assert told not in done.stdout + done.stderr


def test_no_value_is_written_or_hashed_into_a_baseline(shop: Repository) -> None:
    shop.write({"more.yaml": f"{VALUE}: true\n"})
    done = shop.shipcheck("baseline")
    assert done.returncode == 0, done.stderr
    first = (shop.path / ".shipcheck-baseline").read_text()
    assert "known-value" in first
    assert VALUE not in first
    assert shop.found() == []
    other = VALUE[::-1]
    shop.write({".env": ENV.replace(VALUE, other)}, add=False)
    shop.write({"more.yaml": f"{other}: true\n", "notes.txt": TEXT.replace(VALUE, other)})
    assert shop.found() == [], "an entry that depended on the value would confirm a guess"


def test_a_find_of_another_rule_says_whose_value_it_is(shop: Repository) -> None:
    shop.write({"notes.txt": "", "app.py": f'DB_PASSWORD = "{WEAK}"\n'})
    (one,) = shop.report()["findings"]
    assert one["rule"] == "hardcoded-credential"
    assert one["hint"].startswith("It is the value of `DB_PASSWORD` from `.env`. Rotate it")


def test_whether_it_was_pushed_is_said_too(shop: Repository) -> None:
    shop.run("git", "init", "-q", "--bare", "-b", "main", str(shop.path.parent / "origin.git"))
    shop.git("remote", "add", "origin", str(shop.path.parent / "origin.git"))
    assert shop.commit().returncode == 0
    shop.git("push", "-q", "-u", "origin", "main")
    assert shop.report()["findings"][0]["hint"].startswith("Already pushed: ")


IMPORTED = """
import sys
from shipcheck import cli
cli.main(["check", "--staged", "--select", "secrets"])
print(*[name for name in sys.modules if "own_values" in name or "known_values" in name or "pushed" in name])
"""


@pytest.mark.parametrize(("there", "imported"), [(False, False), (True, True)])
def test_without_an_env_file_nothing_is_imported_for_it(repository: Repository, there: bool, imported: bool) -> None:
    repository.write({"notes.txt": "nothing\n", ".env.example": "A=\n"})
    repository.write({".env": "A=\n"} if there else {}, add=False)
    repository.environment["PYTHONPATH"] = str(ROOT / "src")
    done = repository.run(sys.executable, "-c", IMPORTED)
    assert ("known_values" in done.stdout.splitlines()[-1]) is imported
    assert "pushed" not in done.stdout.splitlines()[-1]
