"""What the names of a module stand for: `app.run` is `flask.Flask().run`, wherever the application was made.

Values are dotted paths; `()` marks an instance. Imports, aliases, factories, annotations and subclasses are followed,
and modules of the project a few steps far.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.subjects.python_flow import Function, steps
from shipcheck.subjects.python_module import PythonModule

# Names that lead to names: more is not followed.
_DEEPEST = 12
_MODULES = 3


class Definition(NamedTuple):
    """A function of the project, with the names that it sees."""

    node: Function
    names: Names


class Class(NamedTuple):
    """A class of the project that is none of a framework's, with the names that it sees."""

    node: ast.ClassDef
    names: Names


class Object(NamedTuple):
    """An instance of a class of the project."""

    of: Class


Value = str | Definition | PythonModule | Class | Object | None
_Binding = ast.expr | Function | ast.ClassDef | ast.Import | ast.ImportFrom | ast.arg


class Names:
    """The names of one module; its functions' own names are found when first asked for."""

    def __init__(self, module: PythonModule, hops: int = 0) -> None:
        self.module = module
        self._hops = hops
        self._top = dict(_bound(module.tree.body))
        self._classes: dict[ast.stmt, ast.ClassDef] | None = None
        self._local: dict[Function, dict[str, list[_Binding]]] = {}
        self._others: dict[str, Names] = {}
        self._attributes: dict[str, list[tuple[ast.expr, Function | None]]] | None = None
        # Each name and each function is followed once; asked again on the way to itself it is nothing.
        self._known: dict[tuple[str | Function, Function | None], Value] = {}

    def value(self, node: ast.expr | None, function: Function | None = None, depth: int = 0) -> Value:
        """What an expression stands for inside a function (or at the top), None if that cannot be said."""
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Name):
            return self.named(node.id, function, depth + 1)
        if isinstance(node, ast.Attribute):
            return self._member(node, function, depth)
        if isinstance(node, ast.Call):
            return self._called(self.value(node.func, function, depth + 1), depth)
        if isinstance(node, ast.Await | ast.NamedExpr):
            return self.value(node.value, function, depth + 1)
        return None

    def named(self, name: str, function: Function | None = None, depth: int = 0) -> Value:
        """What a name stands for."""
        key = (name, function)
        if key not in self._known:
            self._known[key] = None
            for binding in reversed(self._bindings(name, function)):
                found = self._binding(name, binding, function, depth)
                if found is not None:
                    self._known[key] = found
                    break
        return self._known[key]

    def _member(self, node: ast.Attribute, function: Function | None, depth: int) -> Value:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            return self._own(node.attr, depth) or self._inherited(node.attr, function, depth)
        return self._attribute(self.value(node.value, function, depth + 1), node.attr, depth)

    def _own(self, attribute: str, depth: int) -> Value:
        """What `self.attribute` stands for, if every class of the module that assigns it means the same."""
        if self._attributes is None:
            self._attributes = {}
            for step in steps(self.module.tree.body, functions=True):
                for target, value in _assigned(step.node):
                    if (
                        isinstance(target, ast.Attribute)
                        and isinstance(target.value, ast.Name)
                        and target.value.id == "self"
                    ):
                        self._attributes.setdefault(target.attr, []).append((value, step.function))
        key = (f"self.{attribute}", None)
        if key not in self._known:
            self._known[key] = None
            found = [self.value(value, function, depth + 1) for value, function in self._attributes.get(attribute, [])]
            self._known[key] = found[0] if found and all(one == found[0] for one in found) else None
        return self._known[key]

    def _inherited(self, attribute: str, function: Function | None, depth: int) -> Value:
        """What `self.attribute` stands for by the class that the function is a method of."""
        if self._classes is None:
            every = (step.node for step in steps(self.module.tree.body, functions=True))
            self._classes = {
                inner: one
                for one in every
                if isinstance(one, ast.ClassDef)
                for inner in one.body
                if isinstance(inner, Function)
            }
        owner = self._classes.get(function) if function is not None else None
        return self._attribute(_instance(self._class(owner, depth)), attribute, depth) if owner is not None else None

    def _class(self, node: ast.ClassDef, depth: int) -> Value:
        """A class: that of a framework which it is derived from, else itself."""
        found = (self.value(base, None, depth + 1) for base in node.bases)
        return next((one for one in found if isinstance(one, str)), Class(node, self))

    def constant(self, node: ast.expr | None, function: Function | None = None) -> ast.expr | None:
        """A literal, or the one that a name is bound to once and for all; None for what is decided elsewhere.

        So is a name of another module of the project that only imports it, or `module.NAME`.
        """
        if isinstance(node, ast.Name | ast.Attribute):
            node = self.bound(node, function) or self._elsewhere(node, function)
        return node if isinstance(node, ast.Constant | ast.Dict) else None

    def bound(self, node: ast.expr | None, function: Function | None = None) -> ast.expr | None:
        """The one expression that a name is bound to in this module."""
        found = self._bindings(node.id, function) if isinstance(node, ast.Name) else []
        return found[0] if len(found) == 1 and isinstance(found[0], ast.expr) else None

    def _elsewhere(self, node: ast.Name | ast.Attribute, function: Function | None) -> ast.expr | None:
        """The literal that a name of another module of the project stands for."""
        if isinstance(node, ast.Attribute):
            module = self.value(node.value, function)
            name = node.attr
        else:
            found = self._bindings(node.id, function)
            taken = found[0] if len(found) == 1 and isinstance(found[0], ast.ImportFrom) else None
            if taken is None:
                return None
            module = self._project(taken.module or "", taken.level)
            name = next((one.name for one in taken.names if (one.asname or one.name) == node.id), "")
        if not isinstance(module, PythonModule) or module.path == self.module.path:
            return None
        bindings = self._names_of(module)._top.get(name, [])  # noqa: SLF001  # another module's
        return bindings[0] if len(bindings) == 1 and isinstance(bindings[0], ast.Constant | ast.Dict) else None

    def made(self, name: str) -> list[ast.Call]:
        """The calls that a name of the module's top is bound to."""
        return [one for one in self._top.get(name, []) if isinstance(one, ast.Call)]

    def _bindings(self, name: str, function: Function | None) -> list[_Binding]:
        if function is not None:
            if function not in self._local:
                self._local[function] = dict(_bound(function.body))
                for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
                    self._local[function].setdefault(one.arg, []).insert(0, one)
            if name in self._local[function]:
                return self._local[function][name]
        return self._top.get(name, [])

    def _binding(self, name: str, binding: _Binding, function: Function | None, depth: int) -> Value:
        if isinstance(binding, Function):
            return Definition(binding, self)
        if isinstance(binding, ast.ClassDef):
            return self._class(binding, depth)
        if isinstance(binding, ast.arg):
            return _instance(self.value(binding.annotation, None, depth + 1))
        if isinstance(binding, ast.Import):
            return self._imported(name, binding)
        if isinstance(binding, ast.ImportFrom):
            return self._taken(name, binding, depth)
        return self.value(binding, function, depth + 1)

    def _imported(self, name: str, node: ast.Import) -> Value:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            if bound == name:
                target = alias.name if alias.asname else bound
                return self._project(target, 0) or target
        return None

    def _taken(self, name: str, node: ast.ImportFrom, depth: int) -> Value:
        source = node.module or ""
        for alias in node.names:
            if (alias.asname or alias.name) == name:
                module = self._project(source, node.level)
                if module is not None:
                    return self._attribute(module, alias.name, depth)
                if node.level:
                    return None
                return self._project(f"{source}.{alias.name}", 0) or f"{source}.{alias.name}"
        return None

    def _project(self, name: str, level: int) -> PythonModule | None:
        return self.module.imported(name, level) if self._hops < _MODULES else None

    def _attribute(self, value: Value, name: str, depth: int) -> Value:
        if isinstance(value, str):
            return f"{value}.{name}"
        if isinstance(value, Object):
            return self._of_object(value.of, name, depth)
        if isinstance(value, PythonModule):
            found = self._names_of(value).named(name, None, depth + 1)
            return (
                found if found is not None else value.imported(name, 1) if value.path.endswith("__init__.py") else None
            )
        return None

    def _of_object(self, found: Class, name: str, depth: int) -> Value:
        """A method, of the class or of those that it is derived from; else what its methods assign to `self`."""
        for one in found.node.body:
            if isinstance(one, Function) and one.name == name:
                return Definition(one, found.names)
        for base in found.node.bases[:_DEEPEST]:
            value = found.names.value(base, None, depth + 1) if depth < _DEEPEST else None
            inherited = self._of_object(value, name, depth + 1) if isinstance(value, Class) else None
            if inherited is not None:
                return inherited
        return found.names._own(name, depth)  # noqa: SLF001  # another module's

    def method(self, found: Class, name: str) -> Value:
        """A method of a class of the project."""
        return self._of_object(found, name, 0)

    def _names_of(self, module: PythonModule) -> Names:
        if module.path == self.module.path:
            return self
        if module.path not in self._others:
            self._others[module.path] = Names(module, self._hops + 1)
        return self._others[module.path]

    def _called(self, value: Value, depth: int) -> Value:
        if isinstance(value, Definition):
            return value.names.returned(value.node, depth + 1)
        return _instance(value)

    def returned(self, function: Function, depth: int = 0) -> Value:
        """What a function of this module returns, by its `return` statements, else by its annotation."""
        key = (function, None)
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._returned(function, depth)
        return self._known[key]

    def _returned(self, function: Function, depth: int) -> Value:
        for step in steps(function.body):
            if isinstance(step.node, ast.Return):
                found = self.value(step.node.value, function, depth + 1)
                if found is not None:
                    return found
        return _instance(self.value(function.returns, None, depth + 1))


