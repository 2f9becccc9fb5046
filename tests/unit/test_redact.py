from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from shipcheck.redact import redact, redact_line

SHOWN = [
    ('password = "hunter2"', 'password = "****"'),
    ('password: str = "hunter2"', 'password: str = "****"'),
    ('token: dict[str, str] = "hunter2"', 'token: dict[str, str] = "****"'),
    ('if password != "hunter2":', 'if password != "****":'),
    ('password="unclosed hunter2', 'password="****"'),
    (r'passwd=r"hun\"ter2" ok', 'passwd=r"****" ok'),
    ("PASSWORD=hunt#er2,x", "PASSWORD=****"),
    ("password=abc", "password=****"),
    ("SECRET_KEY=${SECRET_KEY:-hunter2}", "SECRET_KEY=****"),
    ('{"password": "hunter2", "x": 1}', '{"password": "****", "x": 1}'),
    (r"{\"password\": \"hunter2\"}", r"{\"password\": ****\"}"),
    ("<password>hunter2</password>", "<password>****"),
    ('os.environ.setdefault("SECRET_KEY", "hunter2")', 'os.environ.setdefault("SECRET_KEY", "****")'),
    ("ENV PASSWORD hunter2", "ENV PASSWORD ****"),
    ("RUN foo --db-password hunter2 --x", "RUN foo --db-password **** --x"),
    ("curl -u bob:hunter2 https://x", "curl -u bob:**** https://x"),
    ("ALTER USER x IDENTIFIED BY 'hunter2'", "ALTER USER x IDENTIFIED BY '****'"),
    ("Authorization: Bearer abc.hunter2", "Authorization: Bearer ****"),
    ("postgres://u:hunter2@host/db", "postgres://u:****@host/db"),
    ("postgres://u:hun/ter@2@host/db", "postgres://u:****@host/db"),
    ("id = AKIAIOSFODNN7EXAMPLE", "id = ****"),
    ("x wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY y", "x **** y"),
    ("550e8400-e29b-41d4-a716-446655440000", "****"),
    ("hf_abcdefABCDEFabcdefABCDEFabcdefABCDEF", "****"),
    ("the key sk-ant-aaaaaaaaaaaaaaaaaaaa", "the key ****"),
]
KEPT = [
    "`services/api/v2/requirements/base.txt` is not pinned",
    "requirements/python3/production-constraints.txt",
    "services.web.environment.POSTGRES_PASSWORD",
    "`SECRET_KEY` is hard-coded",
    "AbstractSingletonProxyFactoryBean",
    "the suppression of `unpinned-requirement` silences nothing",
    "FROM python:3.12@sha256:" + "ab12" * 16,
    "ENV PYTHONUNBUFFERED 1",
    "ENV A=1 B=2",
    "set -e",
    "author: Bob",
    "pass",
    "http://localhost:8000/health",
    "",
]


@pytest.mark.parametrize(("text", "expected"), SHOWN)
def test_what_looks_like_a_secret_is_masked(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_does_not_is_kept(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(("text", "expected"), SHOWN)
def test_masking_twice_changes_nothing(text: str, expected: str) -> None:
    assert redact(expected) == expected
    assert redact_line(redact_line(text)) == redact_line(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('  key = "hunter2"  # hunter3', "  key = ****"),
        ("- name: hunter2", "- name: ****"),
        ('"name" : "hunter2"', '"name" : ****'),
        ('app.config["KEY"] = "hunter2"', 'app.config["KEY"] = ****'),
        ("export NAME=hunter2", "export NAME=****"),
        ("ENV NAME hunter2", "ENV NAME ****"),
        ("connect('hunter2', 'hunter3')", "connect(****"),
        ('if name == "hunter2":', "if name == ****"),
        ("AKIAIOSFODNN7EXAMPLE: hunter2", "****: ****"),
        ("    hunter2 hunter3", "    ****"),
        ("   ", "   "),
        ("", ""),
    ],
)
def test_of_a_sensitive_line_only_the_name_is_left(text: str, expected: str) -> None:
    assert redact_line(text) == expected


@settings(deadline=None)
@given(
    st.sampled_from(["SECRET_KEY", "db_password", "api-key", "AUTH_TOKEN", "aws.secret"]),
    st.sampled_from(
        ["{}={}", '{} = "{}"', "{}: '{}'", 'x["{}"] = "{}"', "{} := {}", '{{"{}": "{}"}}', "--{} {}", "ENV {} {}"]
    ),
    st.from_regex(r"[A-Za-z0-9!#$%&*+./:;<>?@^_|~-]{6,40}", fullmatch=True),
)
def test_the_value_of_a_secret_name_never_shows(name: str, form: str, value: str) -> None:
    line = form.format(name, value)
    shown = redact(line)
    assert value not in shown
    assert value not in redact_line(line)


@pytest.mark.parametrize(
    "unit",
    [
        '"\\',
        "token.",
        'token="\\',
        "://a:",
        "a1-",
        "a.",
        "sk_",
        "ENV ",
        "-",
        " --token ",
        "'",
        "bearer ",
        "-u a",
        "token: a[a",
        "( ",
        "_",
        "password=",
    ],
)
def test_masking_is_linear(unit: str) -> None:
    """Four times the text may take four times as long, with room for a busy machine; a square would be sixteen."""
    small, large = (unit * (size // len(unit)) for size in (2_000, 8_000))
    assert _seconds(large) < 9 * _seconds(small) + 0.05


def _seconds(text: str) -> float:
    best = 9.9
    for _ in range(3):
        start = time.process_time()
        redact(text)
        redact_line(text)
        best = min(best, time.process_time() - start)
    return best


def test_importing_it_compiles_nothing() -> None:
    script = "import shipcheck.redact as it; print(it._patterns.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert done.stdout.strip() == "0"


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("s3cr3tName: true", 1, "****"),
        ("  s3cr3tName: true", 3, "  ****"),
        ("  export s3cr3tName=true", 10, "  ****"),
        ("a: s3cr3tName: true", 4, "a: ****"),
        ('DB_PASSWORD = "x1"', 16, "DB_PASSWORD = ****"),
        ('DB_PASSWORD = "x1"', 0, "DB_PASSWORD = ****"),
        ("run s3cr3tName(1)", 5, "****"),
        ("s3cr3tName", 900, "****"),
    ],
)
def test_nothing_of_a_line_is_shown_from_where_its_secret_begins(text: str, column: int, expected: str) -> None:
    """A value of somebody's own `.env` may stand where a name does."""
    assert redact_line(text, column) == expected
