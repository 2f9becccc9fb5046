from __future__ import annotations

import pytest

from shipcheck.secrets.letters import entropy, surprise
from shipcheck.secrets.values import drawn, placeholder, reference
from shipcheck.secrets.words import credible, own_name, promise, split, unschemed


@pytest.mark.parametrize("name", ["dbPassword", "DB_PASSWORD", "db-password", "db.password"])
def test_names_are_the_same_words_in_every_spelling(name: str) -> None:
    assert split(name) == ("db", "password")
    assert promise(name) == "strong"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SECRET_KEY", "key"), ("jwtSecretKey", "key"), ("secretkey", "key"), ("AWS_SECRET_ACCESS_KEY", "key"),
        ("server.ssl.key-store-password", "strong"), ("smtp_pw", "strong"), ("pass", "strong"), ("ansible_become_pass", "strong"),
        ("clientsecret", "strong"), ("requirepass", "strong"), ("api_key", "weak"), ("token", "weak"), ("SIGNING_KEY", "weak"),
        ("first_pass", ""), ("bypass", ""), ("compass", ""), ("passenger", ""), ("password_min_length", ""), ("token_url", ""),
        ("invalid_password", ""), ("primary_key", ""), ("key", ""), ("next_token", ""), ("secretName", ""), ("secretary", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_a_name_promises(name: str, kind: str) -> None:
    assert promise(name) == kind


@pytest.mark.parametrize(
    "value",
    ["f9bf78b9a18ce6d46a0cd2b0b86df9da", "kU7sPq2LxV9bTw4Zr8Nc", "Ht6-Bq1-Yw9-Lc3-Rd7", "bW9uaXRvcjpuYWNodC13NGNoZQ=="],
)
def test_drawn(value: str) -> None:
    assert drawn(value)


@pytest.mark.parametrize(
    "value",
    [
        "cl100k_base",
        "fastapi-users:auth",
        "invalid_password",
        "user:42:profile",
        "0000000000000000",
        "12345678",
        "ReadPackFloat",
        "a" * 40,
    ],
)
def test_written(value: str) -> None:
    assert not drawn(value)


def test_drawn_text_surprises_more_than_words() -> None:
    assert surprise("kU7sPq2LxV9bTw4Zr8Nc") > 5
    assert surprise("authentication_backend") < 4
    assert surprise("") == surprise("x") == entropy("") == 0


@pytest.mark.parametrize(
    "value",
    [
        "$PASSWORD",
        "${DB_PASSWORD}",
        "{{ vault_password }}",
        "op://shop/db/password",
        "%(password)s",
        "%s",
        "<password>",
        "arn:aws:secretsmanager:x",
        "VARCHAR(128)",
    ],
)
def test_references(value: str) -> None:
    assert reference(value)


@pytest.mark.parametrize(
    "value", ["7bfe(2p4um2@#q(virnfmgvopj", "$2y$10$V7kQm3ZtXw9LpRb2NcHs5u", "!tq+l496b$qg69@^i", "p4$$w0rd", "a%b{c"]
)
def test_no_references(value: str) -> None:
    assert not reference(value)


@pytest.mark.parametrize(
    "value", ["changeme", "your-token", "<key>", "xxxx", "REPLACE_ME", "!!!SET IT!!!", "AKIAIOSFODNN7EXAMPLE"]
)
def test_placeholders(value: str) -> None:
    assert placeholder(value)


def test_a_value_may_be_its_name() -> None:
    assert own_name("INVALID_PASSWORD", "invalid_password")
    assert own_name("password", "Password:")
    assert not own_name("SECRET_KEY", "super-secret-key")


def test_bare_words_are_code_where_quoted_ones_are_not() -> None:
    assert credible("password", "tr0ll(9x", config=False)
    assert not credible("password", "tr0ll(9x", config=True, bare=True)


def test_a_scheme_is_no_part_of_its_token() -> None:
    assert unschemed("Bearer abcdef12") == "abcdef12"
    assert unschemed("Bearers") == "Bearers"
