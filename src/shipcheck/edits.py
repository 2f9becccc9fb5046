"""What would mend a finding, as lines before and after: only where the lines are what the rule expected, and no secret is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shipcheck.model import Edit, Finding, Fix
from shipcheck.redact import redact, redact_line

# Lines; what is longer is easier read in the file.
LONGEST = 12
_LOOKUP = r"(?P<from>(?:os\.)?environ|os)\.(?:get|getenv)\((?P<quote>[\"'])(?P<name>\w+)(?P=quote)"
_DEFAULT = re.compile(rf"{_LOOKUP},\s*\Z")
_OR = re.compile(rf"{_LOOKUP}\)\s+or\s+\Z")


def fix(finding: Finding, lines: Sequence[str], *, knows: bool) -> Fix | None:
    """The fix of a finding whose edit fits the file; `knows` says that its rule knows where the secret of a line is."""
    edit, place = finding.edit, finding.location
    found = lines[place.line - 1 : place.last_line]
    if edit is None or not found or len(found) > LONGEST or (edit.needs and edit.needs not in lines):
        return None
    if knows:
        after = _without_secret(edit, finding, found)
        before = "\n".join(redact_line(line, finding.secret) for line in found)
    else:
        safe = not finding.sensitive and all(redact(line) == line for line in found)
        after = _changed(edit, "\n".join(found)) if safe else None
        before = "\n".join(found)
    return None if after is None or after == before else Fix(before, after)


def _changed(edit: Edit, text: str) -> str | None:
    if edit.gone:
        return "" if re.fullmatch(edit.gone, text) else None
    if edit.below:
        return f"{text}\n{edit.new}"
    return text.replace(edit.old, edit.new) if text.count(edit.old) == 1 else None


def _without_secret(edit: Edit, finding: Finding, lines: Sequence[str]) -> str | None:
    """The line without the literal at the place of the finding; None unless that is the only secret and the last word."""
    column = finding.location.column
    if len(lines) != 1 or not (edit.secret or edit.fallback) or finding.secret not in {0, column}:
        return None
    head, rest = lines[0][: column - 1], lines[0][column - 1 :]
    quote = head[-1:] if head.endswith(('"', "'")) else ""
    head = head.removesuffix(quote)
    body = re.fullmatch(rf"[^{quote}\\]+{quote}(?P<tail>[)\]}},\s]*)" if quote else r"[^\s#\"']+(?P<tail>\s*)", rest)
    if body is None or head[-1:].isalnum():
        return None
    tail = body["tail"].rstrip()
    if edit.secret:
        return f"{head}{edit.new}{tail}" if redact(head) == head else None
    inside = _DEFAULT.search(head) if tail.startswith(")") else None
    lookup = inside or _OR.search(head)
    if lookup is None or redact(head[: lookup.start()]) != head[: lookup.start()]:
        return None
    source = "os.environ" if lookup["from"] == "os" else lookup["from"]
    return f'{head[: lookup.start()]}{source}["{lookup["name"]}"]{tail[1:] if inside else tail}'
