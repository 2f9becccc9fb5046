"""Samples are generated: a file that held whole tokens could not be pushed to where push protection is on."""

from __future__ import annotations

import importlib
import random
import re
import string
import subprocess
import sys
import time
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from shipcheck.secrets import checksums, conditions, groups
from shipcheck.secrets.shapes import SHAPES, Match, Shape, benign, checked, find

parser: Any = importlib.import_module("re._parser")
BY_ID = {shape.id: shape for shape in SHAPES}
NEARBY = [shape for shape in SHAPES if shape.near]
B62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
HEX = "0123456789abcdef"
URL64 = B62 + "-_"
each = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.id)


def digits(number: int, alphabet: str, width: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, len(alphabet))
        text = alphabet[rest] + text
    return text.rjust(width, "0")


class Writer:
    """Writes a text that an expression matches, with random characters."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.value = ""

    def text(self, expression: str) -> str:
        return self.walk(parser.parse(expression, re.ASCII))

    def walk(self, parts: Any) -> str:
        return "".join(self.part(str(code), what) for code, what in parts)

    def part(self, code: str, what: Any) -> str:
        if code == "LITERAL":
            return chr(what)
        if code == "IN":
            return self.random.choice(sorted(self.members(what)))
        if code in {"MAX_REPEAT", "MIN_REPEAT"}:
            least, most, body = what
            return "".join(self.walk(body) for _ in range(self.random.randint(least, min(most, least + 30))))
        if code == "SUBPATTERN":
            text = self.walk(what[3])
            if what[0] == 1:
                self.value = text
            return text
        if code == "BRANCH":
            return self.walk(self.random.choice(what[1]))
        assert code in {"ASSERT", "ASSERT_NOT"}
        return ""

    @staticmethod
    def members(sets: Any) -> set[str]:
        found: set[str] = set()
        for code, what in sets:
            if str(code) == "LITERAL":
                found.add(chr(what))
            elif str(code) == "RANGE":
                found |= {chr(point) for point in range(what[0], what[1] + 1)}
            else:
                assert str(what) == "CATEGORY_WORD"
                found |= set(B62 + "_")
        return found


def signed(shape: Shape, value: str) -> str:
    """The value with the check that its provider puts into it."""
    if shape.check in {"github", "npm"}:
        body = value.rpartition("_")[2][:-6]
        return value[: len(value) - 6] + digits(zlib.crc32(body.encode()), B62, 6)
    if shape.check == "gitlab" and "." in value:
        return value[:-7] + digits(zlib.crc32(value[:-7].encode()), string.digits + string.ascii_lowercase, 7)
    if shape.check == "grafana":
        return value[:-8] + zlib.crc32(value[:-9].encode()).to_bytes(4, "little").hex()
    if shape.check == "jwt":
        return urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=") + value[value.index(".") :]
    if shape.check == "discord":
        return (
            b64encode(str(random.Random(value).randrange(10**17, 10**18)).encode()).decode() + value[value.index(".") :]
        )
    return value


def sample(shape: Shape, seed: int) -> tuple[str, str]:
    """A line with a secret, and the secret."""
    writer = Writer(f"{shape.id} {seed}")
    text = writer.text(shape.pattern)
    value = writer.value or text
    true = signed(shape, value)
    text = text.replace(value, true)
    if not shape.near:
        return (f"token: '{text}'" if shape.folded else f"x = '{text}'"), true
    near = shape.heads[0] + " token" if "{0,40}" in shape.near and "token" in shape.near else ""
    named = near if near and re.search(shape.near, near) else Writer(f"{shape.id} {seed}").text(shape.near)
    return f'{named} = "{text}"', true


@cache
def positives(shape: Shape) -> tuple[tuple[str, str], ...]:
    return tuple(sample(shape, seed) for seed in range(25))


def true_matches(line: str) -> list[Match]:
    hits = [(match, line[match.start : match.end]) for match in find(line, SHAPES)]
    return [match for match, value in hits if not benign(value, match.shape) and checked(value, match.shape)]


def test_there_are_enough_and_their_names_are_their_own() -> None:
    assert len(SHAPES) >= 150
    assert len(BY_ID) == len(SHAPES)
    for shape in SHAPES:
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", shape.id)
        assert shape.kind.strip() == shape.kind != ""
        assert shape.heads
        assert all(shape.heads)
        assert not shape.rotate or re.fullmatch(r"https://[\w.-]+/[\w./#?=&%-]*", shape.rotate)
        assert shape.check in {"", *checksums.CHECKS}
        assert 0 <= shape.shown <= 4
        assert shape.folded == all(head == head.lower() for head in shape.heads) or not shape.folded


@each
def test_a_generated_secret_is_found_where_it_stands(shape: Shape) -> None:
    missed = 0
    for line, value in positives(shape):
        spans = [(m.start, m.end) for m in find(line, [shape])]
        start = line.rindex(value)
        assert spans == [(start, start + len(value))], line
        missed += benign(value, shape)
    assert missed <= 2


@each
def test_among_all_shapes_each_secret_is_found_once(shape: Shape) -> None:
    for line, value in positives(shape)[:5]:
        start = line.rindex(value)
        hits = [m for m in find(line, SHAPES) if m.start < start + len(value) and start < m.end]
        assert len(hits) == 1, (line, hits)


CONDITIONS = {
    SHAPES[group - groups.SHAPED].id: expression
    for group, expression in conditions.tables()[groups.EVERY]
    if group >= groups.SHAPED
}


@each
def test_a_head_stands_on_the_line_of_every_match(shape: Shape) -> None:
    expression = re.compile(CONDITIONS[shape.id].encode("ascii"))
    assert b"(?=" not in expression.pattern
    assert b"(?!" not in expression.pattern
    assert b"(?<" not in expression.pattern
    for line, _ in positives(shape):
        assert any(head in (line.lower() if shape.folded else line) for head in shape.heads)
        assert expression.search(line.encode())


def random_tail(value: str, shape: Shape) -> int:
    """Where the random part begins: after the head, or somewhere in what has its mark elsewhere."""
    head = max((len(head) for head in shape.heads if value.startswith(head)), default=0)
    return head or (0 if shape.near else len(value) // 4)


SPOILERS: dict[str, Callable[[str], str]] = {
    "short": lambda body: body[:4],
    "masked": lambda body: body[:3] + "*" * (len(body) - 3),
    "dots": lambda body: body[:3] + "...",
    "all x": lambda body: "x" * len(body),
    "all X": lambda body: "X" * len(body),
    "zeros": lambda body: "0" * len(body),
    "example": lambda body: (
        (body + "EXAMPLE" * 9)[len(body) // 2 + 7 :][: len(body)] if len(body) > 14 else "EXAMPLE"[: len(body)] * 2
    ),
    "ascending": lambda body: ("0123456789abcdefghijklmnopqrstuvwxyz" * 9)[: len(body)],
    "ASCENDING": lambda body: ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 9)[: len(body)],
    "braces": lambda _: "${TOKEN}",
}


@each
def test_near_misses_are_silent(shape: Shape) -> None:
    line, value = positives(shape)[0]
    place = random_tail(value, shape)
    for how, spoil in SPOILERS.items():
        spoiled = value[:place] + spoil(value[place:])
        text = line.replace(value, spoiled)
        kept = [m for m in true_matches(text) if m.end > text.rindex(spoiled) + place]
        assert not kept, (how, text, kept)


@each
def test_what_may_be_shown_is_public(shape: Shape) -> None:
    for _, value in positives(shape):
        public = value[: shape.shown]
        assert public in {"", "sk-"} or any(head.startswith(public) for head in shape.heads)


FORMS = [
    ("github-fine-grained-pat", "github_pat_", B62, "22_59"),
    ("gitlab-pat", "glpat-", URL64, "20"),
    ("gitlab-deploy", "gldt-", URL64, "20"),
    ("gitlab-runner", "glrt-", URL64, "20"),
    ("gitlab-trigger", "glptt-", HEX, "40"),
    ("gitlab-registration", "GR1348941", URL64, "20"),
    ("bitbucket-app-password", "ATBB", B62, "32"),
    ("atlassian-api-token", "ATATT3xFfGF0", URL64, "180"),
    ("aws-access-key-id", "AKIA", string.ascii_uppercase + "234567", "16"),
    ("aws-access-key-id", "ASIA", string.ascii_uppercase + "234567", "16"),
    ("google-api-key", "AIza", URL64, "35"),
    ("google-client-secret", "GOCSPX-", URL64, "28"),
    ("slack-bot-token", "xoxb-", string.digits, "12-12-24"),
    ("slack-app-token", "xapp-1-A", string.digits, "10-13-64"),
    ("stripe-secret-key", "sk_live_", B62, "24"),
    ("stripe-secret-key", "sk_live_51", B62, "97"),
    ("stripe-restricted-key", "rk_live_", B62, "24"),
    ("stripe-webhook-secret", "whsec_", B62, "32"),
    ("sendgrid-key", "SG.", URL64, "22.43"),
    ("twilio-api-key", "SK", HEX, "32"),
    ("mailgun-key", "key-", HEX, "32"),
    ("anthropic-key", "sk-ant-api03-", URL64, "93AA"),
    ("huggingface-token", "hf_", string.ascii_letters, "34"),
    ("replicate-token", "r8_", B62, "37"),
    ("groq-key", "gsk_", B62, "52"),
    ("perplexity-key", "pplx-", B62, "48"),
    ("pypi-token", "pypi-AgEIcHlwaS5vcmc", URL64, "150"),
    ("rubygems-key", "rubygems_", HEX, "48"),
    ("crates-token", "cio", B62, "32"),
    ("nuget-key", "oy2", string.digits + string.ascii_lowercase, "43"),
    ("docker-pat", "dckr_pat_", URL64, "27"),
    ("digitalocean-pat", "dop_v1_", HEX, "64"),
    ("heroku-key", "HRKU-", HEX, "8-4-4-4-12"),
    ("netlify-token", "nfp_", B62, "36"),
    ("cloudflare-token", "cfut_", B62, "48"),
    ("supabase-access-token", "sbp_", HEX, "40"),
    ("planetscale-token", "pscale_tkn_", URL64, "43"),
    ("databricks-token", "dapi", HEX, "32"),
    ("new-relic-user-key", "NRAK-", string.digits + string.ascii_uppercase, "27"),
    ("sentry-user-token", "sntryu_", HEX, "64"),
    ("dynatrace-token", "dt0c01.", string.ascii_uppercase + "234567", "24.64"),
    ("shopify-access-token", "shpat_", HEX, "32"),
    ("square-access-token", "sq0atp-", URL64, "22"),
    ("square-secret", "sq0csp-", URL64, "43"),
    ("razorpay-key", "rzp_live_", B62, "14"),
    ("hashicorp-vault-service", "hvs.", URL64, "90"),
    ("pulumi-token", "pul-", HEX, "40"),
    ("doppler-token", "dp.pt.", B62, "43"),
    ("doppler-service-token", "dp.st.prd.", B62, "43"),
    ("age-key", "AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", "58"),
    ("tailscale-key", "tskey-auth-", B62, "11CNTRL-32"),
    ("linear-key", "lin_api_", B62, "40"),
    ("figma-token", "figd_", URL64, "40"),
    ("postman-key", "PMAK-", HEX, "24-34"),
    ("hubspot-token", "pat-na1-", HEX, "8-4-4-4-12"),
    ("alibaba-access-key-id", "LTAI5t", B62, "18"),
    ("telegram-bot-token", "70" + "41938265:AA", URL64, "33"),
    ("circleci-token", "CCIPAT_", HEX, "22_40"),
]


@pytest.mark.parametrize(("name", "head", "alphabet", "lengths"), FORMS, ids=[form[0] for form in FORMS])
def test_documented_forms_are_known_in_every_context(name: str, head: str, alphabet: str, lengths: str) -> None:
    source = random.Random(name)

    def run(found: re.Match[str]) -> str:
        number = int(found.group(0))
        return "".join(source.choices(alphabet, k=number))

    for context in (
        "{}",
        "K={}",
        "'{}',",
        '{{"k": "{}"}}',
        "a\\n{}\\n",
        "https://u:{}@host/x",
        "Bearer {}",
        "k%3D{}&x=1",
        "<v>{}</v>",
        "- {} # why",
    ):
        value = head + re.sub("[0-9]+", run, lengths)
        line = context.format(value)
        assert [(m.start, m.end, m.shape.id) for m in true_matches(line)] == [
            (line.index(value), line.index(value) + len(value), name)
        ]


def test_checksums_of_github_and_npm() -> None:
    body = "".join(random.Random(1).choices(B62, k=30))
    right = digits(zlib.crc32(body.encode()), B62, 6)
    wrong = right[:-1] + ("a" if right[-1] != "a" else "b")
    for prefix, name in (("ghp_", "github-pat"), ("gho_", "github-oauth"), ("npm_", "npm-token")):
        assert not benign(prefix + body + right, BY_ID[name])
        assert checked(prefix + body + right, BY_ID[name])
        assert not checked(prefix + body + wrong, BY_ID[name])


def test_the_checksum_of_an_expired_example_that_was_published() -> None:
    # A token its owner created without rights, let expire and published to study the format.
    assert checksums.github("ghp" + "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17")


def test_checksums_of_gitlab_and_grafana() -> None:
    body = "glpat-" + "".join(random.Random(2).choices(URL64, k=40)) + ".01.14"
    token = body + digits(zlib.crc32(body.encode()), string.digits + string.ascii_lowercase, 7)
    assert checksums.gitlab(token)
    assert not checksums.gitlab(token[:-1] + "!")
    assert checksums.gitlab("glpat-" + "a" * 20)
    key = "glsa" + "_" + "".join(random.Random(3).choices(B62, k=32))
    assert checksums.grafana(key + "_" + zlib.crc32(key.encode()).to_bytes(4, "little").hex())
    assert not checksums.grafana(key + "_00000000")


def web_token(header: bytes, payload: bytes) -> str:
    parts = [urlsafe_b64encode(part).decode().rstrip("=") for part in (header, payload, random.Random(4).randbytes(32))]
    return ".".join(parts)


def test_a_web_token_must_be_one_and_not_the_sample() -> None:
    payload = b'{"sub":"8842","iss":"https://idp.internal","exp":1999999999}'
    assert len(true_matches(web_token(b'{"alg":"HS256","typ":"JWT"}', payload))) == 1
    assert not true_matches(web_token(b'{"alg":"none","typ":"JWT"}', payload))
    assert not true_matches(web_token(b'{"typ":"JWT","kid":"a"}', payload))
    assert not true_matches(
        web_token(b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"1234567890","name":"John Doe","iat":1516239022}')
    )
    assert not checksums.jwt("eyJ" + "[" * 3000 + ".x.y")
    assert not checksums.jwt("\u00e9.x.y")


SILENT = [
    "uses: codecov/codecov-action@" + "3f20e214133d0983f9a10f3d63b0faf9241a3daa",
    "datadog_image = 'gcr.io/datadoghq/agent@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'",
    "revision = '" + "3f20e214133d0983f9a10f3d63b0faf9241a3daa" + "'",
    "fastly_key = get_secret_from_vault_by_path_x('name')",
    "vercel_token = os.environ['VERCEL_TOKEN_FOR_DEPLOYMENT']",
    "aws_secret_access_key = config.get_secret('aws/production/key')",
    "twilio_auth_token: str = Field(default_factory=read_twilio_auth_token)",
    "HEROKU_API_KEY=${HEROKU_API_KEY}",
    "sendgrid_api_key = 'SG.your-api-key-goes-here'",
    "heroku_key = '123e4567-e89b-12d3-a456-426614174000'",
    "integrity sha512-" + "sk-ant-" + "AAAA",
    "from services.hooks import slack_bot_token",
    "",
]


@pytest.mark.parametrize("line", SILENT)
def test_what_only_resembles_a_token_is_silent(line: str) -> None:
    assert true_matches(line) == []


SPOKEN = [
    "DATADOG_API_KEY={}",
    'datadog.initialize(api_key="{}")',
    "datadog_key: str = '{}'",
    "os.environ['DATADOG_API_KEY'] = '{}'",
    "DATADOG_TOKEN = os.getenv('DATADOG_TOKEN', '{}')",
    '"datadogApiKey": "{}",',
    "ENV DATADOG_API_KEY {}",
    "  - DATADOG_API_KEY={}",
    "datadog_headers = {{'DD-API-KEY': '{}'}}",
    "datadog-auth => '{}'",
]


@pytest.mark.parametrize("line", SPOKEN)
def test_a_name_nearby_is_understood_in_many_spellings(line: str) -> None:
    value = "".join(random.Random(line).choices(HEX, k=32))
    text = line.format(value)
    assert [(text[m.start : m.end], m.shape.id) for m in true_matches(text)] == [(value, "datadog-api-key")]


def test_a_mark_beats_a_name_nearby_and_the_longest_wins() -> None:
    key = "key-" + "".join(random.Random(5).choices(HEX, k=32))
    assert [m.shape.id for m in find(f"MAILGUN_API_KEY={key}", SHAPES)] == ["mailgun-key"]
    twice = f"{key} {key}"
    assert [(m.start, m.end) for m in find(twice, SHAPES)] == [(0, 36), (37, 73)]


def hostile(shape: Shape) -> str:
    """100 kB: its heads, what leads to its value, its alphabet, a beginning without end, and blanks."""
    line, value = positives(shape)[0]
    lead = line[: line.index(value)] or " "
    size = 17_000
    half = value[: len(value) // 2]
    units = [shape.heads[0], f"{shape.heads[0]} ", lead, lead + half]
    texts = [(unit * (size // len(unit) + 1))[:size] for unit in units]
    return " ".join([*texts, lead + half + value[len(value) // 2] * size, lead + " " * size])


@each
def test_every_expression_is_linear(shape: Shape) -> None:
    text = hostile(shape)
    assert len(text) >= 100_000
    started = time.process_time()
    list(find(text, [shape]))
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


def test_benign_is_linear() -> None:
    started = time.process_time()
    for text in ("a" * 5000, "ab" * 5000, "".join(random.Random(6).choices(B62, k=10_000))):
        benign(text, SHAPES[0])
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


COST = """
import sys
import re, typing
seen = set(sys.modules)
compiled = []
real = re._compiler.compile
re._compiler.compile = lambda *args: compiled.append(args) or real(*args)
from shipcheck.secrets import shapes
print(len(compiled))
print(*sorted(name for name in set(sys.modules) - seen if not name.startswith("shipcheck")))
"""


def test_importing_costs_little() -> None:
    done = subprocess.run([sys.executable, "-c", COST], capture_output=True, text=True, check=True)
    compiled, modules = done.stdout.splitlines()
    assert int(compiled) == 0
    assert set(modules.split()) <= {"__future__"}
