"""The gate never closes on what the detector finds, whichever engine drives it and whatever became of its cache."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT, Matches
from shipcheck.collect import gate as gates
from shipcheck.collect.gate import Gate
from shipcheck.collect.secret_search import find, worth
from shipcheck.secrets import conditions, credential_files, groups, paths, slow_gate
from shipcheck.secrets.detector import detect
from shipcheck.secrets.found import Found
from shipcheck.secrets.places import place
from shipcheck.secrets.widen import widen
from shipcheck.secrets.windows import windows

from .corpus import load

# What the tables are made of: whoever changes it makes a new cache.
SOURCES = [
    "blocks",
    "conditions",
    "groups",
    "inserts",
    "phrases",
    "python_calls",
    "python_values",
    "shapes",
    "shapes_ai",
    "shapes_azure",
    "shapes_base",
    "shapes_cloud",
    "shapes_code",
    "shapes_data",
    "shapes_money",
    "shapes_social",
    "shapes_talk",
    "shapes_tools",
    "shapes_watch",
    "shapes_work",
    "slow_gate",
    "vocabulary",
    "widen",
    "words",
    "wrapped",
]
KEY = '''"""Written by machine (`pytest --update`): the fingerprint of the gate's tables, so that a hook need not read them."""

from __future__ import annotations

