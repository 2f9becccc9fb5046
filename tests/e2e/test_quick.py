"""The short way of the secrets hook says what the ordinary run says, and goes it where it is not sure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from conftest import ROOT
from shipcheck import quick
from shipcheck.collect import secrets

from .conftest import Repository

LEAK = 'API_KEY = "q8w2e9r1t7y3"\n'
PAGE = 'token = request.headers.get("Authorization")\nKEY = os.environ["API_KEY"]\n'
HOOK = ("check", "--staged", "--select", "secrets")


def answers(repository: Repository, *paths: str) -> tuple[tuple[int, str, str], bool]:
    """Exit code and output of the hook, checked against the ordinary run's; and whether the short way was gone."""
    short = repository.shipcheck(*HOOK, *paths)
    ordinary = repository.shipcheck("check", "--staged", "--select=secrets", *paths)
    said = [(one.returncode, re.sub(r"\(\d+\.\d\d s\)", "(0 s)", one.stdout), one.stderr) for one in (short, ordinary)]
    assert said[0] == said[1]
    code = "import sys; from shipcheck import quick; print(quick.clean(sys.argv[1:]))"
    taken = repository.run(sys.executable, "-c", code, *HOOK, *paths)
    assert taken.returncode == 0, taken.stderr
    return said[0], taken.stdout.strip() != "None"


CLEAN: dict[str, dict[str, str | bytes]] = {
    "a page": {"app.py": PAGE},
    "many kinds": {
        "app.py": PAGE,
        "a.yaml": "name: x\n",
        "README.md": "password: x\n",
        "x.png": b"\0\1",
        "empty.py": "",
    },
    "what the gate opens for": {"app.py": 'PASSWORD_FIELD = "password"\n', "a.ini": "token_url = /x\n"},
    "names that git quotes": {"ä b/ü'.py": PAGE, 'a"b.py': PAGE},
    "a project file without us": {"pyproject.toml": "[project]\nname = 'x'\n", "app.py": PAGE},
}


@pytest.mark.parametrize("name", CLEAN)
def test_the_short_way_is_gone_where_nothing_is(repository: Repository, name: str) -> None:
    repository.write(CLEAN[name])
    (code, said, _), short = answers(repository, *CLEAN[name])
    assert (code, short) == (0, True)
    assert said.startswith("Clean: nothing found in")


def _config(repository: Repository) -> None:
    repository.write({"pyproject.toml": '[tool.shipcheck]\nexclude = ["x"]\n'})


def _broken_config(repository: Repository) -> None:
    repository.write({"shipcheck.toml": "exlude = []\n"})


def _baseline(repository: Repository) -> None:
    repository.write({".shipcheck-baseline": "app.py\tprovider-token\t0123456789ab\n"})


def _own_values(repository: Repository) -> None:
    repository.write({".env": "API_KEY=q8w2e9r1t7y3\n"}, add=False)
    repository.write({"other.py": "x = 'q8w2e9r1t7y3'\n"})


def _values_beside_compose(repository: Repository) -> None:
    repository.write({"deploy/Compose.yaml": "services: {}\n"})
    repository.write({"deploy/prod.env": "API_KEY=q8w2e9r1t7y3\n"}, add=False)


def _leak(repository: Repository) -> None:
    repository.write({"app.py": LEAK})


def _link(repository: Repository) -> None:
    (repository.path / "app.py").unlink()
    (repository.path / "app.py").symlink_to("/etc/passwd")
    repository.git("add", "-f", "app.py")


def _utf_16(repository: Repository) -> None:
    repository.write({"app.py": LEAK.encode("utf-16")})


def _conflict(repository: Repository) -> None:
    repository.commit()
    repository.git("switch", "-qc", "other")
    repository.write({"app.py": "x = 1\n"})
    repository.commit()
    repository.git("switch", "-q", "main")
    repository.write({"app.py": "x = 2\n"})
    repository.commit()
    repository.run("git", "merge", "other")


def _removed(repository: Repository) -> None:
    repository.git("rm", "-q", "--cached", "app.py")


def _corrupt(repository: Repository) -> None:
    blob = repository.git("rev-parse", ":app.py").strip()
    path = repository.path / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(0o600)
    path.unlink()


@pytest.mark.parametrize(
    "harm",
    [
        _config,
        _broken_config,
        _baseline,
        _own_values,
        _values_beside_compose,
        _leak,
        _link,
        _utf_16,
        _conflict,
        _removed,
        _corrupt,
    ],
    ids=lambda harm: harm.__name__.strip("_"),
)
def test_what_is_not_plain_is_left_to_the_ordinary_run(
    repository: Repository, harm: Callable[[Repository], None]
) -> None:
    repository.write({"app.py": PAGE, "other.py": PAGE})
    harm(repository)
    _, short = answers(repository, "app.py", "other.py")
    assert not short


@pytest.mark.parametrize(
    "paths", [["../x.py"], ["./app.py"], ["."], ["/etc/passwd"], [".env.example"], ["prod.env"], ["--root", "x"], []]
)
def test_odd_words_are_left_to_the_ordinary_run(paths: list[str]) -> None:
    assert quick.clean([*HOOK, *paths]) is None


def test_in_a_subfolder_the_ordinary_run_judges(repository: Repository) -> None:
    repository.write({"web/app.py": PAGE})
    done = subprocess.run(
        [sys.executable, "-m", "shipcheck", *HOOK, "app.py"],
        cwd=repository.path / "web", env=repository.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Clean: nothing found in 1 file ")


def test_both_ways_look_for_own_values_in_the_same_folders() -> None:
    assert tuple(mark.decode() for mark in quick._MARKS) == secrets._MARKS


def test_the_short_way_imports_next_to_nothing(repository: Repository) -> None:
    repository.write({"app.py": PAGE})
    code = "import sys; from shipcheck import quick; assert quick.clean(sys.argv[1:]) == 1; print(*sys.modules)"
    done = repository.run(
        sys.executable,
        "-S",
        "-c",
        f"import sys; sys.path[:0] = {[str(ROOT / 'src'), *filter(os.path.isdir, sys.path)]!r}\n{code}",
        *HOOK,
        "app.py",
    )
    assert done.returncode == 0, done.stderr
    assert not {"re", "typing", "collections", "functools", "enum", "argparse", "subprocess", "shipcheck.model"} & set(
        done.stdout.split()
    )


def test_a_bug_on_the_short_way_is_told_by_the_ordinary_run(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write({"app.py": PAGE})
    monkeypatch.chdir(repository.path)
    assert quick.clean([*HOOK, "app.py"]) == 1

    def broken(*_: object) -> bool:
        raise RecursionError("kx8-rosinen-2v")

    monkeypatch.setattr(quick, "_nothing", broken)
    assert quick.clean([*HOOK, "app.py"]) is None


def test_more_files_than_a_pipe_takes_are_asked_for_in_turn(repository: Repository) -> None:
    names = [f"m{number}.py" for number in range(300)]
    repository.write(dict.fromkeys(names, PAGE * 50))
    (code, said, _), short = answers(repository, *names)
    assert (code, short) == (0, True)
    assert "in 300 files" in said
