"""YAML trees that nothing blows up, and what services inherit."""

from __future__ import annotations

import contextlib
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck.model import CannotJudge
from shipcheck.subjects.compose import filled, read
from shipcheck.subjects.image_name import ImageName, image_name
from shipcheck.subjects.yaml_tree import Tree, parse

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
)
SLOW = "m0: &m0 {privileged: true}\n" + "".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 400))


def _tree(text: str) -> Tree:
    found = parse("compose.yaml", text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, "nested more than"),
        ("{a: " * 50_000, "nested more than"),
        ("- " * 100_000, "nested more than"),
        ("a: *b", "names an anchor"),
        ("a: 1\nb: [", "not YAML: line"),
        ("\ta: 1", "not YAML"),
        ("a: \x00", "not YAML"),
        ("a: " + "x" * (1 << 20), "larger than"),
    ],
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_what_is_not_yaml_cannot_be_judged(
    text: str, reason: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader), raising=False)
    with pytest.raises(CannotJudge, match=reason):
        parse("x.yaml", text)


@pytest.mark.parametrize("head", [BOMB, SLOW, "x: &x {<<: *x}\n", "x: &x [*x]\n"])
def test_aliases_cost_nothing(head: str) -> None:
    start = time.process_time()
    last = "m399" if head == SLOW else "x" if "x: &x" in head else "y"
    found = read("compose.yaml", f"{head}services:\n  web: *{last}\n  db: {{<<: *{last}, extends: db}}\n")
    assert found
    for service in found.deployed():
        service.items("volumes")
        service.entry("privileged")
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


def test_values_are_as_they_are_written_and_where() -> None:
    tree = _tree("a:\n  on: 22:22\n  no: [yes, 'x']\n  é: 08\n")
    inner = tree.get("a")
    assert inner
    assert {key: entry.value.text for key, entry in inner.entries.items()} == {"on": "22:22", "no": None, "é": "08"}
    items = inner.entries["no"].value.items
    assert [(item.text, item.location.line, item.location.column) for item in items] == [("yes", 3, 8), ("x", 3, 13)]
    assert inner.entries["é"].value.location.column == 6
    assert tree.get("a", "on", "deeper") is None


def test_a_key_that_comes_twice_is_seen_and_the_later_counts() -> None:
    entry = _tree("a: 1\nb: 2\na: 3\n").entries["a"]
    assert (entry.twice, entry.value.text, entry.key.location.line) == (True, "3", 3)


def test_own_keys_win_over_merged_ones_and_the_first_merged_over_the_next() -> None:
    tree = _tree("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], a: 0}\n").get("z")
    assert tree
    assert {key: entry.value.text for key, entry in tree.entries.items()} == {"a": "0", "b": "1", "c": "2"}


def test_only_the_first_document_counts_and_nothing_is_nothing() -> None:
    assert _tree("a: 1\n---\nb: 2\n").entries.keys() == {"a"}
    assert parse("x", "") is None
    assert parse("x", "# only\n") is None
    assert read("compose.yaml", "text") is None


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("python", ("python", "", "")),
        ("docker.io/library/python:3", ("python", "3", "")),
        ("public.ecr.aws/docker/library/python", ("python", "", "")),
        ("localhost:5000/python", ("localhost:5000/python", "", "")),
        ("docker.io/a/b:1@sha256:0", ("a/b", "1", "sha256:0")),
        ("", ("", "", "")),
    ],
)
def test_the_parts_of_an_image_name(image: str, parts: tuple[str, str, str]) -> None:
    assert image_name(image) == ImageName(*parts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$$A", "$A"),
        ("${A:-x}", "x"),
        ("${A-x}y", "xy"),
        ("${A}", "\0"),
        ("$A", "\0"),
        ("${A:?no}", "${A:?no}"),
        ("a", "a"),
    ],
)
def test_variables_have_their_defaults(text: str, value: str) -> None:
    assert filled(text) == value or "?" in text


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab:- \n{}[],&*<'\"#|>!%\t?", max_size=80) | st.text(max_size=40))
def test_no_text_crashes_it(text: str) -> None:
    with contextlib.suppress(CannotJudge):
        found = read("compose.yaml", f"services:\n  web:\n    {text}")
        for service in found.deployed() if found else ():
            service.items("ports")
            service.text("image")
