"""Modules and classes of settings: which of them ship, and what the name `DEBUG` or `ALLOWED_HOSTS` ends up as there.

A module for development or tests is nobody's business; one that others build on is judged by whether the one for
production sets the name again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import CannotJudge
from shipcheck.subjects.context import Context, context
from shipcheck.subjects.debug_sites import assigned, assignments
from shipcheck.subjects.env_reads import read
from shipcheck.subjects.python_flow import calls, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Names, names_of

_SETTINGS = lazy(
    r"(?:^|.*/)(?:\w{0,80}_)?settings(?:_\w{1,80})?\.py|(?:.*/)?settings/\w+\.py|(?:.*/)?config/settings/\w+\.py"
)
_CONFIG = lazy(
    r"(?:^|.*/)(?:\w{0,80}_)?(?:config|conf|configuration)(?:_\w{1,80})?\.py|(?:.*/)?(?:config|conf|configs)/\w+\.py"
)
# What a file of settings of a web application holds besides.
_WEB = re.compile(
    rb"(?m)^[ \t]*(?:SECRET_KEY|SQLALCHEMY_\w+|INSTALLED_APPS|MIDDLEWARE\w*|ROOT_URLCONF|DATABASES|TESTING|ALLOWED_HOSTS"
    rb"|SESSION_\w+|WTF_\w+|FLASK_\w+|JWT_\w+|MAIL_\w+|CSRF_\w+|TEMPLATES)\b|(?i:\bflask\b|\bdjango\b)"
)
_SIBLINGS = (
    "production",
    "prod",
    "settings_production",
    "settings_prod",
    "production_settings",
    "prod_settings",
    "staging",
    "live",
    "deploy",
    "deployment",
    "heroku",
    "prd",
    "release",
    "config_production",
    "config_prod",
    "production_config",
    "prod_config",
)
_CONFIG_CLASS = lazy(
    r"(?i)\w{0,80}(?:config|settings|configuration)\w{0,80}|base|default|prod(?:uction)?|staging|common"
)
_NOT_SHIPPED = lazy(
    r"(?i).*(?:dev|develop|development|test|testing|local|debug|ci|unittest)(?:ing)?(?:config|settings|configuration|env)?"
)


# A list of hosts is short: more of its parts are not looked at.
_MOST_PARTS = 50


class Setting(NamedTuple):
    """The last assignment of a name that nothing stands in front of."""

    node: ast.stmt
    value: ast.expr


def settings_context(module: PythonModule) -> Context | None:
    """What a module of settings is for; None for one that holds none."""
    if _SETTINGS.fullmatch(module.path):
        return module.context
    return module.context if _CONFIG.fullmatch(module.path) and module.mentions(_WEB) else None


def last(tree: ast.Module | ast.ClassDef, name: str) -> Setting | None:
    """What a name is bound to at the end, None where a test or something else decides."""
    found: Setting | None = None
    for step in steps(tree.body, classes=False):
        for target, value in assignments(step.node):
            if isinstance(target, ast.Name) and target.id == name:
                found = Setting(step.node, value) if step.guard is None else None
    return found


def assigns(module: PythonModule, name: str) -> bool:
    """Whether a module says anything of a name."""
    try:
        body = module.tree.body
    except CannotJudge:
        return True  # nobody can say
    for step in steps(body, classes=False):
        if any(isinstance(target, ast.Name) and target.id == name for target, _ in assignments(step.node)):
            return True
        if (
            isinstance(step.node, ast.AugAssign)
            and isinstance(step.node.target, ast.Name)
            and step.node.target.id == name
        ):
            return True
    return False


def reset_for_production(module: PythonModule, name: str) -> bool:
    """Whether a module for production beside this one says what a name is."""
    return any(
        other.path != module.path and assigns(other, name)
        for sibling in _SIBLINGS
        if (other := module.imported(sibling, 1)) is not None
    )


def debug_settings(names: Names) -> Iterator[tuple[ast.stmt, str]]:
    """`DEBUG = True` at the top of a module of settings that ships, and in its classes."""
    module = names.module
    if settings_context(module) in {"default", "production"}:
        found = last(module.tree, "DEBUG")
        if found is not None and _is_true(names, found.value):
            reset = module.context != "production" and reset_for_production(module, "DEBUG")
            if not reset:
                yield found.node, "DEBUG = True"
    yield from _in_classes(names)
    yield from _configured(names)


def _is_true(names: Names, node: ast.expr) -> bool:
    found = names.constant(node)
    return isinstance(found, ast.Constant) and isinstance(found.value, int) and bool(found.value)


def _in_classes(names: Names) -> Iterator[tuple[ast.stmt, str]]:
    """A class for production that is left on, and a base that no class for production resets."""
    classes = {
        step.node.name: step.node for step in steps(names.module.tree.body) if isinstance(step.node, ast.ClassDef)
    }
    heirs: dict[str, list[ast.ClassDef]] = {}
    for node in classes.values():
        for base in node.bases:
            if isinstance(base, ast.Name):
                heirs.setdefault(base.id, []).append(node)
    for node in classes.values():
        if not _CONFIG_CLASS.fullmatch(node.name) or _NOT_SHIPPED.fullmatch(node.name):
            continue
        own = last(node, "DEBUG")
        if own is None or not _is_true(names, own.value) or _pydantic(names, node):
            continue
        if not _reset_below(node, heirs):
            yield own.node, f"{node.name}.DEBUG = True"


def _reset_below(node: ast.ClassDef, heirs: dict[str, list[ast.ClassDef]]) -> bool:
    """Whether there are classes that ship and are derived from this one, and all of them say what `DEBUG` is."""
    todo = [*heirs.get(node.name, ())]
    seen: set[str] = set()
    found = False
    while todo:
        one = todo.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        ships = not _NOT_SHIPPED.fullmatch(one.name)
        if _sets(one):
            # What is derived from it has that value.
            found = found or ships or any(not _NOT_SHIPPED.fullmatch(heir.name) for heir in heirs.get(one.name, ()))
        elif ships:
            return False
        else:
            todo += heirs.get(one.name, ())
    return found


def _sets(node: ast.ClassDef) -> bool:
    """Whether a class itself says what `DEBUG` is."""
    return any(
        isinstance(target, ast.Name) and target.id == "DEBUG"
        for statement in node.body
        for target, _ in assignments(statement)
    )


def _pydantic(names: Names, node: ast.ClassDef) -> bool:
    """A class that reads the environment itself: its value is a default, which is another rule's business."""
    return any("BaseSettings" in str(names.value(base)) for base in node.bases)


