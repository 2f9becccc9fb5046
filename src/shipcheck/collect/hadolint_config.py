"""The project's .hadolint.yaml, read by ourselves.

hadolint runs with its defaults when its configuration is broken or a key misspelt, prints in two formats when the file
names one, and takes a private file from the user's home: none of that may happen behind a user's back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shipcheck.config import nearest
from shipcheck.model import CannotJudge
from shipcheck.project import Project
from shipcheck.subjects.yaml_tree import parse

FILES = (".hadolint.yaml", ".hadolint.yml")
LEVELS = ("error", "warning", "info", "style")
_KEYS = {
    "ignored": list,
    "override": dict,
    "trustedRegistries": list,
    "label-schema": dict,
    "strict-labels": bool,
    "disable-ignore-pragma": bool,
    "failure-threshold": str,
    "no-fail": bool,
    # How hadolint prints is our own business.
    "format": str,
    "no-color": bool,
    "verbose": bool,
}
_PASSED_ON = ("ignored", "override", "trustedRegistries", "label-schema", "strict-labels", "disable-ignore-pragma")
_ADVICE = "hadolint itself would run without its configuration and say nothing"


class HadolintConfig(NamedTuple):
    """What is passed on to hadolint, and what the project wants done with what it finds."""

    passed: Mapping[str, Any] = {}
    asked: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset(LEVELS)


def load(project: Project) -> HadolintConfig:
    """The project's configuration of hadolint; raises `CannotJudge` for one that hadolint would silently ignore."""
    for path in FILES:
        if path in project:
            return _checked(path, _parsed(path, project.text(path)))
    return HadolintConfig()


def _parsed(path: str, text: str) -> Any:
    import yaml

    try:
        parse(path, text)  # libyaml's loader dies of deep nesting
    except CannotJudge as reason:
        raise CannotJudge(path, f"{reason.unjudged.reason}: hadolint was not run", _ADVICE) from None
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except (yaml.YAMLError, RecursionError, ValueError):
        raise CannotJudge(path, "not YAML that can be read: hadolint was not run", _ADVICE) from None


def _checked(path: str, values: Any) -> HadolintConfig:
    if values is None:
        return HadolintConfig()
    if not isinstance(values, dict):
        raise CannotJudge(path, "not a mapping: hadolint was not run", _ADVICE)
    for key, value in values.items():
        if key not in _KEYS:
            shown = "".join(char if char.isprintable() else "?" for char in str(key))[:60]
            raise CannotJudge(path, f"unknown key `{shown}`{nearest(shown, _KEYS)}: hadolint was not run", _ADVICE)
        if value is not None and not isinstance(value, _KEYS[key]):
            raise CannotJudge(path, f"`{key}` is not a {_KEYS[key].__name__}: hadolint was not run", _ADVICE)
        if not _flat(value) and key != "override":
            raise CannotJudge(path, f"`{key}` holds more than words: hadolint was not run", _ADVICE)
    override = values.get("override") or {}
    for level, codes in override.items():
        if level not in LEVELS or not isinstance(codes, list) or not _flat(codes):
            raise CannotJudge(path, "`override` is not lists of codes by level: hadolint was not run", _ADVICE)
    asked = frozenset(str(code) for codes in override.values() for code in codes)
    passed = {key: values[key] for key in _PASSED_ON if values.get(key) is not None}
    return HadolintConfig(passed, asked, _failing(path, values))


def _flat(value: Any) -> bool:
    """Whether a list or mapping holds plain values only; aliases in aliases would be written out without end."""
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return not any(isinstance(one, list | dict | set | tuple) for one in inner)


def _failing(path: str, values: Mapping[str, Any]) -> frozenset[str]:
    """The levels that fail a run by the project's own words."""
    threshold = values.get("failure-threshold") or "style"
    if values.get("no-fail") or threshold in {"none", "ignore"}:
        return frozenset()
    if threshold not in LEVELS:
        raise CannotJudge(path, f"`failure-threshold` is none of {', '.join(LEVELS)}: hadolint was not run", _ADVICE)
    return frozenset(LEVELS[: LEVELS.index(threshold) + 1])
