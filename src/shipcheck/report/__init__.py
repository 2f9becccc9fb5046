"""Telling: a report as text for one audience. Renderers are pure and are imported only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from shipcheck.model import Report, ShipcheckError

FORMATS = {
    "text": "text",
    "json": "as_json",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
}


def _no_line(_path: str, _number: int) -> str:
    return ""


class View(NamedTuple):
    """How a report is looked at.

    `line_of(path, number)` is the text of a line, empty where there is none; renderers mask it. Without `symbols` text
    is pure ASCII, foreign text included. `seconds` is how long the run took; what must be the same twice leaves it out.
    """

    line_of: Callable[[str, int], str] = _no_line
    color: bool = False
    symbols: bool = False
    seconds: float | None = None


def render(name: str, report: Report, view: View | None = None) -> str:
    """The report in the format of this name, ending in a newline; raises `ShipcheckError` for an unknown name."""
    if name not in FORMATS:
        raise ShipcheckError(f"no format is called {name[:40]!a}", f"formats: {', '.join(FORMATS)}")
    renderer = import_module(f"shipcheck.report.{FORMATS[name]}")
    text: str = renderer.render(_masked(report), view or View())
    return text


def _masked(report: Report) -> Report:
    """The engine masks messages; a reason may quote another tool's error, so it is masked here, for every format."""
    if not report.unjudged:
        return report
    from shipcheck.redact import redact  # noqa: PLC0415  # most runs judge everything

    masked = tuple(one._replace(reason=redact(one.reason), hint=redact(one.hint)) for one in report.unjudged)
    return report._replace(unjudged=masked)