def _configured(names: Names) -> Iterator[tuple[ast.stmt, str]]:
    """`settings.configure(DEBUG=True)` of a program in one file."""
    if not names.module.mentions(re.compile(rb"\.configure\(")):
        return
    for step in steps(names.module.tree.body, functions=True):
        if step.guard is not None:
            continue
        for call in calls(step.node):
            if names.value(call.func, step.function) != "django.conf.settings.configure":
                continue
            for keyword in call.keywords:
                if keyword.arg == "DEBUG" and _is_true(names, keyword.value):
                    yield step.node, "settings.configure(DEBUG=True)"


class Hosts(NamedTuple):
    """A place where every host is allowed, and what the module is for."""

    node: ast.stmt
    text: str
    context: Context


def open_hosts(module: PythonModule) -> Iterator[Hosts]:
    """`ALLOWED_HOSTS` with `*` in it, or as the default of a variable, in settings that ship."""
    where = settings_context(module)
    if where not in {"default", "production"}:
        return
    names = names_of(module)
    found: Hosts | None = None
    for step in steps(module.tree.body, classes=False):
        node = step.node
        target, value = assigned(node)
        if isinstance(node, ast.AugAssign):
            target, value = node.target, node.value
        if isinstance(target, ast.Name) and target.id == "ALLOWED_HOSTS" and value is not None:
            added = isinstance(node, ast.AugAssign)
            text = _every(names, value) if step.guard is None else ""
            found = Hosts(node, text, where) if text else (found if added or step.guard is not None else None)
        elif step.guard is None and isinstance(node, ast.Expr) and _appended(node.value):
            found = Hosts(node, ast.unparse(node)[:60], where)
    if found is not None and not (where == "default" and reset_for_production(module, "ALLOWED_HOSTS")):
        yield found


