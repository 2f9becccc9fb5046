"""Which values of a developer's own `.env` are looked for elsewhere, and where they stand."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipcheck.secrets.own_values import LONGEST, MOST, Own, assignments, needles, own_values, spots


def _values(text: str, *samples: str) -> list[str]:
    return [own.value for own in own_values([(".env", text)], samples)]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=x", "x"),
        ("  export A = x", "x"),
        ('A="x y" # z', "x y"),
        ("A='x\"y'", 'x"y'),
        (r'A="x\"y\\z\$"', r'x"y\z$'),
        ("A=x#y", "x#y"),
        ("A=x # y", "x"),
        ("export A='x';", "x"),
    ],
)
def test_assignments_are_read_as_shells_and_dotenv_do(line: str, value: str) -> None:
    assert list(assignments(line)) == [("A", value)]


@pytest.mark.parametrize("line", ["# A=x", "A", "A=", "1A=x", "A='", "if [ A = x ]", "dotenv .env", "=x", 'A="'])
def test_what_is_no_assignment_is_passed_over(line: str) -> None:
    assert list(assignments(line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "SECRET_KEY=kx8-rosinen-2v",
        "DB_PASSWORD=flour4water",
        "API_TOKEN=q8w2e9r1t7y3u4",
        "PARTNER=x7Kd93jdk2Qw",
        "LICENSE_KEY=5c3ab1f0e2d94f7e8a6b1c0d9e8f7a6b",
        "S3_SECRET=/x7Kd93jdk2Qw81mzLq0",
    ],
)
def test_drawn_values_and_those_under_a_strong_name_count(line: str) -> None:
    assert _values(line) == [line.partition("=")[2]]


@pytest.mark.parametrize(
    "line",
    [
        "DB_PASSWORD=short1",
        "DB_PASSWORD=postgres",
        "DB_PASSWORD=my-little-pony",
        "DB_PASSWORD=change-me-please1",
        "DB_PASSWORD=${FROM_ELSEWHERE:-x1}",
        "DB_PASSWORD=/run/secrets/db1",
        "DB_PASSWORD=test1234",
        "API_TOKEN=flour4water",
        "HOST=production-db-1",
        "MODEL=claude-3-5-sonnet-20241022",
        "CLIENT_ID=x7Kd93jdk2Qw",
        "DIGEST_OF_IT=sha256:5c3ab1f0e2d94f7e8a6b1c0d9e8f7a6b",
        "UNIT=5c3ab1f0e2d94f7e8a6b1c0d9e8f7a6b",
        "NEXT_PUBLIC_API_KEY=x7Kd93jdk2Qw81mz",
        "SENTRY_DSN=https://5c3ab1f0e2d94f7e8a6b1c0d9e8f7a6b@o1.ingest.sentry.io/42",
        "DATABASE_URL=postgres://postgres:postgres@localhost/shop",
        "DATABASE_URL=postgres://shop:shop1@db/shop",
        "SITE_URL=https://shop.example/x7Kd93jdk2Qw",
        f"DB_PASSWORD={'x7Kd' * LONGEST}",
    ],
)
def test_words_names_and_what_is_public_do_not(line: str) -> None:
    assert _values(line) == []


def test_samples_and_plain_values_do_not_count() -> None:
    text = "SMTP_PASSWORD=flour4water\nPARTNER=x7Kd93jdk2Qw\n"
    assert _values(text, text) == []
    assert _values(text, "ANYTHING=prefix-x7Kd93jdk2Qw") == ["flour4water"]
    assert _values(f"{text}DB_NAME=flour4water\nOTHER=x7Kd93jdk2Qw") == ["x7Kd93jdk2Qw"]


def _spots(text: str, *every: Own) -> list[tuple[int, int, int, str, str]]:
    found = spots(text.encode(), needles(every))
    return [(spot.line, spot.column, spot.end, spot.own.name, spot.form) for spot in found]


WEAK = Own("A", ".env", "flour4water", drawn=False)
DRAWN = Own("B", ".env", "x7Kd93jdk2Qw", drawn=True)


def test_places_are_lines_and_columns_in_characters() -> None:
    assert _spots("ä\r\nbö flour4water\rx7Kd93jdk2Qw\nx", WEAK, DRAWN) == [(2, 4, 15, "A", ""), (3, 1, 13, "B", "")]


def test_the_longest_of_overlapping_values_is_told() -> None:
    longer = Own("C", ".env", "x7Kd93jdk2Qw-more", drawn=True)
    assert _spots("x7Kd93jdk2Qw-more x7Kd93jdk2Qw", DRAWN, longer) == [(1, 1, 18, "C", ""), (1, 19, 31, "B", "")]


@pytest.mark.parametrize(
    "value", ["flour4water", "flour4water!", "flour4water!!", "a&b?c=ÄÖ12345", "x7Kd/93+dk2Qwäöüß"]
)
def test_other_forms(value: str) -> None:
    own = Own("A", ".env", value, drawn=True)
    wrapped = base64.b64encode(value.encode()).decode()
    assert [spot[4] for spot in _spots(f"x: {wrapped}", own)] == ["in base64"]
    assert [spot[4] for spot in _spots(f"x: {base64.urlsafe_b64encode(value.encode()).decode()}", own)] == ["in base64"]
    printed = base64.b64encode(f"{value}\n".encode()).decode()
    assert [spot[4] for spot in _spots(f"x: {printed}", own)] == ["in base64"]


def test_the_number_of_places_is_bounded_and_the_time_linear() -> None:
    hostile = ("flour4waters " * 100_000 + "x7Kd93jdk2Qw" * 100_000 + "\n" * 1_000_000).encode()
    started = time.process_time()
    assert len(spots(hostile, needles([WEAK, DRAWN]))) == MOST
    assert len(list(assignments("A=" + '"' * 1_000_000 + "\n" + "A='" + "\\" * 1_000_000))) == 1
    assert len(list(assignments("A" * 1_000_000 + "=" + " " * 1_000_000))) == 0
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


@given(st.text(max_size=300), st.binary(max_size=300))
def test_anything_can_be_read(text: str, data: bytes) -> None:
    every = own_values([(".env", text)])
    spots(data, needles([*every, WEAK]))


@given(st.text(alphabet="ab\r\n ä", max_size=60))
def test_a_value_is_found_where_it_was_put(before: str) -> None:
    text = f"{before}x7Kd93jdk2Qw"
    (line, column, end, _, _) = _spots(text, DRAWN)[0]
    split = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert (line, column, end) == (len(split), len(split[-1]) + 1, len(split[-1]) + 13)
