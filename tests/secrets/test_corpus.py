"""The labelled pages and the generators are what they say they are.

This folder cannot have an `__init__.py`: as a package `secrets` it would hide the standard library's module, since the
folder of all tests is on the path. Its modules import each other relatively, and `tests.secrets.corpus` from the top works.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections import Counter

import pytest

from .corpus import HERE, expand, load, provider_look_alikes, provider_samples
from .shapes import checksum, parts
from .tokens import TEMPLATES, TOKENS, near_misses

POSITIVES, TRAPS = load("positives"), load("traps")
# How people bind a secret, and of how many lines of each there must be at least.
IDIOMS = {
    "assignment": 20, "annotated": 8, "subscript": 8, "attribute": 6, "walrus": 2, "dict": 8, "keyword": 10, "default": 4,
    "bytes": 6, "f-string": 4, "triple quotes": 3, "list": 5, "compare": 5, "ternary": 4, "tuple": 2, "concatenation": 3,
    "fallback": 20, "or": 8, "decouple": 3, "environs": 5, "pydantic": 4, "setdefault": 3, "if not": 4,
    "call": 25, "header": 6, "dsn": 10, "base64": 3, "shell": 20, "env": 12, "make": 4,
    "flask": 6, "django": 8, "fastapi": 3, "celery": 4, "sqlalchemy": 3,
    "toml": 8, "yaml": 12, "ini": 8, "properties": 4, "json": 8, "xml": 3, "php": 5, "javascript": 5,
    "dockerfile": 12, "compose": 18, "kubernetes": 9, "helm": 3, "workflow": 5, "pipeline": 6, "terraform": 5, "notebook": 8,
    "pgpass": 4, "netrc": 3, "git": 3, "packages": 9, "docker": 3, "htpasswd": 4, "cloud": 9, "ansible": 3, "nginx": 2,
    "key": 12, "url": 30, "token": 50,
}  # fmt: skip
TEMPTATIONS = {
    "placeholder": 60, "reference": 90, "name": 100, "prose": 45, "lock": 15, "revision": 12, "digest": 18, "generated": 8,
    "notebook": 3, "tests": 20, "docs": 5, "compose": 12, "workflow": 8, "kubernetes": 10, "dockerfile": 7, "jsx": 12,
    "graphql": 10, "public": 10, "encrypted": 6, "lookalike": 50, "idiom": 60,
}  # fmt: skip


def _marked(kind: str) -> str:
    return "".join(page.read_text(encoding="utf-8") for page in sorted((HERE / kind).glob("*.md")))


def test_there_are_enough_of_both() -> None:
    assert sum(len(sample.expected) for sample in POSITIVES) >= 320
    assert sum(len(sample.tempting) for sample in TRAPS) >= 320
    assert all(sample.expected for sample in POSITIVES), "a positive without a secret"
    assert all(sample.tempting and not sample.expected for sample in TRAPS), (
        "a trap without a temptation, or with a secret"
    )


def test_every_idiom_is_covered() -> None:
    for wanted, samples in ((IDIOMS, POSITIVES), (TEMPTATIONS, TRAPS)):
        held: Counter[str] = Counter()
        for sample in samples:
            held[sample.topic] += len(sample.expected | sample.tempting)
        assert {topic: held[topic] for topic in wanted if held[topic] < wanted[topic]} == {}


@pytest.mark.parametrize("kind", ["positives", "traps"])
def test_every_fence_was_read(kind: str) -> None:
    text = _marked(kind)
    outer = re.sub(r"^````\w+ .*\n(?:.*\n)*?````$", "```text one\n```", text, flags=re.MULTILINE)
    samples = POSITIVES if kind == "positives" else TRAPS
    assert sum(len(sample.files) for sample in samples) == len(re.findall(r"^```\S+ \S", outer, re.MULTILINE))
    assert not re.search(r"^```\S+[ \t]*$", outer, re.MULTILINE), "a fence without a path"


@pytest.mark.parametrize("kind", ["positives", "traps"])
def test_every_bracket_has_its_partner_on_its_line(kind: str) -> None:
    for line in _marked(kind).splitlines():
        assert re.sub("[^⟦⟧⟨⟩]", "", line).replace("⟦⟧", "").replace("⟨⟩", "") == "", line


def test_labels_stand_on_the_line_of_their_value() -> None:
    for sample in POSITIVES + TRAPS:
        for path, line in sample.expected | sample.tempting:
            assert len(sample.files[path].splitlines()) >= line


def test_values_vary() -> None:
    """No word is used so often that a detector could learn it."""
    values = Counter(value for value in re.findall("⟦([^⟧]*)⟧", _marked("positives")) if not value.startswith("@"))
    assert [value for value, times in values.items() if times > 2] == []
    assert len(values) >= 320


def test_no_committed_file_holds_a_provider_shape() -> None:
    """Push protection would refuse the file, and a scanner of ours would be right to flag it."""
    shapes = [(name, re.compile(token.pattern)) for name, token in TOKENS.items() if not token.needs_context]
    for file in sorted([*HERE.glob("*.py"), *HERE.rglob("*.md")]):
        text = file.read_text(encoding="utf-8")
        found = [name for name, shape in shapes if shape.search(text)]
        assert found == [], file.name
    assert len(shapes) >= 150


def test_generators_are_deterministic_and_differ() -> None:
    assert TOKENS["github-pat"].make(0).endswith(checksum(TOKENS["github-pat"].make(0)[4:-6]))
    assert TOKENS["aws-access-key-id"].make(0) == "AKIA" + "JDJIF3HYRNYJCNOX"
    for token in TOKENS.values():
        made = [token.make(seed) for seed in range(4)]
        assert made == [token.make(seed) for seed in range(4)], token.name
        assert len(set(made)) == 4, token.name
        assert all(value.startswith(token.prefix) and re.fullmatch(token.pattern, value) for value in made), token.name


def test_generated_values_are_no_placeholders() -> None:
    for token in TOKENS.values():
        for seed in range(4):
            value = token.make(seed).removeprefix(token.prefix)
            assert "EXAMPLE" not in value.upper(), token.name
            assert len(set(value)) >= 8, token.name


def test_the_checksum_is_that_of_the_published_sample() -> None:
    # From the gist "base62 in javascript / go / pseudocode + github base62 token format"; that token was revoked.
    assert checksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == "0mLq17"
    for name, template in TEMPLATES.items():
        if "<crc>" in template:
            value, broken = TOKENS[name].make(5), near_misses(name, 5)["checksum"]
            body = len(TOKENS[name].prefix)
            assert checksum(value[body:-6]) == value[-6:]
            assert checksum(broken[body:-6]) != broken[-6:]


def test_every_kind_says_where_it_is_described() -> None:
    assert all(len(token.source) > 10 for token in TOKENS.values())
    for name, token in TOKENS.items():
        fixed = max((len(part.text) for part in parts(TEMPLATES[name])), default=0)
        assert token.needs_context or fixed >= 2, f"{name}: nothing tells it from random text"
    assert len({token.name for token in TOKENS.values()}) >= 150


def test_look_alikes_are_not_the_real_thing() -> None:
    for name, token in TOKENS.items():
        found = near_misses(name, 0)
        assert {"xs", "same", "ascending", "masked", "your", "angle"} <= set(found)
        assert found == near_misses(name, 0)
        assert token.make(0) not in found.values()
        for kind in ("masked", "your", "angle"):
            assert not re.fullmatch(token.pattern, found[kind]), (name, kind)


def test_provider_samples_hold_one_secret_a_file() -> None:
    assert len(provider_samples(1)) == len(TOKENS)
    assert all(len(sample.expected) == 1 and not sample.tempting for sample in provider_samples(2))
    assert all(len(sample.tempting) == 1 and not sample.expected for sample in provider_look_alikes())


def test_references_expand() -> None:
    assert expand("hunter2") == "hunter2"
    assert expand("@github-pat#3") == TOKENS["github-pat"].make(3)
    assert expand("@github-pat~xs") == near_misses("github-pat", 0)["xs"]
    assert base64.b64decode(expand("@b64(ci:{@github-pat})")).decode() == "ci:" + TOKENS["github-pat"].make(0)
    assert "\n" not in expand("@esc(@pem-rsa)")
    with pytest.raises(KeyError):
        expand("@no-such-provider")


def test_data_that_must_parse_parses() -> None:
    for sample in POSITIVES + TRAPS:
        for path, text in sample.files.items():
            if path.endswith((".json", ".ipynb")):
                json.loads(text)
            elif path.endswith(".py"):
                ast.parse(text)