def names_of(module: PythonModule) -> Names:
    """The names of a module, made once for all who ask."""
    found = module.memo.get("names")
    if not isinstance(found, Names):
        found = module.memo["names"] = Names(module)
    return found


def _instance(value: Value) -> Value:
    if isinstance(value, Class):
        return Object(value)
    return f"{value}()" if isinstance(value, str) else None


def _bound(body: list[ast.stmt]) -> Iterator[tuple[str, list[_Binding]]]:
    """The names that a body binds, each with everything it is bound to."""
    found: dict[str, list[_Binding]] = {}
    for step in steps(body, classes=False):
        for name, binding in _bindings(step.node):
            found.setdefault(name, []).append(binding)
    yield from found.items()


def _bindings(node: ast.stmt) -> Iterator[tuple[str, _Binding]]:
    if isinstance(node, Function | ast.ClassDef):
        yield node.name, node
    elif isinstance(node, ast.Import):
        yield from ((alias.asname or alias.name.partition(".")[0], node) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((alias.asname or alias.name, node) for alias in node.names)
    else:
        yield from ((target.id, value) for target, value in _assigned(node) if isinstance(target, ast.Name))


def _assigned(node: ast.stmt) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign):
        if not (isinstance(node.annotation, ast.Name) and node.annotation.id in {"bool", "int", "str", "dict"}):
            yield node.target, ast.Call(node.annotation, [], [])  # it says what the name is when the value does not
        if node.value is not None:
            yield node.target, node.value
    elif isinstance(node, ast.AugAssign):
        yield node.target, node.value
        yield node.target, node.value  # bound twice: no constant
    elif isinstance(node, ast.With | ast.AsyncWith):
        yield from ((item.optional_vars, item.context_expr) for item in node.items)
