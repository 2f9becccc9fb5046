"""What is advised about a find: a provider's page, the variable that takes its place, what its kind says."""

from __future__ import annotations

import re

import pytest

from shipcheck import rulebook
from shipcheck.secrets.advice import GENERAL, KINDS, advice
from shipcheck.secrets.credential_files import FILES
from shipcheck.secrets.detector import detect
from shipcheck.secrets.found import CONTAINER, KEY, NAMED, TOKEN, URL, Found
from shipcheck.secrets.shapes import SHAPES, Shape
from shipcheck.subjects.secret_hit import SecretHit
from support import judge

KEY_BODY = "MIIEowIBAAKCAQEA7bq0Zs3nJ1xQ9vT2kLr8fWmYcHdUeXoP4iSaGtBzNqRjVhKw"


def _found(rule: str, kind: str = "literal", name: str = "", value: str = "") -> Found:
    return Found(1, 1, 2, rule, kind, name, value)


def test_where_nothing_is_known_the_rule_speaks() -> None:
    for rule, said in GENERAL.items():
        assert said == rulebook.info(rulebook.load([rule])[0]).hint
    assert advice(_found(TOKEN, "token of somebody unheard of"), "a.txt") == GENERAL[TOKEN]


def test_a_token_is_revoked_at_its_provider() -> None:
    said = advice(_found(TOKEN, "GitHub personal access token"), "a.py")
    assert said.startswith("Revoke it: https://docs.github.com/")
    assert said.endswith(" then read it from the environment.")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.id)
def test_every_page_is_an_address(shape: Shape) -> None:
    assert re.fullmatch(r"(?:https://[\w.-]+(?:/[\w./@?=&#%+-]*)?)?", shape.rotate, re.ASCII)


def test_kinds_are_those_that_are_found() -> None:
    files = {kind for _, _, kind in FILES}
    assert set(KINDS) - files == {
        "password of a URL",
        "token of a URL",
        "value of a Kubernetes Secret",
        "password hash",
    }
    assert all(len(said) <= 120 for said in KINDS.values())


@pytest.mark.parametrize(
    ("found", "path", "words"),
    [
        (_found(NAMED, name="dbPassword"), "shop/config.py", '`os.environ["DB_PASSWORD"]`'),
        (_found(NAMED, name="dbPassword"), "shop/config.js", "`.env.example`"),
        (_found(NAMED, name="dbPassword"), "deploy/values.yaml", "give `DB_PASSWORD` by the environment"),
        (_found(NAMED, name="dbPassword"), "run.sh", "`${DB_PASSWORD:?}`"),
        (_found(NAMED, name="dbPassword"), "infra/main.tf", "`TF_VAR_db_password`"),
        (_found(NAMED, name="dbPassword"), ".github/workflows/deploy.yml", "`${{ secrets.DB_PASSWORD }}`"),
        (_found(NAMED, name="x" * 90), "a.py", '`os.environ["NAME"]`'),
        (_found(NAMED, name='`"; rm -rf'), "a.py", 'os.environ["RM_RF"]'),
        (_found(NAMED, name="q8w2e9r1t7y3u4i5o6p7a8s9d"), "a.py", 'os.environ["NAME"]'),
        (_found(CONTAINER, name="POSTGRES_PASSWORD"), "compose.yaml", "`${POSTGRES_PASSWORD:?}`"),
        (_found(CONTAINER, name="SECRET_KEY"), "deploy/prod.Dockerfile", "stays in the image"),
        (_found(CONTAINER, "value of a Kubernetes Secret", "password"), "k8s.yaml", "base64 hides nothing"),
        (_found(URL, "password of a URL"), "a.py", "Change that password"),
        (_found(TOKEN, "password of a URL"), "a.txt", "Change that password"),
        (_found(KEY, "private key", value="-----BEGIN OPENSSH PRIVATE KEY-----"), "id", "authorized_keys"),
        (_found(KEY, "private key", value="-----BEGIN PGP PRIVATE KEY BLOCK-----"), "k.asc", "revocation certificate"),
        (_found(KEY, "private key", value="AGE-SECRET-KEY-1"), "k", "age-keygen"),
        (_found(KEY, "private key", value="-----BEGIN RSA PRIVATE KEY-----"), "k.pem", "Make a new key pair"),
    ],
)
def test_kind_name_and_file_say_more(found: Found, path: str, words: str) -> None:
    said = advice(found, path)
    assert words in said
    assert "\n" not in said


def test_every_rule_of_the_family_shows_the_advice() -> None:
    for rule in GENERAL:
        named = rulebook.load([rule])[0]
        hit = SecretHit(
            judge({"a.py": "PASSWORD = 'kx8-rosinen-2v'\n"}).findings[0].location, rule, "kind", "n", "", "do"
        )
        assert [problem.hint for problem in named.rule.check(hit)] == ["do"]


def test_a_report_brings_the_advice() -> None:
    texts = {
        "app.py": 'DB_PASSWORD = "my_secret_password_123"\n',
        "key.pem": f"-----BEGIN EC PRIVATE KEY-----\n{KEY_BODY}\n-----END EC PRIVATE KEY-----\n",
    }
    hints = [finding.hint for finding in judge(texts, [NAMED, KEY]).findings]
    assert hints == [advice(one, path) for path, text in texts.items() for one in detect(path, text)]
    assert 'os.environ["DB_PASSWORD"]' in hints[0]
