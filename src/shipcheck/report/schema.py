"""The JSON Schema of the JSON format: docs/report.schema.json is this, written by `pytest --update`."""

from __future__ import annotations

from shipcheck.model import Severity
from shipcheck.report.as_json import VERSION

_Schema = dict[str, object]


def _text(description: str, **more: object) -> _Schema:
    return {"type": "string", "description": description, **more}


def _number(description: str, least: int = 0) -> _Schema:
    return {"type": "integer", "minimum": least, "description": description}


def _end(description: str) -> _Schema:
    return {"type": ["integer", "null"], "minimum": 1, "description": description}


def _object(properties: dict[str, _Schema], description: str) -> _Schema:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: _Schema) -> _Schema:
    return {"type": "array", "items": item}


_SEVERITY = _text("how much it matters", enum=[severity.word for severity in Severity])
_RULE = _text("the rule's name; a driven tool's own code follows a slash, as in hadolint/DL3008")
_FAMILY = _text("the family of the rule")
_HINT = _text("one line on what to do; may be empty")

_SUMMARY = _object(
    {
        "outcome": _text(
            "unjudged when anything could not be judged, else findings, else clean",
            enum=["clean", "findings", "unjudged"],
        ),
        "files": _number("files that were looked at"),
        "errors": _number("findings of severity error"),
        "warnings": _number("findings of severity warning"),
        "notes": _number("findings of severity note"),
        "unjudged": _number("things that could not be judged"),
        "suppressed": _number("findings silenced by a comment, not listed"),
        "baselined": _number("findings accepted by the baseline, not listed"),
        "stale": _number("entries of the baseline that match nothing any more"),
    },
    "the numbers of the run",
)
_FIX = _object(
    {
        "before": _text("the lines as they are, secrets masked"),
        "after": _text("the lines as they should be; empty where they should go"),
    },
    "the lines of the finding before and after",
)
_FINDING = _object(
    {
        "rule": _RULE,
        "family": _FAMILY,
        "severity": _SEVERITY,
        "message": _text("what is, in one sentence; never holds a secret"),
        "path": _text("relative to the root, with / between its parts; bytes that are not UTF-8 are written \\xNN"),
        "line": _number("counts from 1", 1),
        "column": _number("counts from 1, in characters", 1),
        "end_line": _end("the last line, inclusive; null for a place on one line"),
        "end_column": _end("the column after the last character; null where only a start is known"),
        "fingerprint": {
            "type": ["string", "null"],
            "description": "the same for the same finding after edits elsewhere in the file; null when not asked for",
        },
        "hint": _text("one line on what to do about this find, else what its rule advises; may be empty"),
        "fix": {
            "description": "what should stand on these lines instead; null where that cannot be said exactly",
            "anyOf": [{"type": "null"}, _FIX],
        },
    },
    "a problem at a place; sorted by path, line, column and rule",
)
_UNJUDGED = _object(
    {"what": _text("a path, or what else it was"), "reason": _text("why it could not be judged"), "hint": _HINT},
    "something that could not be judged: not a pass",
)
_INFO = _object(
    {
        "rule": _RULE,
        "family": _FAMILY,
        "severity": _SEVERITY,
        "summary": _text("what the rule finds, in one sentence"),
        "hint": _HINT,
    },
    "a rule that this report may name",
)


def schema() -> _Schema:
    """The schema as a value."""
    tool = {"name": _text("always shipcheck", const="shipcheck"), "version": _text("the version that wrote this")}
    properties: dict[str, _Schema] = {
        "version": {"const": VERSION, "description": "the version of this shape; it changes when a reader could break"},
        "tool": _object(tool, "what wrote this"),
        "summary": _SUMMARY,
        "findings": _list(_FINDING),
        "unjudged": _list(_UNJUDGED),
        "rules": _list(_INFO),
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "shipcheck report"}
    return head | _object(properties, "what `shipcheck check --format json` prints")
