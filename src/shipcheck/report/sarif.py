"""SARIF 2.1.0, for code scanning: findings are results, what could not be judged is a notification of a failed run."""

from __future__ import annotations

from shipcheck import __version__
from shipcheck.model import Finding, Report, RuleInfo, Unjudged
from shipcheck.report import View
from shipcheck.report.escape import data, document, terminal, uri
from shipcheck.report.words import advised

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"


def render(report: Report, _view: View) -> str:
    """One run: the rules with their documentation, the results, and whether everything could be judged."""
    ids = sorted({info.rule for info in report.rules} | {finding.rule for finding in report.findings})
    index = {rule: number for number, rule in enumerate(ids)}
    run = {
        "tool": {
            "driver": {
                "name": "shipcheck",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule, report.info(rule), report) for rule in ids],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.unjudged,
                "toolExecutionNotifications": [_notification(one) for one in report.unjudged],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.rule]) for finding in report.findings],
    }
    return document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _text(text: str) -> str:
    """Text of a message, in which `[words](address)` would be a link."""
    return data(text).replace("](", "] (")


def _rule(rule: str, info: RuleInfo | None, report: Report) -> dict[str, object]:
    if info is None:
        first = next(finding for finding in report.findings if finding.rule == rule)
        level = {"defaultConfiguration": {"level": first.severity.word}}
        return {"id": data(rule), "name": data(rule), "shortDescription": {"text": data(rule)}, **level}
    markdown = data(info.help or info.summary)
    plain = "\n\n".join(part for part in (info.summary, info.hint) if part)
    return {
        "id": data(rule),
        "name": data(rule),
        "shortDescription": {"text": _text(info.summary)},
        "help": {"text": _text(plain), "markdown": markdown},
        "defaultConfiguration": {"level": info.severity.word},
        "properties": {"tags": [data(info.family)]},
    }


def _result(finding: Finding, index: int) -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": uri(finding.location.path), "uriBaseId": _ROOT},
        "region": _region(finding),
    }
    result: dict[str, object] = {
        "ruleId": data(finding.rule),
        "ruleIndex": index,
        "level": finding.severity.word,
        "message": {"text": _text(terminal(advised(finding)))},
        "locations": [{"physicalLocation": place}],
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"shipcheck/v1": data(finding.fingerprint)}
    return result


def _region(finding: Finding) -> dict[str, int]:
    place = finding.location
    region = {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)}
    if place.end_line:
        region["endLine"] = max(place.end_line, region["startLine"])
    if place.end_column:
        region["endColumn"] = place.end_column
    return region


def _notification(one: Unjudged) -> dict[str, object]:
    hint = f" ({one.hint})" if one.hint else ""
    return {"level": "error", "message": {"text": _text(terminal(f"could not judge {one.what}: {one.reason}{hint}"))}}
