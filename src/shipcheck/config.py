"""`[tool.shipcheck]` of pyproject.toml, or shipcheck.toml, as a frozen value.

One table of keys makes the parser, the messages and the JSON Schema for editors. An unknown key is an error that names
the nearest known one: a misspelt `exclude` must not quietly check everything, nor a misspelt `select` nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shipcheck.model import CannotJudge, Option, Severity, ShipcheckError
from shipcheck.project import Project, glob_pattern

FILES = ("shipcheck.toml", "pyproject.toml")
LEVELS = ("note", "warning", "error")
ENGINES = ("shipcheck", "detect-secrets")


class PathSeverity(NamedTuple):
    """Another severity for some paths, for all rules or for those named."""

    paths: tuple[str, ...]
    severity: Severity
    rules: tuple[str, ...] = ()

    def applies(self, rule: str, family: str, path: str) -> bool:
        """Whether this entry speaks of the rule at the path."""
        named = not self.rules or bool({rule, rule.partition("/")[0], family} & set(self.rules))
        return named and any(glob_pattern(glob).match(path) for glob in self.paths)


class Service(NamedTuple):
    """One deployable part of the project; `shared` are paths outside of its folder that are part of it, too."""

    name: str
    dockerfile: str = ""
    target: str = ""
    shared: tuple[str, ...] = ()
    context: str = ""
    port: int = 0
    health: str = ""
    slow_path: str = ""
    environment: tuple[tuple[str, str], ...] = ()


class Config(NamedTuple):
    """What a project says about how it wants to be judged."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = "warning"
    baseline: str = ".shipcheck-baseline"
    rules: Mapping[str, Mapping[str, Any]] = {}
    path_severity: tuple[PathSeverity, ...] = ()
    services: tuple[Service, ...] = ()
    engine: str = "shipcheck"
    file: str = ""

    def severity_of(self, rule: str, family: str, path: str) -> Severity | None:
        """The severity that the project wants here, if it says; a later entry for a path wins, and wins over the rule's."""
        for entry in reversed(self.path_severity):
            if entry.applies(rule, family, path):
                return entry.severity
        for name in (rule, rule.partition("/")[0]):
            word = self.rules.get(name, {}).get("severity")
            if word:
                return Severity[word.upper()]
        return None


class Key(NamedTuple):
    """A key of a table: its kind is `words`, `word`, `number`, `level`, `fail`, `engine`, `tables`, `table` or `pairs`."""

    name: str
    kind: str
    doc: str


TOP = (
    Key("select", "words", "families or rules to judge; everything when empty"),
    Key("ignore", "words", "families, rules or a tool's own codes (`hadolint/DL3059`) to leave out"),
    Key("exclude", "words", "paths as in .gitignore that are never read"),
    Key("fail-on", "fail", "the least severity that fails a run: note, warning, error or never"),
    Key("baseline", "word", "the baseline file, relative to the root"),
    Key("rules", "table", "a table for each rule: its severity and its own options"),
    Key("path-severity", "tables", "another severity for some paths; a later entry wins"),
    Key("services", "table", "a table for each deployable part of the project"),
    Key("engine", "engine", "what looks for secrets: shipcheck (default) or detect-secrets"),
)
PATH_SEVERITY = (
    Key("paths", "words", "paths as in .gitignore"),
    Key("severity", "level", "note, warning or error"),
    Key("rules", "words", "families or rules; all when missing"),
)
SERVICE = (
    Key("dockerfile", "word", "the service's Dockerfile, relative to the root"),
    Key("target", "word", "the stage that ships; the last one when missing"),
    Key("shared", "words", "paths as in .gitignore outside of its folder whose change means the service, too"),
    Key("context", "word", "the folder that it is built in, relative to the root"),
    Key("port", "number", "the port that the application listens on"),
    Key("health", "word", "the path that says whether it is well"),
    Key("slow-path", "word", "a path that takes a second to answer: asked while it is stopped"),
    Key("environment", "pairs", "variables for `shipcheck run`: no secrets, they are in git"),
)


def load(project: Project) -> Config:
    """The project's configuration, or the default; raises `ShipcheckError` for a file that cannot be understood."""
    for name in FILES:
        if name not in project or (name == "pyproject.toml" and b"shipcheck" not in _read(project, name)):
            continue
        table = _toml(project, name)
        if name == "pyproject.toml":
            table = table.get("tool", {}).get("shipcheck")
            if table is None:
                continue
        return parse(table, name)
    return Config()


def _read(project: Project, name: str) -> bytes:
    try:
        return project.bytes(name)
    except CannotJudge as reason:
        raise ShipcheckError(reason.message, reason.hint) from None


