"""Credentials in files, with detect-secrets' own findings: `engine = "detect-secrets"`.

The same finds as `detect-secrets scan --no-verify` (type, value and file), by its own plugins; what is left out is its
price. Its loop asks 27 plugins about every line, behind filters that look at every line first; here a plugin is asked
about the lines that may hold what it looks for (`secrets/ds_gate.py`), and filters about what plugins find. Two filters
and the reading of INI files have the same answers in less time; `requests`, its settings and its verification stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import splitext
from typing import Any, NamedTuple

from shipcheck.collect import ds_plugins, ds_settings, ds_yaml
from shipcheck.collect.ds_filter import Filters, snippet
from shipcheck.collect.ds_settings import Settings
from shipcheck.collect.secret_file import File
from shipcheck.lazy import lazy
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets import ds_cost, ds_gate, ds_ini, ds_keyword
from shipcheck.secrets.found import KEY, NAMED, TOKEN, URL, Found
from shipcheck.secrets.kept import BASELINE as FILE

# Whose rule a plugin's find is; all others find tokens.
KEYWORD = "Secret Keyword"
RULES = {
    KEYWORD: NAMED,
    "Base64 High Entropy String": NAMED,
    "Hex High Entropy String": NAMED,
    "Basic Auth Credentials": URL,
    "Private Key": KEY,
}
TESTED = ("1.5.0",)
KINDS = {"Basic Auth Credentials": "password of a URL", "Private Key": "private key"}
YAML = frozenset({".yaml", ".yml", ".eyaml"})
# What a file may cost, as `ds_cost.steps` counts it.
STEPS = 400_000_000
ENDLESS = "its lines are made so that detect-secrets does not come to an end"
# How far from where its loader counts it a value is looked for, in lines.
_NEAR = 60
_NAME = lazy(r"([A-Za-z_][\w.-]{0,100})[\"'\])\d\[]{0,6}[ \t]{0,64}(?:[:=!]{1,3}>?|\()[ \t@]{0,64}[\"'`]?\Z")
# Files of these types it reads as they are; others also as INI, where that finds nothing.
TYPED = frozenset(
    [
        ".cls",
        ".example",
        ".eyaml",
        ".go",
        ".java",
        ".js",
        ".m",
        ".php",
        ".py",
        ".pyi",
        ".swift",
        ".tf",
        ".yaml",
        ".yml",
        ".cs",
        ".c",
        ".cpp",
        ".cnf",
        ".conf",
        ".cfg",
        ".cf",
        ".ini",
        ".properties",
        ".toml",
    ]
)


class Find(NamedTuple):
    """What a plugin found: its type, the value as detect-secrets hashes it, and the line, counted from 1."""

    type: str
    value: str
    line: int


def read(project: Project) -> Iterator[File | Unjudged]:
    """The files in focus that hold something; raises `CannotJudge` for a baseline that detect-secrets would not load."""
    engine = Engine(project, own_code=True)
    yield from engine.gaps
    for path in project.focused:
        try:
            finds = engine.finds(path)
            if finds:
                yield File(path, project.bytes(path), [found for _, found in located(project, path, finds)])
        except CannotJudge as reason:
            yield reason.unjudged


def located(project: Project, path: str, finds: Iterable[Find]) -> list[tuple[Find, Found]]:
    """Finds of a file with the places where they stand in it."""
    lines = re.split(r"\r\n|\r|\n", project.bytes(path).decode())
    return [(find, _found(find, lines)) for find in finds]


class Engine:
    """detect-secrets as the project's baseline sets it up. `gaps` is what of it could not be taken over.

    `own_code` lets plugins and filters of the project run, where its owner trusts them.
    """

    def __init__(self, project: Project, *, own_code: bool = False) -> None:
        self._project = project
        self._settings: Settings = ds_settings.of(project, own_code=own_code)
        self._filters = Filters(self._settings)
        self._plugins: dict[str, Any] = {}
        # Plugins of the project have no gate, nor have those of a version that nobody compared with.
        self._gated = self._settings.gated if ds_plugins.version() in TESTED else ()
        gated = {one.name for one in self._gated}
        self._every = [name for name in self._settings.plugins if name not in gated]
        self.gaps = self._settings.gaps

    def finds(self, path: str) -> list[Find]:
        """What detect-secrets finds in a file, each type and value once, where it stands first; raises `CannotJudge`."""
        text = _text(self._project.bytes(path))
        if text is None or (FILE in self._project and path.rpartition("/")[2] == FILE):
            return []
        extension = splitext(path)[1]
        headed, yaml = ds_ini.headed(text), extension in YAML
        if (headed or yaml) and not self._worth(text, yaml=yaml):
            return []
        try:
            values = _values(path, text, headed=headed, yaml=yaml)
            found = self._in_lines(path, values, _joined(values)) if values else self._in_lines(path, None, text)
            if not found and extension not in TYPED and self._worth(text, yaml=False):
                values = ds_ini.lines(text, header=True) or []
                found = self._in_lines(path, values, _joined(values))
        except ds_ini.TooLarge:
            raise CannotJudge(path, "its values are far larger than the file", "exclude it") from None
        except ds_keyword.TooLong:
            raise CannotJudge(path, ENDLESS, "exclude it") from None
        return found

    def _worth(self, text: str, *, yaml: bool) -> bool:
        return bool(self._every) or ds_gate.worth(text, self._gated, yaml=yaml)

    def _in_lines(self, path: str, values: list[str] | None, joined: str) -> list[Find]:
        asked = ds_gate.lines(joined, path, self._gated)
        if not (asked or self._every) or self._filters.path(path):
            return []
        lines = joined.split("\n") if values is None else values
        for number in range(len(lines) if self._every else 0):
            asked.setdefault(number, []).extend(self._every)
        if ds_cost.steps(lines, path, asked) > STEPS:
            raise CannotJudge(path, ENDLESS, "exclude it")
        found: dict[tuple[str, str], Find] = {}
        for number in sorted(asked):
            for find in self._on_line(path, lines, number, asked[number]):
                found.setdefault((find.type, find.value), find)
        return list(found.values())

    def _on_line(self, path: str, lines: list[str], number: int, names: list[str]) -> Iterator[Find]:
        for name in names:
            plugin = self._plugin(name)
            for secret in self._analyze(plugin, path, lines, number):
                if not self._filters.find(secret, plugin, path, lines, number):
                    yield Find(secret.type, secret.secret_value, number + 1)

    def _analyze(self, plugin: Any, path: str, lines: list[str], number: int) -> Iterable[Any]:
        line = lines[number].rstrip()
        name = type(plugin).__name__
        if name == "KeywordDetector" and ds_gate.windowed(line, path) and name not in self._every:
            return ds_plugins.keywords(plugin, path, line)
        if name not in self._every or name in ds_plugins.MODULES:
            return plugin.analyze_line(filename=path, line=line, line_number=number + 1) or ()
        asked = ds_plugins.injected(plugin.analyze_line, bound=True)
        try:
            context = snippet(lines, number)
            return list(asked(filename=path, line=line, line_number=number + 1, context=context) or ())
        except Exception as error:  # noqa: BLE001  # it is somebody's code
            raise CannotJudge(path, f"the project's plugin `{name}` failed on it: {type(error).__name__}") from None

    def _plugin(self, name: str) -> Any:
        if name not in self._plugins:
            self._plugins[name] = self._settings.plugins[name]()
        return self._plugins[name]


def _text(data: bytes) -> str | None:
    """A file as detect-secrets reads it: UTF-8 or not at all, with line feeds only."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _joined(values: list[str]) -> str:
    """Values as one text, for the conditions; each stays in its line."""
    return "\n".join([value.replace("\n", " ") for value in values])


