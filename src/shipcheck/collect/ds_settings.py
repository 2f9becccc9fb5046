"""Which plugins and filters of detect-secrets are on: its defaults, or what the project's `.secrets.baseline` says.

As `settings.py` of detect-secrets 1.5 has it: a baseline that lists plugins has no others; one that lists filters has
these and two more. Verification is never on, whatever the baseline says: nothing here asks a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from shipcheck.collect import ds_plugins
from shipcheck.collect.ds_trust import trusted
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.ds_gate import Plugin
from shipcheck.secrets.go_expressions import Expression, read_python
from shipcheck.secrets.kept import BASELINE as FILE

HEURISTIC = "detect_secrets.filters.heuristic."
REGEX = "detect_secrets.filters.regex."
ALLOWLIST = "detect_secrets.filters.allowlist.is_line_allowlisted"
INDIRECT = f"{HEURISTIC}is_indirect_reference"
WORDS = "detect_secrets.filters.wordlist.should_exclude_secret"
_ALWAYS = (f"{HEURISTIC}is_non_text_file",)
_SINCE_1_1 = ("is_lock_file", "is_not_alphanumeric_string", "is_swagger_file")
DEFAULT = (
    ALLOWLIST,
    INDIRECT,
    *(
        HEURISTIC + name
        for name in (
            *("is_sequential_string", "is_potential_uuid", "is_likely_id_string", "is_templated_secret"),
            *("is_prefixed_with_dollar_sign", *_SINCE_1_1),
        )
    ),
)
# Answered elsewhere: the project knows its files, nothing is verified, the baseline is left out by name.
_COMMON = tuple(
    f"detect_secrets.filters.common.{name}"
    for name in ("is_invalid_file", "is_baseline_file", "is_ignored_due_to_verification_policies")
)
VERSION = "1.5.0"
_LIMITS = {"Base64HighEntropyString": 4.5, "HexHighEntropyString": 3.0}
# As detect-secrets writes them.
OPTIONS: dict[str, dict[str, Any]] = {
    **{name: {"limit": limit} for name, limit in _LIMITS.items()},
    "KeywordDetector": {"keyword_exclude": ""},
}
_MEND = "write the baseline anew with `detect-secrets scan --baseline .secrets.baseline`"


class Settings(NamedTuple):
    """What is on: plugins with a gate, those that are asked about every line, filters by path, and patterns by path.

    `gaps` is what of the baseline could not be taken over.
    """

    gated: tuple[Plugin, ...]
    plugins: Mapping[str, Callable[[], Any]]
    filters: frozenset[str]
    patterns: Mapping[str, tuple[Expression, ...]] = {}
    words: frozenset[str] = frozenset()
    custom: tuple[Callable[..., Any], ...] = ()
    gaps: tuple[Unjudged, ...] = ()


def of(project: Project, *, own_code: bool) -> Settings:
    """The settings of a project; raises `CannotJudge` for a baseline that detect-secrets would not load.

    With `own_code` plugins and filters of the project are run for who trusts it, without they are gaps.
    """
    if FILE not in project:
        return _Reading(project, {}, own_code=own_code).settings()
    import json

    try:
        document = json.loads(project.text(FILE))
        return _Reading(project, document, own_code=own_code).settings()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise CannotJudge(FILE, "detect-secrets cannot read its settings", _MEND) from None


class _Reading:
    """Reads the settings of one baseline."""

    def __init__(self, project: Project, document: Mapping[str, Any], *, own_code: bool) -> None:
        self._project = project
        self._own_code = own_code
        self._document = document
        self._gaps: list[Unjudged] = []
        self._code: dict[str, Any] = {}
        version = tuple(int(part) for part in str(document.get("version", "1.5.0")).split(".")[:2])
        if version < (1, 0):
            raise CannotJudge(FILE, "it was written by detect-secrets 0.x, whose settings have another form", _MEND)
        self._old = version < (1, 1)

    def settings(self) -> Settings:
        """All of them."""
        gated, plugins = [], {}
        for name, path, options in self._plugins():
            if path:
                found = self._own(path, name)
                if found is not None:
                    plugins[name] = _made(found, options, name)
                continue
            if name not in ds_plugins.MODULES:
                raise CannotJudge(
                    FILE, f"it names the plugin `{_shown(name)}`, which detect-secrets does not have", _MEND
                )
            plugins[name] = self._builtin(name, options)
            gated.append(Plugin(name, float(options.get("limit", _LIMITS.get(name, 0.0)))))
        filters = self._filters()
        own = tuple(self._own_filters(filters))
        patterns = {path: tuple(self._patterns(entry)) for path, entry in filters.items() if path.startswith(REGEX)}
        words = self._words(filters[WORDS]) if WORDS in filters else frozenset()
        return Settings(tuple(gated), plugins, frozenset(filters), patterns, words, own, tuple(self._gaps))

    def _plugins(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        listed = self._document.get("plugins_used")
        for entry in [{"name": name} for name in ds_plugins.MODULES] if listed is None else listed:
            options = {key: value for key, value in entry.items() if key not in {"name", "path"}}
            yield str(entry["name"]), str(entry.get("path", "")), options

    def _builtin(self, name: str, options: dict[str, Any]) -> Callable[[], Any]:
        excluded = options.get("keyword_exclude") if name == "KeywordDetector" else None
        if not excluded:
            if options not in ({}, OPTIONS.get(name)):
                ds_plugins.plugin(name, options)  # to hear now of what it does not take
            return lambda: ds_plugins.plugin(name, options)
        expression = self._expression(str(excluded), "keyword_exclude", ignore_case=True)

        def make() -> Any:
            made = ds_plugins.plugin(name, {})
            made.keyword_exclude = expression and _Searching(expression)
            return made

        return make

    def _filters(self) -> dict[str, Mapping[str, Any]]:
        listed = self._document.get("filters_used")
        if listed is None:
            return {path: {} for path in (*_ALWAYS, *DEFAULT)}
        added = [{"path": HEURISTIC + name} for name in _SINCE_1_1] if self._old else []
        return {path: {} for path in _ALWAYS} | {str(entry["path"]): entry for entry in [*listed, *added]}

    def _own_filters(self, filters: Mapping[str, Any]) -> Iterator[Callable[..., Any]]:
        for path in filters:
            if path in {*_ALWAYS, *DEFAULT, *_COMMON, WORDS} or path.startswith(REGEX):
                continue
            if not path.startswith("file://"):
                reason = f"its filter `{_shown(path)}` is not one of those that are known here, and was not applied"
                self._gaps.append(Unjudged(FILE, reason, "drop it from `filters_used`"))
                continue
            file, _, name = path.partition("::")
            found = self._own(file, name)
            if found is not None:
                yield ds_plugins.injected(found)

    def _own(self, path: str, name: str) -> Any:
        """A class or function from a file of the project, for who trusts it; None where it cannot be had."""
        inside = _inside(self._project, path)
        if inside is None:
            raise CannotJudge(FILE, f"`{_shown(path)}` is no file of this project", "name one, relative to the root")
        if not (self._own_code and trusted(self._project.root)):
            hint = "if you trust it, run it here: `git config shipcheck.runPlugins true`"
            self._gaps.append(
                Unjudged(FILE, f"`{_shown(name)}` of {inside} is code of this project, and was not run", hint)
            )
            return None
        if inside not in self._code:
            self._code[inside] = self._run(inside)
        found = getattr(self._code[inside], name, None)
        if found is None:
            raise CannotJudge(FILE, f"{inside} has no `{_shown(name)}`", _MEND)
        return found

    def _run(self, inside: str) -> Any:
        try:
            return ds_plugins.run(self._project.text(inside), inside)
        except CannotJudge:
            raise
        except Exception as error:  # noqa: BLE001  # it is somebody's code
            raise CannotJudge(
                inside, f"it cannot be run: {type(error).__name__}", "run `detect-secrets scan` by hand"
            ) from None

    def _patterns(self, entry: Mapping[str, Any]) -> Iterator[Expression]:
        listed = entry["pattern"]
        for number, source in enumerate([listed] if isinstance(listed, str) else listed):
            expression = self._expression(source, f"{entry['path'].rpartition('.')[2]}[{number}]")
            if expression:
                yield expression

    def _expression(self, source: str, where: str, *, ignore_case: bool = False) -> Expression | None:
        try:
            return read_python(source, ignore_case=ignore_case)
        except ValueError as reason:
            hint = "write it more simply: no repeats within repeats"
            self._gaps.append(Unjudged(f"{FILE}: {where}", f"it excludes nothing: {reason}", hint))
            return None

    def _words(self, entry: Mapping[str, Any]) -> frozenset[str]:
        inside = _inside(self._project, str(entry["file_name"]))
        if inside is None:
            raise CannotJudge(
                FILE, f"its word list `{_shown(str(entry['file_name']))}` is no file of this project", _MEND
            )
        least = int(entry["min_length"])
        words = (line.lower().strip() for line in self._project.text(inside).split("\n"))
        return frozenset(word for word in words if len(word) >= least)


class _Searching:
    """An expression in the place of a compiled one."""

    def __init__(self, expression: Expression) -> None:
        self.search = expression.matches


def _made(found: Any, options: Mapping[str, Any], name: str) -> Callable[[], Any]:
    def make() -> Any:
        try:
            return found(**options)
        except Exception as error:  # noqa: BLE001  # it is somebody's code
            raise CannotJudge(FILE, f"its plugin `{_shown(name)}` cannot be made: {type(error).__name__}") from None

    return make


def _inside(project: Project, path: str) -> str | None:
    """A path of a baseline as the project names it: relative to the root, or absolute as `-p` writes it."""
    plain = path.removeprefix("file://").replace("\\", "/")
    root = project.root.replace("\\", "/").rstrip("/")
    if root and plain.startswith(f"{root}/"):
        plain = plain[len(root) + 1 :]
    plain = plain.removeprefix("./")
    return plain if plain in project else None


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)[:80]
