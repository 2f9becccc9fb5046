"""Credentials in Python: literals by the name they are given to, in every idiom that web projects use.

The file is parsed, so comments, strings that look like code and line breaks mislead nobody; what is judged is the
literal behind `.encode()`, `SecretStr(...)`, `Field(default=...)`, `or`, a conditional or a concatenation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from shipcheck.lazy import lazy
from shipcheck.secrets import blocks
from shipcheck.secrets.python_calls import CALLS, HASHING, compared, in_call, pair
from shipcheck.secrets.python_names import called, environment_names, read_name, reads, target_name, text_of
from shipcheck.secrets.python_tree import ast, children, walk
from shipcheck.secrets.python_values import Literal, constants, under
from shipcheck.secrets.spans import places
from shipcheck.secrets.vocabulary import LABELS
from shipcheck.secrets.words import STEMS, credible, promise, split, stands_in

_BINDING = lazy(r"(?P<name>[A-Z][A-Z0-9_]{2,60})=(?P<value>[^\s;&|]{3,400})(?:\s|\Z)")
_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "TextChoices", "IntegerChoices", "Choices"})
_ENDLESS = 1 << 40
_MADE_UP = frozenset({"test", "tests", "testing", "mock", "fake", "dummy", "stub", "development", "dev", "local"})
_DOCUMENTING = frozenset(
    {"documentation", "examples", "example", "usage", "help", "doc", "docs", "epilog", "description"}
)
_EXAMPLES = frozenset({"example", "examples"})
# What stands on the lines of everything that is judged by a name or by a call.
_WORDS = (*STEMS, *CALLS)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A parsed file: its literals, and which of its lines are documentation or lie inside strings of several lines."""

    def __init__(self, tree: ast.Module, folded: str) -> None:
        self._tree = tree
        spoken = list(_walk(tree, _speaking(folded)))
        self._telling = [node for node in spoken if type(node) in _TELLING]
        self._idle = frozenset(_idle(spoken))
        self._settings = frozenset(_settings(spoken))
        self._read = environment_names(node for node in self._telling if type(node) in _STATEMENTS)

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        """Every node: for what names have no part in, which most files do not need."""
        return list(_walk(self._tree, None))

    @cached_property
    def _texts(self) -> list[ast.AST]:
        return [node for node in self._nodes if type(node) in {ast.Constant, ast.JoinedStr}]

    @cached_property
    def documentation(self) -> frozenset[int]:
        """The lines of strings that nothing is done with, or that are kept to be read by people."""
        return frozenset(_documentation([node for node in self._nodes if type(node) in _STATEMENTS]))

    @cached_property
    def blocks(self) -> frozenset[int]:
        """The lines inside strings of several lines, but for their first."""
        return frozenset(_inside_strings(self._texts)) - self.documentation

    @cached_property
    def _strings(self) -> dict[int, list[tuple[int, int]]]:
        return _spans(self._texts)

    def literals(self) -> Iterator[Literal]:
        """Every literal that stands under a name that promises a secret, and is credible there."""
        for literal in self.candidates():
            judge = stands_in if literal.fallback else _plain
            if judge(literal.name, literal.value):
                yield literal

    def candidates(self) -> Iterator[Literal]:
        """Every literal that stands under a name that promises a secret, whatever it says."""
        for node in self._telling:
            yield from self._of(node)

    def in_string(self, number: int, column: int) -> bool:
        """Whether an offset of a line from 1 lies in a string that is no documentation."""
        return (
            any(start <= column < end for start, end in self._strings.get(number, ()))
            and number not in self.documentation
        )

    def urls(self) -> Iterator[Literal]:
        """Passwords of URLs that are put together from several literals."""
        for node in self._nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                parts = constants(node)
                whole = "".join(text_of(part) for part in parts)
                for block in blocks.urls(whole) if len(parts) > 1 and "://" in whole else ():
                    holder = next((part for part in parts if block.value in text_of(part)), None)
                    if holder is not None:
                        yield Literal(holder, "", block.value, fallback=False)

    def _of(self, node: ast.AST) -> Iterator[Literal]:
        if node in self._idle:
            return
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from self._assigned(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign) and node.value is not None:
            yield from self._assigned(node.target, node.value)
        elif isinstance(node, ast.BoolOp):
            yield from self._or(node)
        else:
            yield from _elsewhere(node)

    def _assigned(self, target: ast.expr, value: ast.expr) -> Iterator[Literal]:
        sequence = (ast.Tuple, ast.List)
        if isinstance(target, sequence) and isinstance(value, sequence) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                yield from self._assigned(one, other)
            return
        name = target_name(target)
        # `if not SECRET: SECRET = "..."`: the variable was read from the environment before.
        stands_for = target in self._settings or (name in self._read and not reads(value))
        yield from under(name, value, fallback=stands_for)
        yield from pair(name, value)

    def _or(self, node: ast.BoolOp) -> Iterator[Literal]:
        if isinstance(node.op, ast.Or):
            first = node.values[0]
            name = read_name(first) or (target_name(first) if target_name(first) in self._read else "")
            for operand in node.values[1:] if promise(name) else ():
                yield from under(name, operand, fallback=True)


