"""What a module executes: its statements with the scope they see and the tests they stand behind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from shipcheck.lazy import lazy

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Guard(NamedTuple):
    """A test that a statement stands behind: its expression (None for an exception handler), and the one around it."""

    test: ast.expr | None
    outer: Guard | None


class Step(NamedTuple):
    """A statement, the function whose body it belongs to, if any, and what it stands behind."""

    node: ast.stmt
    function: Function | None
    guard: Guard | None


_ENVIRONMENT = lazy(
    r"(?i)(?<![a-z])(?:env|environ|environment|getenv|debug|dev|develop|development|prod|production|local|stage|staging"
    r"|mode|testing|test|config|settings|deploy|heroku|render|docker|platform|gettrace)(?![a-z])"
)


def steps(
    body: Iterable[ast.stmt],
    function: Function | None = None,
    *,
    functions: bool = False,
    classes: bool = True,
    main: bool = True,
) -> Iterator[Step]:
    """Every statement of a body, those of blocks behind their heads; of functions only if asked.

    `if __name__ == "__main__":` is no test: what stands behind it runs when the file is the program, and what stands
    behind its opposite is left out. Without `main` it is the other way round: only what runs on import.
    """
    todo: list[Step] = [Step(node, function, None) for node in reversed(list(body))]
    while todo:
        step = todo.pop()
        yield step
        if classes or not isinstance(step.node, ast.ClassDef):
            todo.extend(reversed(list(_inner(step, functions=functions, program=main))))


def _inner(step: Step, *, functions: bool, program: bool) -> Iterator[Step]:
    node, function, guard = step
    if isinstance(node, Function):
        if functions:
            yield from (Step(one, node, None) for one in node.body)
        return
    if isinstance(node, ast.If):
        main = guarded_main(node.test)
        behind = guard if main is not None else Guard(node.test, guard)
        if main is None or main is program:
            yield from (Step(one, function, behind) for one in node.body)
        if main is None or main is not program:
            yield from (Step(one, function, behind) for one in node.orelse)
        return
    for name in ("body", "orelse", "finalbody"):
        yield from (Step(one, function, guard) for one in getattr(node, name, ()))
    for handler in getattr(node, "handlers", ()):
        yield from (Step(one, function, Guard(None, guard)) for one in handler.body)
    for case in getattr(node, "cases", ()):
        subject = node.subject if isinstance(node, ast.Match) else None
        yield from (Step(one, function, Guard(subject, guard)) for one in case.body)


def guarded_main(test: ast.expr) -> bool | None:
    """True for `__name__ == "__main__"` (also as a part of `and`), False for its opposite, None for other tests."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return True if any(guarded_main(part) for part in test.values) else None
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    sides = (test.left, test.comparators[0])
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    texts = {side.value for side in sides if isinstance(side, ast.Constant)}
    if names != {"__name__"} or texts != {"__main__"}:
        return None
    return {ast.Eq: True, ast.NotEq: False}.get(type(test.ops[0]))


def calls(node: ast.stmt) -> Iterator[ast.Call]:
    """The calls that a statement makes itself, not those of blocks and functions inside it."""
    todo: list[ast.AST] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Call):
            yield one
        for child in ast.iter_child_nodes(one):
            if not isinstance(child, ast.stmt | ast.Lambda | ast.excepthandler | ast.match_case):
                todo.append(child)  # noqa: PERF401  # the list is being walked


_LATER = frozenset(
    {"Thread", "Process", "Timer", "submit", "run_in_executor", "start_new_thread", "to_thread", "spawn", "partial"}
)


def deferred(call: ast.Call) -> Iterator[ast.Call]:
    """The calls that a thread or a process is made for: `Thread(target=app.run, kwargs={"debug": True})`, lambdas too."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _LATER:
        return
    for node in (*call.args, *(one.value for one in call.keywords if one.arg in {"target", "function"})):
        if isinstance(node, ast.Lambda):
            yield from (one for one in ast.walk(node.body) if isinstance(one, ast.Call))
        elif isinstance(node, ast.Name | ast.Attribute):
            given = [ast.keyword(None, one.value) for one in call.keywords if one.arg == "kwargs"]
            given += [one for one in call.keywords if name == "partial"]
            yield ast.copy_location(ast.Call(node, [], given), call)


def every_call(node: ast.stmt) -> Iterator[ast.Call]:
    """The calls that a statement makes, and those that it has others make."""
    for call in calls(node):
        yield call
        yield from deferred(call)


def by_environment(guard: Guard | None) -> bool:
    """Whether a statement stands behind a test of the environment or the mode, or in an exception handler."""
    while guard is not None:
        if guard.test is None or _asks(guard.test):
            return True
        guard = guard.outer
    return False


@lru_cache(maxsize=4096)  # an `elif` stands behind all tests in front of it
def _asks(test: ast.expr) -> bool:
    return any(_ENVIRONMENT.search(word) for word in _words(test))


def _words(test: ast.expr) -> Iterator[str]:
    for node in ast.walk(test):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value[:200]
