"""`shipcheck secrets --history` in clones that are not whole, and in repositories that are odd or hostile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.conftest import CANARIES, Repository
from e2e.reach import OTHER, SECRET, SLOW, VALUE, commit, secrets, short
from shipcheck import report as reports

pytestmark = pytest.mark.usefixtures("canaries")


def _cloned(repository: Repository, *args: str) -> Repository:
    path = repository.path.parent / "clone"
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("clone", "-q", *args, f"file://{repository.path}", str(path))
    other = Repository(path)
    other.environment |= {name: repository.environment[name] for name in ("SHIPCHECK_CACHE", "GIT_COMMITTER_DATE")}
    return other


def test_a_shallow_clone_is_no_whole_one(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET})
    commit(repository, {"a.py": "x = 1\n"}, day=2)
    start = repository.git("rev-parse", "HEAD").strip()
    commit(repository, {"b.py": OTHER}, day=3)
    shallow = _cloned(repository, "--depth", "2")
    told = secrets(shallow, "--history")
    assert short(told) == ["b.py:1", "unjudged"]
    assert "unjudged the history: this is a shallow clone: the commits before its edge are not here" in told
    assert short(secrets(shallow, "--since", start)) == ["b.py:1"], "the range is all there"
    shallow.git("fetch", "-q", "--depth", "1")
    assert short(secrets(shallow, "--since", start)) == ["b.py:1", "unjudged"], "its first commit has no parents now"


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_a_partial_clone_is_no_whole_one_and_nothing_is_fetched(repository: Repository, kind: str) -> None:
    commit(repository, {"a.py": SECRET})
    commit(repository, {"a.py": "x = 1\n", "folder/c.py": "x = 1\n"}, day=2)
    commit(repository, {"b.py": OTHER}, day=3)
    partial = _cloned(repository, f"--filter={kind}")
    objects = partial.git("count-objects", "-v")
    told = secrets(partial, "--history")
    assert [line for line in told if line.startswith("unjudged the history")], told
    if kind == "blob:none":
        assert told == [
            told[0],
            "unjudged the history: this is a partial clone: 1 contents are not here",
        ], "what was checked out is judged"
        assert told[0].startswith("b.py:1 ")
    assert partial.git("count-objects", "-v") == objects


def test_what_is_missing_or_broken_is_said_and_the_rest_is_judged(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET, "b.py": "missing = 1\n", "c.py": "broken = 1\n"})
    for name, data in (("b.py", b""), ("c.py", b"no object at all")):
        blob = repository.git("rev-parse", f"HEAD:{name}").strip()
        path = repository.path / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(data) if data else path.unlink()
    told = secrets(repository, "--history")
    assert told[0].startswith("a.py:1 ")
    assert [line.partition(" (blob")[0] for line in told[1:]] == ["unjudged b.py", "unjudged c.py"]
    assert re.search(r"b\.py \(blob [0-9a-f]{12}\): its content is not in git's object store$", told[1])


def test_a_ref_that_leads_nowhere(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET})
    (repository.path / ".git" / "refs" / "heads" / "broken").write_text("d" * 40 + "\n")
    (told,) = secrets(repository, "--history")
    assert told.startswith("unjudged the history: git for-each-ref failed: fatal: missing object ")
    commit(repository, {"b.py": OTHER}, day=2)
    assert short(secrets(repository, "--since", "HEAD~1")) == ["b.py:1"], "a push is judged all the same"


def test_a_commit_whose_tree_is_gone(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET})
    commit(repository, {"b.py": OTHER}, day=2)
    tree = repository.git("rev-parse", "HEAD^{tree}").strip()
    (repository.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    told = secrets(repository, "--history")
    assert [line.split()[0] for line in told] == ["a.py:1", "unjudged"]


ODD = [
    "with blank.py",
    "quo'te\".py",
    "über/straße.py",
    "日本.py",
    "-rf.py",
    "--all.py",
    "$(touch pwned).py",
    "a`b`.py",
]
if os.name == "posix":
    ODD += ["new\nline.py", "tab\there.py", "back\\slash.py", "\x1b[31mred.py", "not-utf8-\udcff.py", ":(glob)x.py"]


@pytest.mark.parametrize("name", ODD)
def test_names_that_break_tools(repository: Repository, name: str) -> None:
    repository.environment["GIT_LITERAL_PATHSPECS"] = "1"
    commit(repository, {name: SECRET, "x.py": "x = 1\n"})
    commit(repository, {name: ""}, day=2)
    del repository.environment["GIT_LITERAL_PATHSPECS"]
    (told,) = secrets(repository, "--history")
    assert "`API_KEY` is a literal, only in" in told
    done = repository.shipcheck("secrets", "--history")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert len(re.findall(r"(?m):1:12: error", done.stdout)) == 1
    assert not (repository.path / "pwned").exists()


@pytest.mark.parametrize("name", list(reports.FORMATS))
def test_every_format_tells_it_and_none_the_value(repository: Repository, name: str) -> None:
    made = commit(repository, {"a.py": SECRET, "b.py": f"{OTHER}x = 1  # {VALUE}\n"})
    commit(repository, {"a.py": ""}, day=2)
    done = repository.shipcheck("secrets", "--history", "--format", name)
    assert done.returncode == 1
    assert made in done.stdout
    assert not [value for value in CANARIES if value in done.stdout + done.stderr]
    assert done.stdout == repository.shipcheck("secrets", "--history", "--format", name).stdout or name == "text"


def test_links_and_submodules_are_not_followed(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(SECRET)
    (repository.path / "link.py").symlink_to(tmp_path / "outside.py")
    other = Repository(tmp_path / "other")
    other.write({"a.py": SECRET})
    assert other.commit().returncode == 0
    repository.git("add", "link.py")
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "vendored")
    commit(repository, {"b.py": OTHER})
    assert short(secrets(repository, "--history")) == ["b.py:1"]


def test_replacements_and_grafts_hide_nothing(repository: Repository) -> None:
    commit(repository, {"a.py": SECRET})
    bad = repository.git("rev-parse", "HEAD").strip()
    blob = repository.git("rev-parse", "HEAD:a.py").strip()
    commit(repository, {"a.py": "x = 1\n"}, day=2)
    repository.git("replace", blob, repository.git("rev-parse", "HEAD:a.py").strip())
    assert repository.git("show", f"{bad}:a.py") == "x = 1\n"
    info = repository.path / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(repository.git("rev-parse", "HEAD"))
    assert repository.git("rev-list", "--count", "HEAD").strip() == "1"
    assert secrets(repository, "--history") == [
        f"a.py:1 hardcoded-credential: `API_KEY` is a literal, only in {bad[:12]} 2024-03-01"
    ]


def test_settings_of_git_change_nothing(repository: Repository) -> None:
    made = commit(repository, {"a.py": SECRET})
    repository.git("mv", "a.py", "b.py")
    commit(repository, {"b.py": "x = 1\n"}, day=2)
    settings = {
        "log.showRoot": "false", "diff.renames": "copies", "core.quotePath": "true", "log.showSignature": "true",
        "color.ui": "always", "diff.noprefix": "true", "diff.external": "touch pwned", "log.date": "relative",
        "diff.orderFile": "/dev/null", "core.abbrev": "4", "format.pretty": "oneline", "core.pager": "touch pwned",
        "diff.relative": "true", "log.diffMerges": "off", "log.mailmap": "true", "diff.ignoreSubmodules": "all",
    }  # fmt: skip
    for name, value in settings.items():
        repository.git("config", name, value)
    assert secrets(repository, "--history") == [
        f"a.py:1 hardcoded-credential: `API_KEY` is a literal, only in {made} 2024-03-01"
    ]
    assert not (repository.path / "pwned").exists()


@pytest.mark.parametrize("stamp", ["0 +0000", "99999999999999 +0000", "99999999999999999999999 +0000", "-1 +0000", "x"])
def test_odd_dates(repository: Repository, stamp: str) -> None:
    commit(repository, {"x.py": "x = 1\n"})
    repository.write({"a.py": SECRET})
    tree = repository.git("write-tree").strip()
    text = f"tree {tree}\nparent {repository.git('rev-parse', 'HEAD').strip()}\nauthor A <a@example.org> {stamp}\ncommitter A <a@example.org> {stamp}\n\nx\n"
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"], cwd=repository.path, input=text.encode(),
        env=repository.environment, capture_output=True, check=True,
    )  # fmt: skip
    repository.git("update-ref", "refs/heads/odd", done.stdout.decode().strip())
    (told,) = secrets(repository, "--history")
    assert re.search(
        r"is a literal, first in [0-9a-f]{12}( \d{4,}-\d\d-\d\d)? `a\.py`, still in `refs/heads/odd`$", told
    )


def test_a_bare_repository_and_a_part_of_one(repository: Repository, tmp_path: Path) -> None:
    commit(repository, {"api/a.py": SECRET, "web/b.py": OTHER, "api/tests/c.py": OTHER})
    commit(repository, {"api/a.py": "", "shipcheck.toml": 'exclude = ["web"]\n'}, day=2)
    assert [line.split()[0] for line in secrets(repository, "--history", "--root", "api")] == ["a.py:1"]
    repository.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert short(secrets(repository, "--history", "--root", str(tmp_path / "bare.git"))) == ["api/a.py:1"]


def test_other_ids(repository: Repository, tmp_path: Path) -> None:
    other = tmp_path / "other"
    repository.git("init", "-q", "--object-format=sha256", "-b", "main", str(other))
    (other / "a.py").write_text(SECRET)
    repository.git("-C", str(other), "add", "a.py")
    repository.git("-C", str(other), "commit", "-q", "-m", "x")
    assert short(secrets(repository, "--history", "--root", str(other))) == ["a.py:1"]
    assert short(secrets(repository, "--push", "--root", str(other))) == ["a.py:1"]


def test_a_content_of_any_size_is_judged_in_parts(repository: Repository) -> None:
    with (repository.path / "large.txt").open("wb") as file:
        for _ in range(101):
            file.write(b"nothing but text, line after line, as logs are..\n" * ((1 << 20) // 50))
        file.write(b"key: AKIAQYLPMN5HFIQR7XYA\n" + b" " * (8 << 20))
    with (repository.path / "large.img").open("wb") as file:
        file.truncate((100 << 20) + 1)
    (repository.path / "large.env").write_bytes((repository.path / "large.txt").read_bytes())
    repository.git("add", "large.txt", "large.img", "large.env")
    commit(repository, {"a.py": SECRET})
    told = secrets(repository, "--history")
    assert short(told[:2]) == ["a.py:1", f"large.txt:{101 * ((1 << 20) // 50) + 1}"]
    assert re.sub("[0-9a-f]{12}", "x", told[2]) == "unjudged large.env (blob x): it is larger than 100 MiB"
    assert len(told) == 3


def test_other_encodings_and_no_text(repository: Repository) -> None:
    commit(repository, {
        "a.py": SECRET.encode("utf-16"), "b.txt": b"\xff\xfeodd", "c.dat": b"\0\1" + SECRET.encode(), "d.py": b"# caf\xe9\n" + OTHER.encode(),
        "empty.py": b" ",
    })  # fmt: skip
    told = secrets(repository, "--history")
    assert short(told)[:2] == ["a.py:1", "d.py:2"]
    assert [line.partition(" (")[0] for line in told[2:]] == ["unjudged b.txt"]


BROKEN = """
import sys
from shipcheck import cli
from shipcheck.collect import secret_search
find = secret_search.find
def broken(path, data):
    if path == "bad.py":
        raise KeyError(data)
    return find(path, data)