def _idle(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """Calls that hash a password and throw the hash away, to take the time that a real one takes; texts to be replaced."""
    for node in nodes:
        if isinstance(node, ast.Call) and called(node.func) == "replace":
            yield from node.args[:1]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and called(node.value.func) in HASHING:
            yield node.value


def _settings(nodes: list[ast.AST]) -> Iterator[ast.expr]:
    """The fields of pydantic's settings: each is read from the environment, and what stands here is what runs without."""
    for node in nodes:
        if isinstance(node, ast.ClassDef) and any(target_name(base) == "BaseSettings" for base in node.bases):
            for one in node.body:
                if isinstance(one, ast.AnnAssign):
                    yield one.target
                elif isinstance(one, ast.Assign):
                    yield from one.targets


def _plain(name: str, value: str) -> bool:
    return credible(name, value, config=False)


def _elsewhere(node: ast.AST) -> Iterator[Literal]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and text_of(key):
                yield from under(text_of(key), value)
    elif isinstance(node, ast.Call):
        yield from in_call(node)
    elif isinstance(node, ast.arguments):
        yield from _defaults(node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
        yield from compared(node.left, node.comparators[0])
        yield from compared(node.comparators[0], node.left)
    elif isinstance(node, _Function):
        yield from _returned(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = _BINDING.match(node.value) if "=" in node.value else None
        if found and promise(found.group("name")):
            yield Literal(node, found.group("name"), found.group("value"), fallback=False)


def _defaults(arguments: ast.arguments) -> Iterator[Literal]:
    positional = [*arguments.posonlyargs, *arguments.args]
    last = positional[len(positional) - len(arguments.defaults) :]
    for argument, default in [
        *zip(last, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]:
        if default is not None:
            yield from under(argument.arg, default)


def _returned(function: _Function) -> Iterator[Literal]:
    """`def get_password(): return "literal"`."""
    if promise(function.name):
        for node in walk(function):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
                yield from under(function.name, node.value)


# What can hold a literal under a name: most nodes of a file are none of these, and asking each one costs more than parsing.
_TELLING = frozenset(
    {
        ast.Assign,
        ast.AnnAssign,
        ast.NamedExpr,
        ast.AugAssign,
        ast.BoolOp,
        ast.Dict,
        ast.Call,
        ast.arguments,
        ast.Compare,
    }
    | {ast.FunctionDef, ast.AsyncFunctionDef, ast.Constant}
)
_STATEMENTS = frozenset({ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Expr})
# Lists of names and of keys hold texts and gaps, too.
_LEAVES = frozenset(
    {ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.alias, ast.Global, ast.Nonlocal, ast.Import}
    | {ast.Load, ast.Store, str, type(None)}
)


def _speaking(folded: str) -> list[int]:
    """For each line, counted from 0, how many up to it hold a word without which nothing on it is under a name."""
    if "\r" in folded:
        folded = folded.replace("\r\n", "\n").replace("\r", "\n")
    speaking = bytearray(folded.count("\n") + 1)
    number = counted = 0
    for at in sorted({at for word in _WORDS for at in places(folded, word)}):
        number, counted = number + folded.count("\n", counted, at), at
        speaking[number] = 1
    return [0, *accumulate(speaking)]


def _spoken(node: ast.AST, counts: list[int]) -> bool:
    """Whether a node's lines hold such a word; yes for what has no lines, and inside f-strings, where they are unsure."""
    first = getattr(node, "lineno", None)
    if first is None or type(node) is ast.JoinedStr:
        return True
    above = [one.lineno for one in getattr(node, "decorator_list", ())]
    last = min(getattr(node, "end_lineno", None) or first, len(counts) - 1)
    return bool(counts[last] > counts[min(first, *above, len(counts)) - 1])


def _walk(tree: ast.Module, counts: list[int] | None) -> Iterator[ast.AST]:
    """Every node that may hold a secret which ships, or of them those with a line that says so.

    Left out are what only names secrets (members of enumerations, collections of texts about them), classes for tests
    and development, and, since nobody asks for them, contexts and operators.
    """
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if counts is not None and not _spoken(node, counts):
            continue
        yield node
        kind = type(node)
        if kind in _LEAVES:
            continue
        if isinstance(node, ast.ClassDef):
            stack += _of_class(node)
        elif isinstance(node, ast.Dict):
            stack += _of_dict(node)
        elif kind not in {ast.Assign, ast.keyword} or not _labels(node):
            for field in node._fields:
                value = getattr(node, field, None)
                if isinstance(value, list):
                    stack += value
                elif isinstance(value, ast.AST):
                    stack.append(value)


def _of_class(node: ast.ClassDef) -> list[ast.AST]:
    if _MADE_UP.intersection(split(node.name)):
        return []
    if any(target_name(base) in _ENUMS for base in node.bases):
        return [one for one in node.body if not isinstance(one, ast.Assign)]
    return list(children(node))


def _of_dict(node: ast.Dict) -> Iterator[ast.expr]:
    """What is in a dictionary, but for examples: schemas show by them what a request looks like."""
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None or text_of(key) not in _EXAMPLES:
            yield from (value,) if key is None else (key, value)


def _labels(node: ast.AST) -> bool:
    if (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.value, ast.Dict | ast.List | ast.Tuple)
    ):
        words = split(target_name(node.targets[0]))
        return bool(words) and words[-1] in LABELS
    return isinstance(node, ast.keyword) and node.arg in LABELS


def _documentation(nodes: list[ast.AST]) -> Iterator[int]:
    """The lines of strings that nothing is done with, or that are kept to be read by people."""
    for node in nodes:
        told = isinstance(node, ast.Expr) or (
            isinstance(node, ast.Assign) and _DOCUMENTING.intersection(split(target_name(node.targets[0])))
        )
        if told and isinstance(node, ast.Expr | ast.Assign) and text_of(node.value):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _spans(nodes: list[ast.AST]) -> dict[int, list[tuple[int, int]]]:
    """Where strings stand, in UTF-8 offsets of each line; nearly all lines are ASCII, where those are characters."""
    found: dict[int, list[tuple[int, int]]] = {}
    for node in nodes:
        if isinstance(node, ast.JoinedStr | ast.Constant) and isinstance(getattr(node, "value", ""), str | bytes):
            last = node.end_lineno or node.lineno
            for number in range(node.lineno, last + 1):
                start = node.col_offset if number == node.lineno else 0
                end = (node.end_col_offset or 0) if number == last else _ENDLESS
                found.setdefault(number, []).append((start, end))
    return found


def _inside_strings(nodes: list[ast.AST]) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno:
            text = node.value if isinstance(node, ast.Constant) else "\n"
            if isinstance(text, str) and "\n" in text:
                yield from range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
