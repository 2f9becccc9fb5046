"""Syntax trees without the module `ast`.

Its classes are the interpreter's own; what is around them costs a hook a third of a bare start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
else:
    import _ast as ast

__all__ = ["ast", "children", "parse", "walk"]

_ONLY_TREE = 0x400  # PyCF_ONLY_AST


def parse(text: str) -> ast.Module:
    """The tree of a file; raises what `compile` raises."""
    tree = compile(text, "", "exec", _ONLY_TREE)
    assert isinstance(tree, ast.Module)  # noqa: S101  # what the flag promises
    return tree


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below a node, in the order of the source."""
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (one for one in value if isinstance(one, ast.AST))


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack += children(one)
