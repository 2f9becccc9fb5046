"""Files that break tools: one clear line each, the right exit code, and the other files still judged."""

from __future__ import annotations

import sys
import time

import pytest

from e2e.conftest import Repository

# What every service of a few lines is told.
NOTES = "missing-restart-policy,unlimited-memory,unrotated-log"
SECRET = 'API_KEY = "q8w2e9r1t7y3"\n'
FOUND = "z.py:1 hardcoded-credential"

SILENT = {
    "a picture": {"logo.png": b"\x89PNG\r\n\x1a\n\0\0" + b"password = 'flour4water'" * 9},
    "a binary without a name for it": {"data": b"\x7fELF\0\0\0" + SECRET.encode() * 9},
    "an empty file of every kind": dict.fromkeys(
        ["a.py", "requirements.txt", "requirements.in", "compose.yaml", ".env.example"], b""
    ),
    "Windows line ends": {
        "requirements.txt": b"flask==3.1.0\r\n",
        "compose.yaml": b"services:\r\n  web:\r\n    build: .\r\n",
    },
    "a byte order mark": {"requirements.txt": b"\xef\xbb\xbfflask==3.1.0\n", "ok.py": b"\xef\xbb\xbfx = 1\n"},
    "UTF-16, as PowerShell writes it": {"requirements.txt": "flask==3.1.0\n".encode("utf-16")},
    "Latin-1": {
        "Dockerfile": b"# caf\xe9\nFROM python:3.12-slim\nUSER 1000\n",
        "compose.yaml": b"# caf\xe9\nservices: {}\n",
    },
    "Latin-1 that Python reads": {"ok.py": b"# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n"},
    "brackets a hundred thousand deep": {"deep.py": b"x = " + b"(" * 100_000, "deep.json": b"[" * 100_000},
    "a line of ten megabytes": {"min.py": b"x = '" + b"a" * 10_000_000 + b"'\n"},
    "a million blanks behind a name": {"wide.py": b"password" + b" " * 1_000_000 + b"= x\n"},
}
SAID = {
    "NUL in a requirements file": ({"requirements.txt": b"flask\0==1\n"}, "unjudged requirements.txt"),
    "NUL in a Dockerfile": ({"Dockerfile": b"FROM python:3.12\0\n"}, "unjudged Dockerfile"),
    "broken UTF-16": ({"requirements.txt": b"\xff\xfea"}, "unjudged requirements.txt"),
    "Python that is not": ({"broken.py": b"app.run(debug=True\n"}, "unjudged broken.py"),
    "Python too deep to parse": ({"deep.py": b"from flask import Flask\napp.run(debug=True, x=" + b"(" * 50_000}, "unjudged deep.py"),
    "broken YAML": ({"compose.yaml": b"services: [\n  x: {privileged: true\n"}, "unjudged compose.yaml"),
    "YAML a hundred thousand deep": ({"compose.yaml": b"services: " + b"[" * 100_000}, "unjudged compose.yaml"),
    "a broken hadolint configuration": ({"Dockerfile": b"FROM python:3.12-slim\nUSER 1\n", ".hadolint.yaml": b"ignored: [\n"}, "unjudged .hadolint.yaml"),
    "an unknown hadolint key": ({"Dockerfile": b"FROM python:3.12-slim\nUSER 1\n", ".hadolint.yaml": b"ignore: [DL3008]\n"}, "unjudged .hadolint.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("title", SILENT)
def test_what_is_odd_but_fine_passes(repository: Repository, title: str) -> None:
    repository.write({**SILENT[title], "z.py": SECRET})
    start = time.monotonic()
    assert repository.found("--ignore", NOTES) == [FOUND]
    assert time.monotonic() - start < 60, "a limit against hanging, not a measurement"
    assert repository.found("--staged", "--ignore", NOTES) == [FOUND]


@pytest.mark.parametrize("title", SAID)
def test_what_cannot_be_judged_is_said_once(repository: Repository, title: str) -> None:
    files, said = SAID[title]
    repository.write({**files, "z.py": SECRET})
    assert repository.found() == [FOUND, said]
    done = repository.shipcheck("check")
    assert done.returncode == 2
    assert done.stderr == ""
    assert done.stdout.count("could not judge") == 1
    assert "Traceback" not in done.stdout


def test_an_alias_bomb_costs_nothing(repository: Repository) -> None:
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 30))
    text = f"x0: &x0 [lol]\n{levels}services:\n  web:\n    build: .\n    privileged: true\n"
    repository.write({"compose.yaml": text, "z.py": SECRET})
    assert repository.found("--ignore", NOTES) == ["compose.yaml:34 privileged-service", FOUND]


