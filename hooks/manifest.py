"""hooks/*.md -> .pre-commit-hooks.yaml.

A hook's page opens with what is particular about it; the rest follows from its rules: `files` is the union of the
paths that can become a subject of one of them, so that when a hook wakes and what its rules can read cannot disagree.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from shipcheck import rulebook
from shipcheck.collect.providers import KINDS
from shipcheck.subjects.suppression import Suppression

PAGES = Path(__file__).parent
HEADER = "# Written by machine from hooks/*.md: pytest --update\n"
# Not commit-msg and its like, which pass the name of a message file.
STAGES = ["pre-commit", "pre-merge-commit", "pre-push", "manual"]
OUR_KEYS = {"wakes_for", "sleeps_through", "select"}


class _Plain(yaml.SafeDumper):
    """Writes a list again where it stands again: anchors are for machines."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never refer back."""
        del data
        return True


def page(path: Path) -> dict[str, Any]:
    """The front matter of a hook's page."""
    front: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    return front


def pages() -> list[dict[str, Any]]:
    """Every hook's front matter, in the order of their files, the umbrella first."""
    return sorted(
        (page(path) for path in PAGES.glob("*.md")), key=lambda front: (front["id"] != "shipcheck", front["id"])
    )


def files(select: list[str]) -> str:
    """The paths that the rules of a selection can read: an expression for `re.search`, empty for all."""
    kinds = {named.rule.subject for named in rulebook.load(rulebook.selected(select, []))} - {Suppression}
    patterns = {KINDS[kind.__name__].files for kind in kinds}
    return "" if "" in patterns else "|".join(sorted({part for pattern in patterns for part in _alternatives(pattern)}))


def _alternatives(pattern: str) -> list[str]:
    """A pattern's top-level alternatives, so that the same one is not written twice."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"\\.|\[[^\]]*\]|[()|]", pattern):
        part = found.group(0)
        depth += {"(": 1, ")": -1}.get(part, 0)
        if part == "|" and depth == 0:
            parts.append(pattern[start : found.start()])
            start = found.end()
    return [*parts, pattern[start:]]


def hook(front: dict[str, Any]) -> dict[str, Any]:
    """One hook as pre-commit wants it."""
    entry = {
        "id": front["id"],
        "name": front["name"],
        "description": front["description"],
        "entry": front.get("entry") or _entry(front),
        "language": "python",
        "require_serial": True,
        "stages": STAGES,
        "minimum_pre_commit_version": "3.2.0",
    }
    if front.get("select") and (pattern := files(front["select"])):
        entry["files"] = pattern
    return entry | {key: value for key, value in front.items() if key not in OUR_KEYS}


def _entry(front: dict[str, Any]) -> str:
    select = front.get("select")
    return "shipcheck check --staged" + (f" --select {','.join(select)}" if select else "")


def manifest() -> str:
    """The text of .pre-commit-hooks.yaml."""
    hooks = [hook(front) for front in pages()]
    return HEADER + yaml.dump(hooks, Dumper=_Plain, sort_keys=False, width=1000, allow_unicode=True)
