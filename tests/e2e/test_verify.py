"""`shipcheck secrets --verify` as a command: where it is refused, and that nothing is sent without it."""

from __future__ import annotations

import sys

import pytest

from conftest import ROOT
from e2e.conftest import Repository

TEXT = "the cashier uses sk_live_" + "51HqLyjWDarjtT1zdp7dcXyZ\n"
# A machine without a network: whoever tries to reach one is told so, and leaves a trace.
SCRIPT = """
import socket, sys
tried = []
def refuse(*args, **more):
    tried.append(args[0])
    raise OSError("no network here")
socket.create_connection = refuse
socket.getaddrinfo = refuse
from shipcheck import cli
code = cli.main(sys.argv[1:])
print(code, "tried" if tried else "quiet")
"""


@pytest.fixture
def till(repository: Repository) -> Repository:
    """A repository with a token in it."""
    repository.write({"notes.txt": TEXT})
    repository.environment["PYTHONPATH"] = str(ROOT / "src")
    return repository


def _run(repository: Repository, *args: str) -> tuple[str, str, str]:
    done = repository.run(sys.executable, "-c", SCRIPT, *args)
    *lines, last = done.stdout.splitlines()
    return "\n".join(lines), done.stderr, last


def test_without_the_flag_nobody_is_asked(till: Repository) -> None:
    for args in (["secrets"], ["check"], ["check", "--staged"], ["secrets", "--staged"]):
        shown, _, last = _run(till, *args)
        assert "Revoke it" in shown
        assert last == "1 quiet"


def test_without_a_network_it_is_unknown(till: Repository) -> None:
    shown, said, last = _run(till, "secrets", "--verify")
    assert "hint: Unknown: no answer from Stripe. " in shown
    assert last == "1 tried"
    assert "sk_live_" not in shown + said


def test_standard_input_can_be_asked_about(till: Repository) -> None:
    done = till.run("sh", "-c", f"\"{sys.executable}\" -c '{SCRIPT}' secrets - --verify < notes.txt")
    assert "Unknown: no answer from Stripe." in done.stdout


@pytest.mark.parametrize("args", [["--staged"], ["--push"], ["--history"], ["--since", "HEAD"]])
def test_where_it_is_refused(till: Repository, args: list[str]) -> None:
    shown, said, last = _run(till, "secrets", "--verify", *args)
    assert shown == ""
    assert said.startswith("shipcheck: --verify ")
    assert last == "2 quiet"


@pytest.mark.parametrize("name", ["PRE_COMMIT", "GIT_INDEX_FILE"])
def test_in_a_hook_it_is_refused(till: Repository, name: str) -> None:
    till.environment[name] = str(till.path / ".git" / "index")
    shown, said, last = _run(till, "secrets", "--verify")
    assert shown == ""
    assert "not for hooks" in said
    assert "by hand" in said
    assert last == "2 quiet"


def test_the_staged_check_does_not_know_the_flag(till: Repository) -> None:
    done = till.shipcheck("check", "--staged", "--verify")
    assert done.returncode == 2
    assert "unrecognized arguments: --verify" in done.stderr