secret_search.find = broken
sys.exit(cli.main(["secrets", "--history"]))
"""


def test_a_bug_in_one_content_loses_no_other(repository: Repository) -> None:
    commit(repository, {"bad.py": OTHER, "a.py": SECRET})
    for _ in range(2):
        done = repository.run(sys.executable, "-c", BROKEN)
        assert done.returncode == 2
        assert "a.py:1:12" in done.stdout
        assert re.search(r"could not judge bad\.py \(blob [0-9a-f]{12}\): internal error: KeyError in ", done.stdout)
        assert not [value for value in CANARIES if value in done.stdout + done.stderr]


@pytest.mark.skipif(os.name != "posix", reason="a terminal")
def test_the_bar_is_for_terminals(repository: Repository) -> None:

    import pty  # noqa: PLC0415  # there is none on Windows

    commit(repository, {"a.py": SECRET, **{f"clean{one}.py": f"x = {one}\n" for one in range(40)}})
    ours, theirs = pty.openpty()
    running = subprocess.Popen([sys.executable, "-c", SLOW], cwd=repository.path, env=repository.environment,
                               stdout=subprocess.PIPE, stderr=theirs)  # fmt: skip
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 1 << 16):
            said += part
    except OSError:
        pass
    os.close(ours)
    out, _ = running.communicate()
    assert running.returncode == 1
    assert re.search(rb"\[#+-+\] +\d+ %  0\.0 of 0\.0 MB  ", said)
    assert said.endswith(b"\r")
    assert b"\r" not in out


SIDE_BY_SIDE = """
import sys
from shipcheck import cli
from shipcheck.collect import helpers
from shipcheck.leaks import scan
scan.LONG, scan.PART_OF = 0, 7
scan.processors = lambda: 3
{more}
sys.exit(cli.main(["secrets", "--history", "--fresh", "--format", "json"]))
"""
KILLED = """
ask = helpers.Helper.ask
def killed(self, line):
    killed.asked += 1
    if killed.asked % 2 == 0:
        self._process.kill()
    return ask(self, line)
