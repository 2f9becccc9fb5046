"""The gate never closes on what the detector finds, whichever engine drives it and whatever became of its cache."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Matches
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shipcheck.collect import gate as gates
from shipcheck.collect.gate import Gate
from shipcheck.collect.secret_search import worth
from shipcheck.secrets import conditions, credential_files, groups, paths, slow_gate
from shipcheck.secrets.detector import detect
from shipcheck.secrets.found import Found
from shipcheck.secrets.places import place
from shipcheck.secrets.widen import widen

from .corpus import load

# What the tables are made of: whoever changes it makes a new cache.
SOURCES = (
    "blocks conditions groups phrases python_calls python_values shapes shapes_ai shapes_azure shapes_base shapes_cloud shapes_code shapes_data "
    "shapes_money shapes_social shapes_talk shapes_tools shapes_watch shapes_work slow_gate vocabulary widen wrapped"
).split()
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
    return detect(path, data.decode("utf-8", "replace"), met) if met is None or met else []


def alone(path: str, text: str) -> list[Found]:
    return detect(path, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


def labelled() -> Iterator[tuple[str, str]]:
    for kind in ("positives", "traps"):
        for sample in load(kind):
            yield from sample.files.items()


def libraries() -> Iterator[tuple[str, str]]:
    """Every third text of the libraries that are installed: several hundred thousand lines that nobody wrote for this."""
    root = Path(sysconfig.get_paths()["purelib"])
    every = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".txt", ".json", ".toml", ".yaml", ".js", ".pyi"})
    for path in every[::3]:
        if path.stat().st_size < 200_000:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def test_both_gates_open_for_everything_that_the_detector_finds_alone(fast: Gate, slow: Gate) -> None:
    for path, text in labelled():
        expected = alone(path, text)
        assert through(fast, path, text) == expected, path
        assert through(slow, path, text) == expected, path


def test_both_gates_agree_with_the_detector_on_real_sources(fast: Gate, slow: Gate) -> None:
    opened = seen = 0
    for number, (path, text) in enumerate(libraries()):
        expected = alone(path, text)
        assert through(fast, path, text) == expected, path
        if number % 7 == 0:
            assert through(slow, path, text) == expected, path
        seen += 1
        opened += bool(worth(fast, path, text.encode("utf-8", "replace")))
    assert seen > 300
    assert opened < seen / 5, "a gate that is open for everything is none"


NAMES = st.sampled_from(
    "password DB_PASSWORD dbPassword db_pass API_KEY apiKey api_token token SECRET_KEY secret_key client-secret auth x.secret "
    "JWT_SECRET_KEY pass_phrase credentials tokens SECRET_KEYS pw smtp_pw user name key keys api access_key salt dsn bearer webhook_url".split()
)
VALUES = st.sampled_from(
    ["hunter2", "kx8-rosinen-2v", "q8w2e9r1t7y3", "changeme", "two words here", "abcd efgh ijkl mnop", "Bearer zk49fhw02mfq81", "x", "", "a\\tb9"]
    + ["4242424242", "sk-zz9Plu1ralZAlpha0xq7", "postgres://u:geheim9x@db/x", "${OTHER}", "your-key-here", "wiesel's-flink", "k\u00e4se-9-torte"]
    + ["aHR0cHM6Ly91c2VyOmdlaGVpbTl4QGhvc3QvcGF0aA=="]
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
Fernet({v})
pwd_context.hash({v})
user.set_password({v})
User.objects.create_user("a", "b", {v})
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
set -x {n} {w}
x = {n}("{w}")
""".strip("\n").split("\n")
BREAKS = st.sampled_from(["", "", "", "\n", "\n    ", "  # remark\n  ", "\\\n", "\r\n"])
FILES = st.sampled_from(
    "app.py shop/settings.py tests/test_a.py noxfile.py compose.yaml deploy.yml settings.toml app.ini data.json main.js run.sh Dockerfile notes.md "
    ".env.example k8s/secret.yaml web.config app.xml .github/workflows/ci.yml schema.sql a.txt passwords.txt old.pyi".split()
)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Statements of every idiom with names and values of every kind, broken over lines where Python lets one."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        template = draw(st.sampled_from(TEMPLATES)) if draw(st.booleans()) else "\n".join(TEMPLATES[draw(st.integers(0, len(TEMPLATES) - 6)) :][:4])
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
        parts.append(text)
    return draw(st.sampled_from(["", "import os\n", "\ufeff"])) + "\n".join(parts) + draw(st.sampled_from(["", "\n"]))


@settings(max_examples=1500)
@given(FILES, sources())
@example("app.py", 'API_KEY = "q8w2e9r1t7y3"')
@example("app.py", "paßword = 1\nPA\u017f\u017fWORD = 'kx8-rosinen-2v'\n")
@example("app.ini", "pa\u017f\u017fword = kx8-rosinen-2v\n")
def test_both_gates_open_for_every_idiom(fast: Gate, slow: Gate, path: str, text: str) -> None:
    expected = alone(path, text)
    assert through(fast, path, text) == expected
    assert through(slow, path, text) == expected


@settings(max_examples=300)
@given(FILES, st.text(max_size=200))
def test_both_gates_survive_any_text(fast: Gate, slow: Gate, path: str, text: str) -> None:
    assert through(fast, path, text) == through(slow, path, text) == alone(path, text)