def _values(path: str, text: str, *, headed: bool, yaml: bool) -> list[str] | None:
    """The values of a file that has a form; None, or nothing, where its lines are looked at as they are."""
    found = ds_ini.lines(text, header=False) if headed else None
    if found is None and yaml:
        try:
            found = ds_yaml.lines(text)
        except ds_yaml.Unreadable:
            raise CannotJudge(path, "detect-secrets fails to read it as YAML", "exclude it") from None
    return found


def _found(find: Find, lines: list[str]) -> Found:
    """A find where it stands in the file: values that were taken out of it may stand some lines away."""
    rule, kind = RULES.get(find.type, TOKEN), KINDS.get(find.type, find.type)
    value = find.value.split("\n", 1)[0]
    near = sorted(
        range(max(1, find.line - _NEAR), min(len(lines), find.line + _NEAR) + 1), key=lambda at: abs(at - find.line)
    )
    number = next((at for at in near if value in lines[at - 1]), min(find.line, len(lines)))
    line = lines[number - 1]
    start = max(line.find(value), 0)
    name = _NAME.search(line[max(0, start - 300) : start]) if find.type == KEYWORD else None
    end = start + len(value) if value in line else len(line)
    return Found(number, start + 1, max(end, start + 1) + 1, rule, kind, name.group(1) if name else "", find.value)