def _toml(project: Project, name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # most projects have no configuration to read

    try:
        return tomllib.loads(_read(project, name).decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise ShipcheckError(f"{name}: not UTF-8", "TOML is UTF-8 by definition: save it so") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ShipcheckError(f"{name}: not TOML: {error or type(error).__name__}", "correct the file") from None


def parse(table: Mapping[str, Any], file: str = "shipcheck.toml") -> Config:
    """A configuration table as a `Config`; raises `ShipcheckError`."""
    where = f"{file}: [tool.shipcheck]" if file == "pyproject.toml" else file
    _check(table, TOP, where)
    rules = _subtables(table.get("rules", {}), f"{where} rules")
    for name, values in rules.items():
        if "severity" in values:
            _value(values["severity"], Key("severity", "level", ""), f"{where} rules.{name}")
    paths = table.get("path-severity", [])
    for entry in paths:
        _check(entry, PATH_SEVERITY, f"{where} path-severity", needed=("paths", "severity"))
    services = _subtables(table.get("services", {}), f"{where} services")
    for name, values in services.items():
        _check(values, SERVICE, f"{where} services.{name}")
    return Config(
        select=tuple(table.get("select", ())),
        ignore=tuple(table.get("ignore", ())),
        exclude=tuple(table.get("exclude", ())),
        fail_on=table.get("fail-on", "warning"),
        baseline=table.get("baseline", ".shipcheck-baseline"),
        rules=rules,
        path_severity=tuple(
            PathSeverity(tuple(entry["paths"]), Severity[entry["severity"].upper()], tuple(entry.get("rules", ())))
            for entry in paths
        ),
        services=tuple(_service(name, values) for name, values in services.items()),
        engine=table.get("engine", "shipcheck"),
        file=file,
    )


def _service(name: str, values: Mapping[str, Any]) -> Service:
    return Service(
        name,
        values.get("dockerfile", ""),
        values.get("target", ""),
        tuple(values.get("shared", ())),
        values.get("context", ""),
        values.get("port", 0),
        values.get("health", ""),
        values.get("slow-path", ""),
        tuple(values.get("environment", {}).items()),
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean `x`?)` for the nearest known word, or nothing."""
    import difflib  # noqa: PLC0415  # only on the way to an error

    close = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean `{close[0]}`?)" if close else ""


def schema(rules: Mapping[str, tuple[Option, ...]]) -> dict[str, Any]:
    """The JSON Schema of a configuration table, for editors, with the options of these rules."""
    top = {key.name: _schema_of(key) for key in TOP}
    top["rules"]["properties"] = {name: _rule_schema(options) for name, options in rules.items()}
    top["rules"]["additionalProperties"] = False
    top["rules"]["patternProperties"] = {"^hadolint/DL[0-9]+$": _rule_schema(())}
    top["path-severity"]["items"] = _object({key.name: _schema_of(key) for key in PATH_SEVERITY}, ["paths", "severity"])
    top["services"]["additionalProperties"] = _object({key.name: _schema_of(key) for key in SERVICE})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "shipcheck configuration: shipcheck.toml, or [tool.shipcheck] of pyproject.toml",
        **_object(top),
    }


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": properties, **needed, "additionalProperties": False}


def _schema_of(key: Key) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "words": {"type": "array", "items": {"type": "string"}},
        "word": {"type": "string"},
        "number": {"type": "integer"},
        "pairs": {"type": "object", "additionalProperties": {"type": "string"}},
        "level": {"enum": list(LEVELS)},
        "fail": {"enum": [*LEVELS, "never"]},
        "engine": {"enum": list(ENGINES)},
        "table": {"type": "object"},
        "tables": {"type": "array"},
    }
    return {"description": key.doc, **kinds[key.kind]}


def _rule_schema(options: tuple[Option, ...]) -> dict[str, Any]:
    properties: dict[str, Any] = {"severity": {"enum": list(LEVELS)}}
    for option in options:
        word = {bool: "boolean", int: "integer", str: "string", tuple: "array"}[type(option.default)]
        items = {"items": {"type": "string"}} if word == "array" else {}
        default = list(option.default) if isinstance(option.default, tuple) else option.default
        properties[option.name] = {"description": option.doc, "type": word, **items, "default": default}
    return _object(properties)


def _check(table: Any, keys: tuple[Key, ...], where: str, needed: tuple[str, ...] = ()) -> None:
    if not isinstance(table, Mapping):
        raise ShipcheckError(f"{where}: not a table")
    by_name = {key.name: key for key in keys}
    for name, value in table.items():
        if name not in by_name:
            hint = f"known keys: {', '.join(by_name)}"
            raise ShipcheckError(f"{where}: unknown key `{_plain(name)}`{nearest(name, by_name)}", hint)
        _value(value, by_name[name], where)
    for name in needed:
        if name not in table:
            raise ShipcheckError(f"{where}: key `{name}` is missing")


def _value(value: Any, key: Key, where: str) -> None:
    right, wanted = {
        "words": (isinstance(value, list) and all(isinstance(word, str) for word in value), "a list of strings"),
        "word": (isinstance(value, str), "a string"),
        "number": (type(value) is int, "a number"),
        "pairs": (_is_pairs(value), "a table of strings"),
        "level": (value in LEVELS, "note, warning or error"),
        "fail": (value in (*LEVELS, "never"), "note, warning, error or never"),
        "engine": (value in ENGINES, "shipcheck or detect-secrets"),
        "table": (isinstance(value, Mapping), "a table"),
        "tables": (isinstance(value, list), "a list of tables"),
    }[key.kind]
    if not right:
        raise ShipcheckError(f"{where}: `{key.name}` must be {wanted}")


def _is_pairs(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


def _subtables(table: Mapping[str, Any], where: str) -> Mapping[str, Mapping[str, Any]]:
    for name, values in table.items():
        if not isinstance(values, Mapping):
            raise ShipcheckError(f"{where}.{_plain(name)}: not a table")
    return table


def _plain(name: str) -> str:
    return re.sub(r"[^ -~]", "?", name)[:60]
