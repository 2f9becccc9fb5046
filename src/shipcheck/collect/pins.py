"""The version of a package that a project pins, or at least asks for: what some names mean depends on it."""

from __future__ import annotations

import re

from shipcheck.collect.providers import REQUIREMENTS
from shipcheck.model import CannotJudge
from shipcheck.project import Project

_FILES = rf"{REQUIREMENTS}|(^|/)(poetry|uv|pdm)\.lock$|(^|/)pyproject\.toml$"
_PIN = r'(?im)^\s*["\']?{name}(?:\[[^\]\n]*\])?\s*[=~>]=\s*(\d+)\.(\d+)|name = "{name}"\r?\nversion = "(\d+)\.(\d+)'


def pinned(project: Project, name: str) -> tuple[int, int]:
    """Major and minor version by the first file that names one; (0, 0) where none does."""
    known = project.memo.get(f"pin {name}")
    if not isinstance(known, tuple):
        known = project.memo[f"pin {name}"] = _pinned(project, re.compile(_PIN.format(name=re.escape(name))))
    return known


def _pinned(project: Project, pattern: re.Pattern[str]) -> tuple[int, int]:
    for path in project.matching(_FILES, everywhere=True):
        try:
            found = pattern.search(project.text(path))
        except CannotJudge:
            continue
        if found:
            numbers = [int(number[:4]) for number in found.groups() if number]
            return numbers[0], numbers[1]
    return 0, 0
