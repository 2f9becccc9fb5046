"""Reads the labelled pages: files as a project would hold them, and the lines on which a credential stands.

A page is `## topic: title` sections of fences "```language path". In a fence `⟦...⟧` wraps a secret and `⟨...⟩` what tempts
and is none; both brackets are taken away. Inside them `@name` stands for a value of `tokens.TOKENS`, `@name#3` for another
one, `@name~short` for a look-alike; `@b64(...)` encodes a text (with references in it as `{@name}`) or a reference in base64,
`@esc(...)` writes its line breaks as `\\n`. A value of several lines is indented like the line it begins on. Needs nothing but the standard library.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .tokens import TOKENS, near_misses

HERE = Path(__file__).parent
Place = tuple[str, int]
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,})(\S+) (\S.*)\n((?:.*\n)*?)\1[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"⟦([^⟦⟧⟨⟩]*)⟧|⟨([^⟦⟧⟨⟩]*)⟩")
_CALL = re.compile(r"@(b64|esc)\((.*)\)", re.DOTALL)
_REFERENCE = re.compile(r"@([a-z][a-z0-9-]*)(?:~([a-z]+))?(?:#(\d+))?")
_INNER = re.compile(r"\{(@[^{}]*)\}")
_STRAY = re.compile("[⟦⟧⟨⟩]")


class Sample(NamedTuple):
    """A few files that belong together; `expected` are the lines of credentials, `tempting` lines that only remind of one."""

    title: str
    page: str
    files: dict[str, str]
    expected: set[Place]
    tempting: set[Place]

    @property
    def topic(self) -> str:
        """What kind of place the sample is about: the title up to its colon."""
        return self.title.partition(":")[0]


def expand(text: str) -> str:
    """What stands inside brackets, with its reference looked up; a text without one is itself."""
    call = _CALL.fullmatch(text)
    if call:
        inner = expand(_INNER.sub(lambda found: expand(found.group(1)), call.group(2)))
        return base64.b64encode(inner.encode()).decode() if call.group(1) == "b64" else inner.replace("\n", "\\n")
    reference = _REFERENCE.fullmatch(text)
    if not reference:
        return text
    name, miss, seed = reference.group(1), reference.group(2), int(reference.group(3) or 0)
    return near_misses(name, seed)[miss] if miss else TOKENS[name].make(seed)


def _unmark(path: str, body: str) -> tuple[str, set[Place], set[Place]]:
    """A file as it would be, the lines of its secrets, the lines of its temptations."""
    out, at = "", 0
    secret: set[Place] = set()
    tempting: set[Place] = set()
    for mark in _MARK.finditer(body):
        out += body[at : mark.start()]
        line = out[out.rfind("\n") + 1 :]
        indent = line[: len(line) - len(line.lstrip())]
        place = (path, out.count("\n") + 1)
        is_secret = mark.group(1) is not None
        (secret if is_secret else tempting).add(place)
        out += expand(mark.group(1) if is_secret else mark.group(2)).replace("\n", "\n" + indent)
        at = mark.end()
    out += body[at:]
    stray = _STRAY.search(out)
    if stray:
        raise ValueError(
            f"{path}: a bracket without its partner near {out[max(0, stray.start() - 20) : stray.end()]!r}"
        )
    return out, secret, tempting


def _samples(page: Path) -> Iterator[Sample]:
    text = page.read_text(encoding="utf-8")
    heads = list(_SECTION.finditer(text))
    for number, head in enumerate(heads):
        stop = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        files: dict[str, str] = {}
        expected: set[Place] = set()
        tempting: set[Place] = set()
        for fence in _FENCE.finditer(text, head.end(), stop):
            path = fence.group(3).strip()
            if path in files:
                raise ValueError(f"{page.name}: `{head.group(1)}` has {path} twice")
            files[path], secret, tempts = _unmark(path, fence.group(4))
            expected |= secret
            tempting |= tempts
        yield Sample(head.group(1).strip(), page.stem, files, expected, tempting)


def load(kind: str) -> list[Sample]:
    """All samples of `positives` or of `traps`."""
    return [sample for page in sorted((HERE / kind).glob("*.md")) for sample in _samples(page)]


def _alone(title: str, line: str, *, secret: bool) -> Sample:
    place = {("settings.txt", 1)}
    return Sample(
        title, "providers", {"settings.txt": f"{line}\n"}, place if secret else set(), set() if secret else place
    )


def provider_samples(seeds: int = 3) -> list[Sample]:
    """Every kind of credential alone on a line, beside its name where the shape needs one."""
    return [
        _alone(
            f"{name}: {seed}",
            f"{token.context} = {token.make(seed)}" if token.needs_context else token.make(seed),
            secret=True,
        )
        for name, token in TOKENS.items()
        for seed in range(seeds)
    ]


def provider_look_alikes() -> list[Sample]:
    """Every look-alike of every kind alone on a line, beside the same name as the real one."""
    return [
        _alone(f"{name}: {kind}", f"{token.context} = {value}" if token.needs_context else value, secret=False)
        for name, token in TOKENS.items()
        for kind, value in near_misses(name, 0).items()
    ]
