"""A Python file that is a list of settings, such as gunicorn.conf.py: its names and their literal values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shipcheck.subjects.python_flow import steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.start_command import Option


def settings(module: PythonModule) -> Iterator[Option]:
    """The assignments at the top of a module, in order; None stands for what is no literal or may not be assigned."""
    for step in steps(module.tree.body, classes=False):
        node = step.node
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = node.value
            literal = isinstance(value, ast.Constant) and step.guard is None
            yield Option(
                node.targets[0].id,
                str(value.value) if literal and isinstance(value, ast.Constant) else None,
                module.location(node),
            )
