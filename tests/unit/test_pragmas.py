"""Every pragma, in every kind of file, for every rule about secrets."""

from __future__ import annotations

import json

import pytest

from shipcheck import rulebook
from shipcheck.subjects.pragmas import allows, allows_next
from support import judge

SECRETS = [name for name, family in rulebook.names().items() if family == "secrets"]
SAME = [
    "pragma: allowlist secret", "pragma: whitelist secret", "pragma:allowlist secret", "pragma: allowlist-secret", "gitleaks:allow",
    "betterleaks:allow", "trufflehog:ignore", "kingfisher:ignore", "kingfisher:allow",
]  # fmt: skip
BODY = "\n".join(f"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw{number:02}gSjAgEAAoIBAQDEm2Lk7Q" for number in range(5))
PEM = f"-----BEGIN RSA PRIVATE KEY-----@@\n{BODY}\n-----END RSA PRIVATE KEY-----"
NOTEBOOK = {
    "nbformat": 4,
    "metadata": {},
    "cells": [{"cell_type": "code", "source": ['password = "flour4water!"  # @@\n', "x = 1"]}],
}
# The path, the text with its pragma's place; each holds one secret, on the line of the pragma or below it.
FILES = [
    ("app.py", 'DB_PASSWORD = "flour4water!"  # @@\n'),
    ("app.py", 'SECRET_KEY = os.environ.get("SECRET_KEY", "flour4water!")  # @@\n'),
    ("app.py", 'URL = "postgresql://app:flour4water!@db.internal.net/app"  # @@\n'),
    ("app.py", f'KEY = """{PEM}"""\n'),
    ("app.js", "const dbPassword = 'flour4water!'; // @@\n"),
    ("app.c", 'char *db_password = "flour4water!"; /* @@ */\n'),
    ("Main.vb", "DbPassword = \"flour4water!\" ' @@\n"),
    ("setup.sql", "ALTER USER app IDENTIFIED BY 'flour4water!'; -- @@\n"),
    ("app.xml", '<property name="password" value="flour4water!"/> <!-- @@ -->\n'),
    ("config.json", '{"password": "flour4water!", "_": "@@"}\n'),
    ("config.yaml", "password: flour4water!  # @@\n"),
    ("config.toml", 'password = "flour4water!"  # @@\n'),
    ("config.ini", "[db]\npassword = flour4water! # @@\n"),
    ("config.ini", "[db]\npassword = flour4water! ; @@\n"),
    ("app.properties", "db.password=flour4water! # @@\n"),
    (".env.example", "SECRET_KEY=kU7sPq2LxV9bTw4Zr8Nc5Yd # @@\n"),
    (".env", "SECRET_KEY=flour4water! # @@\n"),
    ("deploy.sh", "export DB_PASSWORD=flour4water!  # @@\n"),
    ("Dockerfile", "FROM python\nENV DB_PASSWORD=flour4water!  # @@\n"),
    ("compose.yaml", "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: flour4water!  # @@\n"),
    (".pgpass", "db.internal.net:5432:app:app:flour4water!  # @@\n"),
    ("work.ipynb", json.dumps(NOTEBOOK, indent=1)),
]  # fmt: skip


def _found(path: str, text: str) -> list[str]:
    report = judge({path: text}, SECRETS)
    assert not report.unjudged
    return [finding.rule for finding in report.findings if finding.severity.word != "note"]


@pytest.mark.parametrize(("path", "text"), FILES)
@pytest.mark.parametrize("pragma", SAME)
def test_a_pragma_on_the_line_is_honoured(path: str, text: str, pragma: str) -> None:
    assert _found(path, text.replace("@@", "another remark"))
    assert _found(path, text.replace("@@", pragma)) == []


NEXT = ["pragma: allowlist nextline secret", "pragma: whitelist nextline secret", "kingfisher:ignore"]


@pytest.mark.parametrize("pragma", NEXT)
@pytest.mark.parametrize("marks", ["# {}", "// {}", "/* {} */", "' {}", "-- {}", "<!-- {} -->", "   # {}", "; {}"])
def test_a_pragma_in_a_comment_is_honoured_in_the_next_line(pragma: str, marks: str) -> None:
    text = marks.format(pragma) + "\npassword: flour4water!\nother_password: flour5water!\n"
    report = judge({"settings.yaml": text}, SECRETS)
    assert [finding.location.line for finding in report.findings] == [3]


@pytest.mark.parametrize("marks", ["host: localhost  # {}", "password: flour3water! # {}"])
def test_no_code_may_stand_before_it(marks: str) -> None:
    text = marks.format("pragma: allowlist nextline secret") + "\nother_password: flour4water!\n"
    assert 2 in [finding.location.line for finding in judge({"settings.yaml": text}, SECRETS).findings]


def test_a_cell_of_a_notebook_has_lines_too() -> None:
    cell = {
        "cell_type": "code",
        "source": ["# pragma: allowlist nextline secret\n", 'password = "flour4water!"\n', 'password = "flour5water!"'],
    }
    text = json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}, indent=1)
    assert [finding.location.line for finding in judge({"work.ipynb": text}, SECRETS).findings] == [10]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", f'KEY = """\n{PEM.replace("@@", "")}\n"""  # pragma: allowlist secret\n'),
        ("app.py", f'KEY = """{PEM.replace("@@", "")}"""  # gitleaks:allow\n'),
        ("app.py", f'# kingfisher:ignore\nKEY = """{PEM.replace("@@", "")}"""\n'),
        ("tls.yaml", "key: |  # pragma: allowlist secret\n  " + PEM.replace("@@", "").replace("\n", "\n  ") + "\n"),
    ],
)
def test_a_key_is_allowed_where_its_block_begins_or_ends(path: str, text: str) -> None:
    assert _found(path, text) == []
    assert _found(path, text.replace("pragma", "drama").replace(":allow", "").replace(":ignore", "")) == ["private-key"]


def test_words_about_pragmas_are_none() -> None:
    assert not allows("the pragma allows a listed secret")
    assert not allows("# pragma: allowlist nextline secret")
    assert not allows_next("# gitleaks:allow")
    assert allows_next("# pragma: allowlist nextline secret")