RULES = "{}"
'''


def test_the_cache_is_named_after_the_rules(matches: Matches) -> None:
    folder = ROOT / "src" / "shipcheck" / "secrets"
    texts = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in SOURCES]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    matches(folder / "gate_key.py", KEY.format(digest[:16]))


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    pytest.importorskip("hyperscan", reason="there is no wheel of Hyperscan for this platform")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIPCHECK_CACHE", str(tmp_path_factory.mktemp("cache")))
        gate = gates.load()
    assert gate.engine == "hyperscan"
    return gate


@pytest.fixture(scope="module")
def slow() -> Gate:
    return gates.fallback()


def through(gate: Gate, path: str, text: str) -> list[Found]:
    data = text.encode("utf-8", "surrogatepass")
    met = None if paths.telling(path) else worth(gate, path, data)
    return detect(path, data.decode("utf-8", "replace"), met, gate) if met is None or met else []


def alone(path: str, text: str) -> list[Found]:
    return detect(path, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


def labelled() -> Iterator[tuple[str, str]]:
    for kind in ("positives", "traps"):
        for sample in load(kind):
            yield from sample.files.items()


def libraries() -> Iterator[tuple[str, str]]:
    """Every third text of the libraries that are installed: several hundred thousand lines that nobody wrote for this."""
    root = Path(sysconfig.get_paths()["purelib"])
    every = sorted(
        path for path in root.rglob("*") if path.suffix in {".py", ".txt", ".json", ".toml", ".yaml", ".js", ".pyi"}
    )
    for path in every[::9]:
        if path.stat().st_size < 200_000:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def test_both_gates_open_for_everything_that_the_detector_finds_alone(fast: Gate, slow: Gate) -> None:
    for path, text in labelled():
        expected = alone(path, text)
        assert through(fast, path, text) == expected, path
        assert through(slow, path, text) == expected, path


def test_both_gates_open_for_every_labelled_line_alone(fast: Gate, slow: Gate) -> None:
    """In a whole file one line may open a gate for another."""
    for path, text in labelled():
        lines = text.splitlines()
        for number in range(len(lines)):
            for part in ("\n".join(lines[number : number + 1]), "\n".join(lines[number : number + 2])):
                expected = alone(path, part)
                assert through(fast, path, part) == expected, (path, part)
                assert through(slow, path, part) == expected, (path, part)


def test_both_gates_agree_with_the_detector_on_real_sources(fast: Gate, slow: Gate) -> None:
    opened = seen = 0
    for number, (path, text) in enumerate(libraries()):
        expected = alone(path, text)
        assert through(fast, path, text) == expected, path
        if number % 7 == 0:
            assert through(slow, path, text) == expected, path
        seen += 1
        opened += bool(worth(fast, path, text.encode("utf-8", "replace")))
    assert seen > 100
    assert opened < seen / 5, "a gate that is open for everything is none"


NAMES = st.sampled_from(
    [
        "password",
        "DB_PASSWORD",
        "dbPassword",
        "db_pass",
        "API_KEY",
        "apiKey",
        "api_token",
        "token",
        "SECRET_KEY",
        "secret_key",
        "client-secret",
        "auth",
        "x.secret",
        "JWT_SECRET_KEY",
        "pass_phrase",
        "credentials",
        "tokens",
        "SECRET_KEYS",
        "pw",
        "smtp_pw",
        "user",
        "name",
        "key",
        "keys",
        "api",
        "access_key",
        "salt",
        "dsn",
        "bearer",
        "webhook_url",
        "JWT_SIGNING_KEY",
        "APIFY_KEY",
        "passwords",
    ]
)
VALUES = st.sampled_from(
    [
        "hunter2",
        "kx8-rosinen-2v",
        "q8w2e9r1t7y3",
        "changeme",
        "two words here",
        "abcd efgh ijkl mnop",
        "Bearer zk49fhw02mfq81",
        "x",
        "",
        "a\\tb9",
        "4242424242",
        "sk-zz9Plu1ralZAlpha0xq7",
        "postgres://u:geheim9x@db/x",
        "${OTHER}",
        "your-key-here",
        "password",
        "django-insecure-change-me",
        "django-insecure-x#k9v!q2m^w7z&r4t(b8n)p1s=d6f+g3h_j0l5c@y*u%eao-iq",
        "Zx8Kp2ZsXq0LtRb6NwYc4HdJm",
        "wiesel's-flink",
        "käse-9-torte",
        "aHR0cHM6Ly91c2VyOmdlaGVpbTl4QGhvc3QvcGF0aA==",
    ]
)
TEMPLATES = """
{n} = {v}
{n}: str = {v}
{n}: str | None = {v}
x = {n} = {v}
a, {i} = 1, {v}
{i}, a = {v}, 1
self.{i} = {v}
self.{i} += {v}
config["{n}"] = {v}
config['a']['{n}'] = ({v})
{{"{n}": {v}}}
{{"a": 1, '{n}' : {v}, "b": "solid"}}
f(1, {i}={v})
f(x={{}}, {i}={v})
f({i}={{"a": {v}}})
{i} = g({v})
{i} = g({{}}) or {v}
{i} = SecretStr({v})
{i} = Field(default={v})
{i} = ({v}).encode()
{i} = {v}.strip()
{i} = b{v}
{i} = f{v}
{i} = [{v}, {v}]
{i} = ({v}, {v})
{i} = {{{v}, {v}}}
{i} = x if y else {v}
{i} = {v} if y else z
{i} = (x if y else {v})
{i} = (g(1) or {v})
f({i}=g() or SecretStr({v}))
x = (os.getenv("{n}") or {v})
{i} = os.environ.get("{n}", {v})
{i} = os.environ.get("{n}") or {v}
{i} = os.environ["{n}"] or {v}
{i} = os.getenv("{n}", default={v})
{i} = config("{n}", cast=str, default={v})
env = Env({i}=(str, {v}))
os.environ.setdefault("{n}", {v})
d.get("{n}", {v})
def f({i}={v}): ...
def f(*, {i}: str = {v}): ...
def get_{i}(): return {v}
if {i} == {v}: ...
if {v} == {i}: ...
if form["{n}"] != {v}: ...
if form.get("{n}").strip() == {v}: ...
if request.{i}.data == {v}: ...
hmac.compare_digest({v}, {i})
login("me", {v})
client.login("me", {v})
HTTPBasicAuth("me", {v})
r = get(u, auth=("me", {v}))
jwt.encode(x, {v})
hmac.new({v}, x)
OAuthHandler("me", {v})
pyotp.TOTP({v})
Github({v})
ssh.connect("h", 22, "me", {v})
base64.b64encode(b"me:{w}")
setattr(app, "{n}", {v})
parser.add_argument("--{n}", default={v})
{i} = attr.ib(default={v})
h = get_password_hash({v})
jwt.encode(x, key={v})
hmac.new(key={v}, msg=x)
url = sqlalchemy.engine.URL("pg", "me", {v})
{{"SIGNING_KEY": {v}}}
CMD ["app", "{n}={w}"]
{i}s = {{"me": {v}, "you": {v}}}
{i}s = {{
    "me": {v},
}}
{i} = Field(default_factory=lambda: {v})
{i} = env.str("{n}", {v})
java -D{n}={w} -jar x
Fernet({v})
pwd_context.hash({v})
user.set_password({v})
user.check_password({v})
x = make_password({v})
h = generate_password_hash({v})
User.objects.create_user("a", "b", {v})
create_superuser("a@b.org", {v}, db)
create_admin("a", {v})
{i} = getattr(settings, "{n}", {v})
{i} = getattr(app.config, "{n}", None) or {v}
{i} = hmac.new({v}, {i}.encode())
NEO4J_AUTH=neo4j/{w}
- BASIC_AUTH=me:{w}
http_auth = "me:{w}"
x = y.replace("{n}={w}", {v})
DATABASE_URL = "postgres://me:{w}@db/shop"
u = "postgres://shop:shop@db/shop" # {n}
https://me:{w}@host.shop.org/?alt=media&token={w}
h.add_header("{n}", {v})
if ({i} := {v}): ...
x = "{n}={w}"
x = "postgres://" + "u:" + {v} + "@host"
TEXT = \"\"\"
{n} = {w}9
key = {w}
\"\"\"
class Meta:
    {i} = {v}
class Config(pydantic.BaseSettings):
    {i}: str = {v}
    {i} = {v}
env = Env({i}=({v}, {v}))
jwt.sign({{ id }}, {v})
# {n} = {v}
{n}: {w}
{n}={w}
- {n}: {w}
  {n}: "{w}"
export {n}={w}
ENV {n} {w}
ENV {n}={w}
ARG {n}={w}
<{n}>{w}</{n}>
name: {n}
value: {w}
- name: {n}
  value: "{w}"
{n}: ${{{n}:-{w}}}
const {n} = process.env.{n} || "{w}";
{n}:
  - {w}
[{n}]
key = {w}
curl -u me:{w} https://host
mysql -u me -p{w}
--{n}={w}
    command: app --{n} {w}
run(["app", "--{n}", {v}])
set -x {n} {w}
x = {n}("{w}")
""".strip("\n").split("\n")
BREAKS = st.sampled_from(["", "", "", "\n", "\n    ", "  # remark\n  ", "\\\n", "\r\n", "\n\n", "\n  # it is\n "])
FILES = st.sampled_from(
    [
        "app.py",
        "shop/settings.py",
        "tests/test_a.py",
        "noxfile.py",
        "compose.yaml",
        "deploy.yml",
        "settings.toml",
        "app.ini",
        "data.json",
        "main.js",
        "run.sh",
        "Dockerfile",
        "notes.md",
        ".env.example",
        "k8s/secret.yaml",
        "web.config",
        "app.xml",
        ".github/workflows/ci.yml",
        "schema.sql",
        "a.txt",
        "passwords.txt",
        "old.pyi",
        "shop/settings/local.py",
        "config/dev.yaml",
        ".vscode/launch.json",
    ]
)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Statements of every idiom with names and values of every kind, broken over lines where Python lets one."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        template = (
            draw(st.sampled_from(TEMPLATES))
            if draw(st.booleans())
            else "\n".join(TEMPLATES[draw(st.integers(0, len(TEMPLATES) - 6)) :][:4])
        )
        name, value = draw(NAMES), draw(VALUES)
        quote = draw(st.sampled_from(['"', "'", '"""']))
        literal = f"{quote}{value}{quote}"
        if draw(st.integers(0, 5)) == 0 and len(value) > 4:
            literal = f'"{value[:2]}" {draw(st.sampled_from(["", "+ "]))}"{value[2:]}"'
        identifier = re.sub(r"\W", "_", name)
        text = template.replace("{n}", name).replace("{i}", identifier).replace("{v}", literal).replace("{w}", value)
        text = text.replace("{{", "{").replace("}}", "}")
        if draw(st.booleans()):
            text = re.sub(r"(?<=[(\[{,=]) ?(?=\S)", lambda _: draw(BREAKS) or " ", text)
        if draw(st.booleans()):
            text = re.sub(r" (?=(?:or|else) )|(?<=or) ", lambda _: draw(BREAKS) or " ", text)
        parts.append(text)
    return draw(st.sampled_from(["", "import os\n", "\ufeff"])) + "\n".join(parts) + draw(st.sampled_from(["", "\n"]))


@settings(max_examples=600)
@given(FILES, sources())
@example("app.py", 'API_KEY = "q8w2e9r1t7y3"')
@example("app.py", "paßword = 1\nPA\u017f\u017fWORD = 'kx8-rosinen-2v'\n")
@example("compose.yaml", "command: app --password hunter2")
@example("app.py", 'if form["password"] != \\\n"hunter2": ...')
@example("app.py", 'password = g({}) or "hunter2"')
@example("app.py", 'password = g({"a": {}}) or "hunter2"')
@example("app.py", 'db_password = cfg.get("db", {}).get("password") or "kx8-rosinen-2v"')
@example("app.py", 'env = Env(password=(str, "changeme"))')
@example("app.ini", "pa\u017f\u017fword = kx8-rosinen-2v\n")
@example("app.py", 'r = get(u, auth=\n("me", "hunter2"))')
@example("app.py", 'r = get(u, auth=  # remark\n  ("me", "hunter2"))')
@example("app.py", 'auth = \\\n  ["me", "hunter2"]')
@example("app.py", 'setattr(\napp,\n"password", "hunter2")')
@example("app.py", 'os.environ.setdefault( "password",\\\n"hunter2")')
@example("app.py", 'x = (os.getenv("password")\n  or "hunter2")')
def test_both_gates_open_for_every_idiom(fast: Gate, slow: Gate, path: str, text: str) -> None:
    expected = alone(path, text)
    assert through(fast, path, text) == expected
    assert through(slow, path, text) == expected


@settings(max_examples=100)
@given(FILES, st.text(max_size=200))
def test_both_gates_survive_any_text(fast: Gate, slow: Gate, path: str, text: str) -> None:
    assert through(fast, path, text) == through(slow, path, text) == alone(path, text)


FOLDERS = [
    "",
    "deploy/",
    "tests/",
    "docs/",
    "src/shop/",
    ".github/workflows/",
    "examples/",
    "k8s/prod/",
    ".docker/",
    "config/",
    ".idea/",
]
STEMS = [
    ".pgpass",
    "_netrc",
    ".netrc",
    ".git-credentials",
    ".npmrc",
    ".yarnrc",
    ".pypirc",
    "pypirc",
    ".dockercfg",
    "config.json",
    "dockerconfig.json",
]
STEMS += [
    "site.htpasswd",
    ".htpasswd",
    "proftpdpasswd",
    "shadow",
    "wp-config.php",
    "filezilla.xml",
    "sitemanager.xml",
    "sftp.json",
    ".ftpconfig",
]
STEMS += [
    "remote-sync.json",
    "deployment.json",
    "dataSources.xml",
    "robomongo.json",
    "logins.json",
    "master.key",
    "credentials.key",
    ".msmtprc",
]
STEMS += [
    ".muttrc",
    "app.py",
    "env.py",
    "noxfile.py",
    "test_app.py",
    "README.md",
    "env.md",
    "app.html",
    "Dockerfile.md",
    ".env.example",
    "a.po",
    "x.css",
]
STEMS += [
    "compose.yaml",
    "settings.toml",
    "conftest.py",
    "sample.py",
    "sample.yaml",
    "x.j2",
    "prod.env.md",
    "a.pyi",
    "passwords.txt",
    "x.log",
    "x.ipynb",
]


@given(st.sampled_from(FOLDERS), st.sampled_from(FOLDERS), st.sampled_from(STEMS))
def test_the_first_look_at_a_path_says_no_more_than_the_second(one: str, other: str, name: str) -> None:
    path = one + other + name
    where = place(path)
    if paths.quiet(path):
        assert (where.named, where.urls) == (False, False), path
    if credential_files.is_one(path):
        assert paths.telling(path), path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("hyperscan", reason="there is no wheel of Hyperscan for this platform")
    monkeypatch.setenv("SHIPCHECK_CACHE", str(tmp_path / "cache"))
    # Small tables: what becomes of their caches has nothing to do with their size.
    small = [[(groups.STEM, "(?i:password)")], [(groups.BARE, "=")], [(groups.SOLID, "PASSWORD = [^ ]{9}")]]
    small.append([(groups.STEM, "(?i)password")])
    monkeypatch.setattr(conditions, "tables", lambda: small)
    return tmp_path / "cache"


LEAK = b'DB_PASSWORD = "kx8-rosinen-2v"\n'


def opens() -> bool:
    """Whether a gate made now opens where it has to, and stays shut where nothing is."""
    gate = gates.load()
    return bool(worth(gate, "app.py", LEAK)) and not worth(gate, "app.py", b"x = 1\n") and gate.engine == "hyperscan"


def test_a_cache_is_made_once_and_for_its_user_alone(cache: Path) -> None:
    assert opens()
    made = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert len(made) == 3, "the tables that were asked"
    assert all(path.stat().st_mode & 0o077 == 0 for path in [cache, *made])
    assert opens()
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == made


@pytest.mark.parametrize("harm", ["empty", "short", "noise", "flipped", "foreign", "folder", "link", "shared"])
def test_a_harmed_cache_is_made_anew(cache: Path, harm: str, tmp_path: Path) -> None:
    assert opens()
    for path in list(cache.iterdir()):
        data = path.read_bytes()
        path.unlink()
        if harm == "folder":
            path.mkdir()
        elif harm == "link":
            path.symlink_to(tmp_path / "nowhere")
        else:
            flipped = bytearray(data)
            flipped[len(data) // 2] ^= 64
            harmed = {"empty": b"", "short": data[:1000], "noise": os.urandom(len(data)), "flipped": bytes(flipped)}
            path.write_bytes(data if harm == "shared" else harmed.get(harm, b"another program's file\n" * 9))
            path.chmod(0o666 if harm == "shared" else 0o600)
    assert opens()
    if harm == "shared":
        assert all(path.stat().st_mode & 0o022 == 0 for path in cache.iterdir()), (
            "what others may write is not believed"
        )


@pytest.mark.usefixtures("cache")
def test_no_flipped_bit_of_a_cache_is_believed() -> None:
    assert opens()
    library, origin = gates.extension()
    path = Path(gates.cache_file(origin, groups.PYTHON))
    data = path.read_bytes()
    for place_ in range(0, len(data), len(data) // 150):
        flipped = bytearray(data)
        flipped[place_] ^= 1 << (place_ % 8)
        path.write_bytes(bytes(flipped))
        kept = gates._kept(library, str(path))
        if kept is not None:  # a byte that means nothing
            kept.scratch = library.Scratch(kept)
            met: list[int] = []
            kept.scan(LEAK, match_event_handler=lambda number, *_, met=met: met.append(number))
            assert groups.SOLID in met


def test_a_cache_that_cannot_be_kept_is_done_without(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert opens()
    assert cache.read_text() == "a file where the folder should be"


def test_caches_that_nobody_uses_go_and_another_version_s_stay(cache: Path) -> None:
    cache.mkdir()
    (cache / "gate-0123-old.hs").write_bytes(b"old")
    os.utime(cache / "gate-0123-old.hs", (0, time.time() - 61 * 86_400))
    (cache / "gate-4567-other.hs").write_bytes(b"another project's")
    (cache / "history-of-something").write_bytes(b"kept")
    os.utime(cache / "history-of-something", (0, 0))
    assert opens()
    assert not (cache / "gate-0123-old.hs").exists()
    assert (cache / "gate-4567-other.hs").exists()
    assert (cache / "history-of-something").exists()


def test_a_cache_that_is_used_says_so_once_a_day(cache: Path) -> None:
    assert opens()
    week = time.time() - 7 * 86_400
    for path in cache.iterdir():
        os.utime(path, (week, week))
    assert opens()
    assert all(path.stat().st_mtime > week + 86_400 for path in cache.iterdir())


def test_many_may_make_it_at_once(cache: Path) -> None:
    code = "from shipcheck.collect.secret_search import find; print(len(find('app.py', b'DB_PASSWORD = \"kx8-rosinen-2v\"')))"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in running] == [b"1"] * 3
    assert {path.suffix for path in cache.iterdir()} == {".hs"}
    assert opens()


def test_without_a_wheel_the_slow_gate_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ImportError

    monkeypatch.setattr(gates, "extension", none)
    gate = gates.load()
    assert gate.engine == "re"
    assert worth(gate, "app.py", LEAK)


def test_a_cache_holds_nothing_of_what_was_looked_at(cache: Path) -> None:
    gate = gates.load()
    assert worth(gate, "app.py", b'PASSWORD = "kanarie-vogel-77"\n')
    assert all(b"kanarie" not in path.read_bytes() for path in cache.iterdir())


EXPRESSIONS = [
    r"\bpass(?:word)?\s{0,3}=\s{1,30}(?P<q>['\"])[^'\"\n]{2,40}(?P=q)",
    r"(?i)(?<![\w-])--?[a-z][\w-]{2,9}+(?:=|\s)\S{3,}$",
    r"^[^é]{2,}(?!x)[\W_]\d+?.(?:a|bc|[^\s])(?=z)",
    r"(?s)a.b(?-i:C)[^\w]\D\S",
    r"(?i:stra)ße[^\W\d]+",
]


@given(st.sampled_from(EXPRESSIONS), st.data())
def test_a_widened_expression_matches_wherever_the_original_does(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern) | st.text(max_size=40))
    if re.search(pattern, text):
        widened = re.compile(widen(pattern).encode("ascii"))
        if not re.search("[\u017f\u212a\u0130\u0131]", text):
            assert widened.search(text.encode("utf-8", "surrogatepass")), widened.pattern


EVERY = [expression for _, expression in conditions.tables()[groups.EVERY]][:60]


@settings(max_examples=40)
@given(st.data())
def test_literals_of_the_slow_gate_stand_in_every_match(data: st.DataObject) -> None:
    expression = data.draw(st.sampled_from(EVERY))
    literals = slow_gate.required(expression)
    match = data.draw(st.from_regex(re.compile(expression.encode("ascii"))))
    assert not literals or any(literal in match.lower() for literal in literals)


def test_a_large_text_is_looked_at_in_windows() -> None:
    filler = b"x = 1  # nothing at all\n" * 20_000
    lines = filler * 7
    marked = lines[:3_000_000].rpartition(b"\n")[0] + b"\n" + LEAK + lines
    found = find("data.py", marked)
    assert [(one.line, one.column, one.value) for one in found] == [
        (marked[: marked.index(LEAK)].count(b"\n") + 1, 16, "kx8-rosinen-2v")
    ]


def test_every_window_holds_what_the_text_holds() -> None:
    text = ("z\u00e4hl " * 90_000 + "\r\n" + "kurz\n" * 150_000 + "\u20ac" * 900_000 + "\rende").encode()
    position = {}
    for chunk in (70_001, 5_000_000):
        parts = [text[at : at + chunk] for at in range(0, len(text), chunk)]
        seen = list(windows(parts))
        assert all(len(one.data) <= 1 << 20 for one in seen)
        lines = re.split("\r\n|\r|\n", text.decode())
        for one in seen:
            first = re.split("\r\n|\r|\n", one.data.decode())[0]
            assert lines[one.line - 1][one.before :].startswith(first)
            position[one.line, one.before] = one.data
        assert seen[-1].data.endswith(b"ende")


def test_a_token_across_the_seam_of_a_long_line_is_found_once() -> None:
    token = "postgres://app:" + "kx8" + "rosinen2v@db.intern/shop"
    for at in (1_048_560, 1_048_576 - 4_000, 1_044_600, 2_000_000):
        line = b'"' + b"a, " * (at // 3) + token.encode() + b'", ' + b"b, " * 400_000
        found = find("one-line.yaml", b"first: 1\n" + line)
        assert [(one.line, one.rule, one.value) for one in found] == [(2, "url-credential", "kx8rosinen2v")]
        assert found[0].column == line.index(b"kx8") + 1


def test_a_key_is_not_cut_from_its_body() -> None:
    body = "".join(f"{number:05}MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n" for number in range(9))
    begin = "-----BEGIN " + "PRIVATE KEY-----\n"
    for shift in range(0, 900, 60):
        text = "# filler\n" * ((1_048_576 - 600 + shift) // 9) + begin + body + "# filler\n" * 90_000
        assert [one.rule for one in find("deploy.txt", text.encode())] == ["private-key"], shift