def test_fifty_megabytes_are_judged(repository: Repository) -> None:
    repository.write(
        {"dump.sql": b"INSERT INTO orders VALUES (1, 'bread', 'white');\n" * 1_050_000 + b"-- AKIAQYLPMN5HFIQR7XYA\n"}
    )
    assert repository.found() == ["dump.sql:1050001 provider-token"]


def test_a_file_of_any_size_is_read_for_secrets_in_parts(repository: Repository) -> None:
    with (repository.path / "huge.log").open("wb") as file:
        for _ in range(101):
            file.write(b"nothing but text, line after line, as logs are..\n" * ((1 << 20) // 50))
        file.write(b"x" * (5 << 20) + b"\nkey: AKIAQYLPMN5HFIQR7XYA\n")
    with (repository.path / "huge.img").open("wb") as file:
        file.truncate((100 << 20) + 1)
    repository.write({"z.py": SECRET})
    line = 101 * ((1 << 20) // 50) + 2
    assert repository.found() == [f"huge.log:{line} provider-token", FOUND]
    repository.git("add", "huge.log", "z.py")
    assert repository.found("--staged") == [f"huge.log:{line} provider-token", FOUND]


def test_a_secret_in_utf_16_is_found(repository: Repository) -> None:
    repository.write({"notes.txt": "key: AKIAQYLPMN5HFIQR7XYA\n".encode("utf-16")})
    assert repository.found() == ["notes.txt:1 provider-token"]


def test_a_latin_1_byte_hides_nothing(repository: Repository) -> None:
    repository.write({"a.py": b"# caf\xe9\nKEY = 'AKIAQYLPMN5HFIQR7XYA'\n"})
    assert repository.found() == ["a.py:2 provider-token"]


CRASH = """
import sys
from shipcheck import cli, rulebook
load = rulebook.load
def broken(names):
    for named in load(names):
        if named.name == "missing-user":
            named = named._replace(rule=named.rule._replace(check=lambda subject: 1 // 0))
        yield named
rulebook.load = broken
sys.exit(cli.main(["check"]))
"""


def test_a_rule_that_crashes_is_no_pass(repository: Repository) -> None:
    repository.write({"Dockerfile": "FROM python\n", "z.py": SECRET})
    done = repository.run(sys.executable, "-c", CRASH)
    assert done.returncode == 2
    assert "could not judge Dockerfile: rule missing-user: internal error: ZeroDivisionError" in done.stdout
    assert "z.py:1" in done.stdout
    assert "unversioned-base-image" in done.stdout


def test_a_bug_outside_of_the_rules_is_a_report_to_paste(repository: Repository) -> None:
    repository.write({"z.py": SECRET})
    code = "from shipcheck import cli, engine\nengine.examine = None\nfrom shipcheck import check\ncheck.examine = lambda *a: {}['API_KEY q8w2e9r1t7y3']\n"
    done = repository.run(sys.executable, "-c", f"{code}import sys\nsys.exit(cli.main(['check']))")
    assert done.returncode == 2
    assert "this is a bug in shipcheck" in done.stderr
    assert "KeyError" in done.stderr
    assert "q8w2e9r1t7y3" not in done.stderr + done.stdout