killed.asked = 0
helpers.Helper.ask = killed
"""
GARBLED = "helpers.Helper.ask = lambda self, line: b'[[[1, 2]], null]\\n'\n"


@pytest.mark.parametrize("more", ["", KILLED, GARBLED], ids=["all well", "killed", "garbled"])
def test_several_processes_find_the_same(repository: Repository, more: str) -> None:
    (repository.path / "json.py").write_text("raise SystemExit('a module of the repository')\n")
    (repository.path / "shipcheck").mkdir()
    (repository.path / "shipcheck" / "__init__.py").write_text("raise SystemExit('a module of the repository')\n")
    (repository.path / "gone.py").write_text("gone = 1\n")
    repository.git("add", "gone.py", "json.py", "shipcheck")
    files: dict[str, str | bytes] = {f"clean{one}.py": f"x = {one}\n" for one in range(100)}
    commit(
        repository,
        {
            **files,
            "a.py": SECRET,
            "not-utf8-\udcff.py": OTHER,
            ".env": "API_KEY=q8w2e9r1t7y3\n",
            "odd.txt": b"\xff\xfeodd",
        },
    )
    blob = repository.git("rev-parse", "HEAD:gone.py").strip()
    (repository.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    alone = repository.run(
        sys.executable, "-P", "-m", "shipcheck", "secrets", "--history", "--fresh", "--format", "json"
    )
    together = repository.run(sys.executable, "-P", "-c", SIDE_BY_SIDE.format(more=more))
    assert together.stdout == alone.stdout
    assert (together.returncode, together.stderr) == (alone.returncode, "") == (2, "")
    assert alone.stdout.count('"rule": "') > 3
