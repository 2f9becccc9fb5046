"""Debug flags that come from the environment, and how that goes wrong: on by default, or a text that is always true."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.debug_sites import assigned, behind_a_test, debug_sites
from shipcheck.subjects.env_reads import Read, flag, read
from shipcheck.subjects.python_flow import calls, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Names, names_of

_DEBUG = lazy(r"(?:FLASK_|DJANGO_|APP_|IS_|ENABLE_|WEB_|SERVER_|API_)?DEBUG(?:_MODE|_ENABLED|_ON)?")
_MODE = frozenset({"FLASK_ENV", "APP_ENV", "ENV", "DJANGO_ENV", "FLASK_CONFIG"})
_DEVELOPMENT = frozenset({"dev", "development", "develop", "debug"})
_TRUE = frozenset({"1", "true", "yes", "on", "t", "y"})
# `APP_SETTINGS` is `config.DevelopmentConfig` where nobody says anything.
_NAMED = lazy(r"(?i)(?:\w+[.:])+(?:dev(?:elop(?:ment|er)?)?|local)(?:config|settings|configuration)?")
_CONFIG = lazy(r"SETTINGS|CONFIG|CONFIGURATION")
_FIELDS = frozenset({"debug", "DEBUG", "debug_mode", "app_debug", "flask_debug", "DEBUG_MODE"})


class Doubt(NamedTuple):
    """A flag that goes wrong: `default` (on where nobody says anything) or `text` (on whatever is said)."""

    kind: str
    location: Location
    text: str
    name: str


def doubts(module: PythonModule) -> Iterator[Doubt]:
    """Both kinds, each place once, the default before the text."""
    names = names_of(module)
    told: set[tuple[int, str]] = set()
    for one in (*_at_sites(names), *_reads(names), *_fields(names), *_schemes(names)):
        key = (one.location.line, one.name)
        if key not in told:
            told.add(key)
            yield one


def _at_sites(names: Names) -> Iterator[Doubt]:
    for site in debug_sites(names):
        found = flag(names, site.value, site.function)
        if found is None:
            continue
        if found.by_default:
            yield Doubt("default", site.location, site.text, found.read.name)
        elif not found.converted and site.text != "debug":
            yield Doubt("text", site.location, site.text, found.read.name)


def _reads(names: Names) -> Iterator[Doubt]:
    """Reads of variables that every tool knows, wherever they stand."""
    module = names.module
    for step in steps(module.tree.body, functions=True):
        if behind_a_test(step):
            continue
        _, value = assigned(step.node)
        for call in calls(step.node):
            found = read(names, call, step.function)
            if found is None or not found.known:
                continue
            if isinstance(found.default, str) and _for_development(found.name, found.default):
                yield Doubt("mode", module.location(call), found.default, found.name)
            elif _DEBUG.fullmatch(found.name) and _is_on(found) and (value is None or _kept(names, value)):
                yield Doubt("default", module.location(call), found.name, found.name)


def _for_development(name: str, default: str) -> bool:
    """Whether a variable that chooses a mode or a configuration chooses that for development where nobody says anything."""
    if name in _MODE and default.lower() in _DEVELOPMENT:
        return True
    if name == "DJANGO_SETTINGS_MODULE":  # what servers import is another rule's business
        return False
    return _CONFIG.search(name) is not None and _NAMED.fullmatch(default) is not None


def _kept(names: Names, value: ast.expr) -> bool:
    """Whether an assignment's value does not turn the default into off."""
    found = flag(names, value)
    return found is None or found.by_default is not False


def _is_on(found: Read) -> bool:
    return found.default is True or found.default == 1 or str(found.default).strip().lower() in _TRUE


def _fields(names: Names) -> Iterator[Doubt]:
    """`debug: bool = True` of a class of pydantic's that reads the environment."""
    module = names.module
    for step in steps(module.tree.body):
        if not isinstance(step.node, ast.ClassDef):
            continue
        if not any("BaseSettings" in str(names.value(base)) for base in step.node.bases):
            continue
        for node in step.node.body:
            name = node.target.id if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else ""
            if name in _FIELDS and isinstance(node, ast.AnnAssign) and _field_on(names, node.value):
                yield Doubt("default", module.location(node), f"{step.node.name}.{name}", name.upper())


def _field_on(names: Names, value: ast.expr | None) -> bool:
    if isinstance(value, ast.Constant):
        return value.value is True
    if isinstance(value, ast.Call) and str(names.value(value.func)).endswith(".Field"):
        given = [keyword.value for keyword in value.keywords if keyword.arg == "default"] + value.args[:1]
        return any(isinstance(one, ast.Constant) and one.value is True for one in given)
    return False


def _schemes(names: Names) -> Iterator[Doubt]:
    """`Env(DEBUG=(bool, True))` of django-environ."""
    module = names.module
    for step in steps(module.tree.body):
        for call in calls(step.node):
            if names.value(call.func, step.function) not in {"environ.Env", "environ.FileAwareEnv"}:
                continue
            for keyword in call.keywords:
                if keyword.arg and _DEBUG.fullmatch(keyword.arg) and isinstance(keyword.value, ast.Tuple):
                    default = keyword.value.elts[-1] if len(keyword.value.elts) == 2 else None  # noqa: PLR2004
                    if isinstance(default, ast.Constant) and default.value is True:
                        yield Doubt("default", module.location(keyword.value), f"Env({keyword.arg})", keyword.arg)