def _appended(node: ast.expr) -> bool:
    """`ALLOWED_HOSTS.append("*")`, and the like."""
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or not isinstance(node.func.value, ast.Name)
    ):
        return False
    added = [one for given in node.args for one in getattr(given, "elts", [given])]
    known = node.func.attr in {"append", "extend", "insert"} and node.func.value.id == "ALLOWED_HOSTS"
    return known and any(_star(one) for one in added)


def _every(names: Names, node: ast.expr) -> str:
    """How `*` is written into a value, nothing where it is not."""
    todo = [node]
    for _ in range(_MOST_PARTS):
        if not todo:
            break
        one = todo.pop()
        if isinstance(one, ast.List | ast.Tuple | ast.Set):
            if any(_star(item) for item in one.elts):
                return 'ALLOWED_HOSTS = ["*"]'
            todo += [item for item in one.elts[:_MOST_PARTS] if isinstance(item, ast.Call)]
        elif isinstance(one, ast.BinOp):
            todo += [one.left, one.right]
        elif isinstance(one, ast.ListComp):
            todo.append(one.generators[0].iter)
        elif _star(one):
            return 'ALLOWED_HOSTS = "*"'
        elif isinstance(one, ast.Call) and (text := _by_default(names, one)):
            return text
    return ""


def _by_default(names: Names, call: ast.Call) -> str:
    """How a read of the environment allows every host where nobody says anything, nothing where it does not."""
    function = call.func
    inner = function.value if isinstance(function, ast.Attribute) and function.attr in {"split", "strip"} else call
    found = read(names, inner)
    if found is not None and isinstance(found.default, str) and "*" in found.default.split(","):
        return f"{found.name}, whose default is `*`"
    return "a default of `*`" if _defaults_to_list(call) else ""


def _star(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "*" in node.value.split(",")


def _defaults_to_list(call: ast.Call) -> bool:
    """`env.list("ALLOWED_HOSTS", default=["*"])` and `config(..., default="*", cast=Csv())`."""
    first = call.args[0] if call.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.isupper()):
        return False
    defaults = [keyword.value for keyword in call.keywords if keyword.arg == "default"] + call.args[1:2]
    return any(
        _star(one) or (isinstance(one, ast.List | ast.Tuple) and any(_star(item) for item in one.elts))
        for one in defaults
    )


_CHOSEN = frozenset({"DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION"})


def default_settings(module: PythonModule) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """What wsgi.py and asgi.py take for `DJANGO_SETTINGS_MODULE` where nobody says it: only settings for development."""
    for step in steps(module.tree.body, functions=True):
        found = [(call, _settings_name(call)) for call in calls(step.node)]
        target, value = assigned(step.node)
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            named = target.slice.value in _CHOSEN and isinstance(value, ast.Constant)
            text = value.value if named and isinstance(value, ast.Constant) else ""
            if isinstance(text, str) and text and step.guard is None:
                found.append((step.node, text))  # type: ignore[arg-type]
        for node, name in found:
            if name and context(name.rpartition(".")[2]) == "development":
                yield node, name


def _settings_name(call: ast.Call) -> str:
    texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    if len(texts) == 2 and texts[0] in _CHOSEN and isinstance(texts[1], str):  # noqa: PLR2004
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        return texts[1] if name in {"setdefault", "get", "getenv"} else ""
    return ""
