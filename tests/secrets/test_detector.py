"""The detector finds what the labelled pages call a secret, says nothing on what only tempts, and cannot be stalled."""

from __future__ import annotations

import time
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck.collect.secret_search import find
from shipcheck.secrets import python_calls
from shipcheck.secrets.detector import detect

from .corpus import Place, Sample, load

# Misses that stay, and lines too many: page, path, line, and why. A change of either shows here.
KNOWN_MISSES = {
    ("provider_tokens", "shop/integrations.py", 14): "the made-up token has no valid checksum",
    ("python_calls", "shop/client.py", 10): "the made-up token does not hold a Discord snowflake",
    ("python_names", "shop/crypto.py", 5): r"`C:\keep\0ut` is a path to everybody but its owner",
}
KNOWN_EXTRAS = {
    ("keys_and_urls", "google/service-account.json", 4): "the shape of a service account takes its id along",
}
# The comments of other tools are honoured where findings are suppressed, not here.
ELSEWHERE = "idiom: the suppression comments of other tools"


def _found(sample: Sample) -> set[Place]:
    return {(path, found.line) for path, text in sample.files.items() for found in detect(path, text)}


def _samples(kind: str) -> list[Sample]:
    return [sample for sample in load(kind) if sample.title != ELSEWHERE]


def _table(rows: dict[str, list[int]]) -> str:
    return "\n".join(f"{page:24} {hit:4} of {all_:4}" for page, (hit, all_) in sorted(rows.items()))


def test_what_is_a_secret_is_found() -> None:
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    missed: set[tuple[str, str, int]] = set()
    for sample in _samples("positives"):
        found = _found(sample)
        rows[sample.page][0] += len(sample.expected & found)
        rows[sample.page][1] += len(sample.expected)
        missed |= {(sample.page, *place) for place in sample.expected - found}
    hits, total = (sum(row[at] for row in rows.values()) for at in (0, 1))
    assert hits / total >= 0.97, _table(rows)
    assert missed == set(KNOWN_MISSES), _table(rows)


@pytest.mark.parametrize("kind", ["positives", "traps"])
def test_what_only_tempts_is_left_alone(kind: str) -> None:
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    extras: set[tuple[str, str, int]] = set()
    for sample in _samples(kind):
        more = _found(sample) - sample.expected
        rows[sample.page][0] += len(more)
        rows[sample.page][1] += len(sample.tempting)
        extras |= {(sample.page, *place) for place in more}
    assert len(extras) <= 0.02 * max(sum(row[1] for row in rows.values()), 50), _table(rows)
    assert extras - set(KNOWN_EXTRAS) == set(), _table(rows)


def test_a_finding_covers_its_value_on_its_line() -> None:
    for sample in _samples("positives"):
        for path, text in sample.files.items():
            lines = text.splitlines()
            for one in detect(path, text):
                line = lines[one.line - 1]
                assert 1 <= one.column < one.end <= len(line) + 1, (path, one)
                if one.value in line:
                    assert line[one.column - 1 : one.end - 1] == one.value, (path, one)


def test_a_literal_is_found_once() -> None:
    text = 'SECRET_KEY = os.environ.get("SECRET_KEY") or os.getenv("KEY") or "rumpel-1"\nAPI_SECRET = "rumpel-2".encode()\n'
    assert [(one.line, one.rule) for one in detect("app.py", text)] == [
        (1, "secret-fallback"),
        (2, "hardcoded-credential"),
    ]


def test_columns_count_characters_before_other_scripts() -> None:
    (one,) = detect("app.py", 'ü, password = "schlüßel", "rumpel-stilz1"\n')
    assert (one.column, one.value) == (28, "rumpel-stilz1")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_with_every_line_end(end: str) -> None:
    assert [one.line for one in detect("a.yaml", end.join(["x: 1", "y: 2", "password: rumpel-1", ""]))] == [3]


@pytest.mark.parametrize(
    "text", ["password = 'rumpel-1'\nprint 'x'\n", "password = 'rumpel-1'\nx = " + "(" * 400 + "\n"]
)
def test_python_that_does_not_parse_is_read_by_lines(text: str) -> None:
    assert [one.line for one in detect("app.py", text)] == [1]


