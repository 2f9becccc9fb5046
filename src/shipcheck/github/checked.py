"""What was checked, as one JSON document: written by the half that sees the code, read by the half that holds the token.

The reader trusts nothing: size, shape and every string are a stranger's. Links, numbers of runs and commits never come
from here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from shipcheck import __version__
from shipcheck.model import Report, ShipcheckError, Unjudged
from shipcheck.report import as_json, read, schema
from shipcheck.report.conform import fault
from shipcheck.report.escape import document

VERSION = 1
# The name of what could not be judged where no engine answers.
BUILD_AND_RUN = "build and run"
# Of one document, in bytes.
LARGEST = 10 << 20
_MOST = 1000
_LARGEST_NUMBER = float(2**53)
_HINT = "write it with `shipcheck ci`, or with `shipcheck check --format json`"


class _NumberError(ValueError):
    pass


class Service(NamedTuple):
    """One deployable part and what was found in it.

    `families` are those that were judged; `run` is the evidence of build and run as a document, None where there was
    none, and `not_run` says why then. `skipped` says why nothing at all was checked. `code` is the exit code of its check.
    """

    name: str
    path: str = "."
    report: Report = Report()
    families: tuple[str, ...] = ()
    run: Mapping[str, Any] | None = None
    not_run: str = ""
    skipped: str = ""
    seconds: float = 0.0
    code: int = 0


class Checked(NamedTuple):
    """All services of a run; `base_runs` is the evidence of the base branch by the service's name."""

    services: tuple[Service, ...] = ()
    base_runs: Mapping[str, Any] = {}

    @property
    def verdict(self) -> str:
        """`error` where anything could not be checked, else `fail`, else `pass`."""
        codes = {one.code for one in self.services if not one.skipped}
        return "error" if not self.services or codes - {0, 1} else "fail" if 1 in codes else "pass"


def _service_schema() -> dict[str, Any]:
    name = {"type": "string", "maxLength": 200}
    properties: dict[str, Any] = {
        "name": name,
        "path": {"type": "string", "maxLength": 4096},
        "families": {"type": "array", "items": name, "maxItems": 100},
        "report": schema.schema(),
        "run": {"type": ["object", "null"]},
        "not_run": {"type": "string"},
        "skipped": {"type": "string"},
        "seconds": {"type": "number", "minimum": 0},
        "code": {"enum": [0, 1, 2]},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema() -> dict[str, Any]:
    properties: dict[str, Any] = {
        "version": {"const": VERSION},
        "tool": {"type": "object"},
        "services": {"type": "array", "items": _service_schema(), "maxItems": _MOST},
        "base_runs": {"type": "object", "additionalProperties": {"type": "object"}},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def write(found: Checked) -> str:
    """The document."""
    return document(
        {
            "version": VERSION,
            "tool": {"name": "shipcheck", "version": __version__},
            "services": [one._asdict() | {"report": as_json.value(one.report)} for one in found.services],
            "base_runs": dict(found.base_runs),
        }
    )


def parse(data: bytes, what: str) -> Checked:
    """The services of a document, or of a plain JSON report as a single one; raises `ShipcheckError`."""
    if len(data) > LARGEST:
        raise ShipcheckError(f"{what}: larger than {LARGEST >> 20} MiB", "check fewer services in one job")
    try:
        value = json.loads(data, parse_float=_number, parse_int=_number, parse_constant=_number)
    except _NumberError:
        raise ShipcheckError(f"{what}: not a report of shipcheck: a number is out of range", _HINT) from None
    except (ValueError, RecursionError):
        raise ShipcheckError(f"{what}: not JSON", _HINT) from None
    if isinstance(value, dict) and "findings" in value:
        _hold(value, schema.schema(), what)
        return Checked((_plain(read.report_of(value)),))
    _hold(value, _schema(), what)
    return Checked(tuple(_service(one) for one in value["services"]), value["base_runs"])


def missing(name: str, reason: str) -> Service:
    """A service whose report never came: it could not be checked."""
    gap = Unjudged(name or ".", reason, "look at the log of its job")
    return Service(name, name or ".", Report(unjudged=(gap,)), code=2)


def _number(text: str) -> int | float:
    """A number that every reader can hold: what is told of it must not fail on `NaN`, or on a thousand digits."""
    value: int | float = float(text)
    if not -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        raise _NumberError
    return int(text) if text.lstrip("-").isdigit() else value


def _hold(value: object, shape: Mapping[str, Any], what: str) -> None:
    try:
        wrong = fault(value, shape)
    except RecursionError:
        wrong = "nested too deeply"
    if wrong:
        raise ShipcheckError(f"{what}: not a report of shipcheck: {wrong[:200]}", _HINT)


def _service(one: dict[str, Any]) -> Service:
    families = tuple(one["families"])
    # A report that could not judge something is never better than `error`, whatever its document claims.
    report = read.report_of(one["report"])
    code = 2 if report.unjudged and not one["skipped"] else one["code"]
    return Service(**{**one, "families": families, "report": report, "code": code})


def _plain(report: Report) -> Service:
    families = tuple(sorted({finding.family for finding in report.findings if finding.family}))
    return Service("", report=report, families=families, code=2 if report.unjudged else int(bool(report.findings)))
