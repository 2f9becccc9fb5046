"""Finds the rules by their files, and reads what they say about themselves.

A rule's docstring is its documentation: a one-line summary, then `## Why`, `## Fix` (its first line is the hint shown
under a finding), `## Bad` and `## Good`. Each fenced block opens with `language path`; blocks that touch form one
project. The examples run as tests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import NamedTuple

from shipcheck import rules as package
from shipcheck.model import NamedRule, RuleInfo, ShipcheckError

FAMILIES = {
    "secrets": "Credentials in files that are shared",
    "requirements": "What will be installed, and whether it is the same tomorrow",
    "lock": "Whether requirements.txt still belongs to requirements.in",
    "dockerfile": "How the image is built",
    "compose": "How services are run together",
    "server": "What the start command really starts",
    "config": "Configuration lives in the environment",
    "logging": "What the logs say, and what they must not",
    "image": "What is in the image that was built",
    "running": "What the container did when it ran",
    "suppressions": "Comments that silence findings",
}
# Rules that judge only where they are asked to: by `enabled = true`, or by their own name in a selection.
OPT_IN = frozenset({"random-string"})
# Families about what was built and run: only where somebody asks for them, as `shipcheck run` does.
OF_RUNS = frozenset({"image", "running"})
_FENCE = r"(?sm)^```(\S+) (\S[^\n]*)\n(.*?)^```[ \t]*\n?"


class Example(NamedTuple):
    """A small project of a rule's documentation: its files by path."""

    files: dict[str, str]


@cache
def names() -> dict[str, str]:
    """Every rule's name and its family, from the file names alone, in the order of the families."""
    root = package.__path__[0]
    found = {}
    for family in FAMILIES:
        folder = os.path.join(root, family)
        if os.path.isdir(folder):
            for file in sorted(os.listdir(folder)):
                if file.endswith(".py") and not file.startswith("_"):
                    found[file[:-3].replace("_", "-")] = family
    return found


def selected(select: Iterable[str], ignore: Iterable[str], enabled: Iterable[str] = ()) -> list[str]:
    """The names of the rules that a selection leaves; raises `ShipcheckError` for a word that means none.

    `enabled` are the rules that the project switched on which are off otherwise.
    """
    every = names()
    select, ignore = tuple(select), tuple(ignore)
    for word in (*select, *ignore):
        _known(word)
    wanted = [
        name
        for name, family in every.items()
        if ({name, family} & _drivers(select) if select else family not in OF_RUNS)
    ]
    off = OPT_IN - _drivers(select) - set(enabled)
    return [name for name in wanted if name not in off and not {name, every[name]} & set(ignore)]


def _drivers(words: Iterable[str]) -> set[str]:
    return {word.partition("/")[0] for word in words}


def _known(word: str) -> None:
    every = names()
    head = word.partition("/")[0]
    if word in FAMILIES or head in every:
        return
    from shipcheck.config import nearest

    shown = re.sub(r"[^ -~]", "?", word)[:60]
    hint = f"families: {', '.join(FAMILIES)}; `shipcheck rules` lists the rules"
    raise ShipcheckError(f"no rule or family is called `{shown}`{nearest(head, [*FAMILIES, *every])}", hint)


def load(wanted: Iterable[str]) -> list[NamedRule]:
    """Import these rules, and no others."""
    every = names()
    return [_load(name, every[name]) for name in wanted]


def _load(name: str, family: str) -> NamedRule:
    module = import_module(f"shipcheck.rules.{family}.{name.replace('-', '_')}")
    return NamedRule(name, family, module.RULE, module.__doc__ or "")


def info(named: NamedRule) -> RuleInfo:
    """What renderers need to know of a rule."""
    parts = sections(named.doc)
    return RuleInfo(
        rule=named.name,
        family=named.family,
        severity=named.rule.severity,
        summary=parts[""],
        hint=parts.get("Fix", "").strip().partition("\n")[0],
        help=page(named),
    )


def strength(named: NamedRule) -> str:
    """A rule's severity as its readers are told: with it, that it is off until somebody asks for it."""
    word = named.rule.severity.word
    return f"{word}, off until it is switched on" if named.name in OPT_IN else word


def sections(doc: str) -> dict[str, str]:
    """A docstring's parts by heading; the summary is the part without one."""
    head, *rest = re.split(r"^## (.+)\n", doc, flags=re.MULTILINE)
    return {"": head.strip(), **dict(zip(rest[::2], rest[1::2], strict=True))}


def examples(text: str) -> Iterator[Example]:
    """The example projects of a section: touching fences are one project."""
    files: dict[str, str] = {}
    end = -1
    for fence in re.finditer(_FENCE, text):
        if files and fence.start() != end:
            yield Example(files)
            files = {}
        files[fence.group(2)] = fence.group(3)
        end = fence.end()
    if files:
        yield Example(files)


def page(named: NamedRule) -> str:
    """A rule's documentation as Markdown without its title: what `explain` prints and SARIF carries."""
    parts = sections(named.doc)
    titles = [title for title in ("Why", "Fix", "Bad", "Good") if title in parts]
    body = [parts[""], *(f"## {title}\n\n{_named_fences(parts[title]).strip()}" for title in titles), *_options(named)]
    body.append(_silence(named))
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(body)) + "\n"


def _named_fences(text: str) -> str:
    """The examples with the path of each file above its block, which Markdown does not show."""
    return re.sub(_FENCE, lambda fence: f"`{fence.group(2)}`:\n\n```{fence.group(1)}\n{fence.group(3)}```\n\n", text)


def _options(named: NamedRule) -> list[str]:
    if not named.rule.options:
        return []
    rows = [f"- `{option.name}` (default `{_toml(option.default)}`): {option.doc}" for option in named.rule.options]
    return [f"## Options\n\nIn `[tool.shipcheck.rules.{named.name}]`:\n\n" + "\n".join(rows)]


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def _silence(named: NamedRule) -> str:
    same = (
        f" `{'`, `'.join(named.rule.same_as)}` of other tools mean the same and are honoured."
        if named.rule.same_as
        else ""
    )
    if named.family == "suppressions":
        return "## Silence\n\nDelete or complete the comment; a suppression cannot suppress findings about itself."
    return f"## Silence\n\n`shipcheck: ignore[{named.name}] reason` in a comment on the line or right above it.{same}"


def document(every: Iterable[NamedRule]) -> str:
    """docs/rules.md."""
    rules = list(every)
    lines = [
        "# Rules",
        "",
        "Written by machine from the rules themselves: `pytest --update`. Every example runs as a test.",
        "",
    ]
    for family, title in FAMILIES.items():
        mine = [named for named in rules if named.family == family]
        if mine:
            lines += [f"**{family}**: {title.lower()}", ""]
            lines += [
                f"- [`{named.name}`](#{named.name}) ({strength(named)}): {sections(named.doc)['']}" for named in mine
            ]
            lines.append("")
    for named in rules:
        lines += [f"## {named.name}", "", f"Family `{named.family}`, {strength(named)}.", ""]
        lines += [page(named).replace("\n## ", "\n### "), ""]
    return "\n".join(lines).rstrip() + "\n"