PATHS = [
    "app.py",
    "config.yaml",
    "data.json",
    ".env",
    ".env.example",
    "Dockerfile",
    "compose.yaml",
    "run.sh",
    "x.ipynb",
    "a.sql",
    "app.ini",
    "app.js",
    "web.xml",
    ".htpasswd",
    ".pgpass",
    "notes.md",
    "notes.txt",
    ".github/workflows/ci.yml",
    "k8s/s.yaml",
    "x",
]
PIECES = st.sampled_from(
    [
        "password",
        "SECRET_KEY",
        "token",
        " = ",
        ": ",
        '"',
        "'",
        "`",
        "\n",
        "\r",
        "{",
        "}",
        "[",
        "]",
        "- ",
        "#",
        "$",
        "${",
        "x1Y9",
        "://u:",
        "@h",
        "\\",
        "-p ",
        "kind: Secret\n",
        "data:\n",
        '"source": ["',
        '"cell_type": "code"',
        "def f():\n  return ",
        "-----BEGIN PRIVATE KEY-----",
        "ENV ",
        "curl -u a:",
        "ü",
        "\0",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PATHS), st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_breaks_it(path: str, text: str) -> None:
    for one in detect(path, text):
        assert one.line >= 1
        assert 1 <= one.column < one.end


HOSTILE = [
    '"', "'", "`", " ", "\t", "a", "A1", "_", "-", ".", "(", "[", "{", "://", "://a:", "a@", "@", "=", ": ", "$", "${", "${a:-", "%s", "\\", '\\"', "/", "#",
    "ab12", "password", "password=", "password='", 'password = "', "password: ", "a.password.", "token ", "key: {", '"key": {', "-p ", "--password ", "--a-",
    "curl ", "curl -u a", "mysql -p", "echo a|", "htpasswd -b a ", "IDENTIFIED BY ", "ROLE PASSWORD ", "?token=", "host=password=", "a:", "*:*:", "\n", "- a\n",
    "secret:\n", "a:\n", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n", "<password>", "<password a", "ENV A=", "Authorization: ", "authorization ",
    "x-a-token ", '"source": ["', '"source": ["a",', "define('password', ", "env(password || ", "data:\n  a: ", "name: password value: ", "x:" * 4, "eyJ", "sk_live_",
    "$2b$10$", "!", "{{", "{%", "<%", "password \n", "if not ", "[" * 3 + "]", "=>", "1", "0a-", "u@", "a/b@", "a/b@c:11/",
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("app.py", 100_000),
        ("a.yaml", 100_000),
        ("a.js", 40_000),
        ("run.sh", 20_000),
        ("x.ipynb", 100_000),
        (".pgpass", 20_000),
        ("web.xml", 20_000),
    ],
)
def test_no_text_stalls_it(path: str, size: int) -> None:
    """What is linear takes a second at most; an expression that is super-linear takes minutes."""
    slow = {}
    for piece in HOSTILE:
        for text in (piece * (size // len(piece)), "password = '" + piece * (size // 4 // len(piece)) + "~"):
            start = time.process_time()
            detect(path, text)
            taken = time.process_time() - start
            if taken > 8:
                slow[text[:30]] = taken
    assert slow == {}


CALLS = [
    *((f"{name}(", at) for name, (at, _) in python_calls._POSITIONAL.items()),  # the table itself
    *((f"{owner}.{name}(", at) for (owner, name), (at, _) in python_calls._QUALIFIED.items()),
    ("server.login(", 1),
    ("auth=(", 1),
    ("bcrypt.hash(", 0),
]


@pytest.mark.parametrize(("head", "at"), CALLS, ids=lambda value: str(value).rstrip("("))
def test_a_call_says_it_all(head: str, at: int) -> None:
    """Nothing else in the file names a secret; the gate is asked first, as it is for every file."""
    text = f"x = call({head}{'y, ' * at}'xK9mPq2vL-7Ag3Rw'))\n"
    assert [one.value for one in detect("shop/mail.py", text)] == ["xK9mPq2vL-7Ag3Rw"]
    assert [one.value for one in find("shop/mail.py", text.encode())] == ["xK9mPq2vL-7Ag3Rw"]
