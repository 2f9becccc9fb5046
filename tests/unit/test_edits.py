"""What would mend a finding: applied, it makes the finding vanish and no other come; and it shows no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from conftest import ROOT
from shipcheck import edits, rulebook
from shipcheck.model import Edit, Finding, Fix, Location, Severity
from shipcheck.redact import MASK
from support import cases, judge


def _every() -> Iterator[tuple[str, Mapping[str, str | bytes]]]:
    for named in rulebook.load(rulebook.names()):
        if named.family in {"image", "running"}:
            continue
        for number, example in enumerate(rulebook.examples(rulebook.sections(named.doc)["Bad"])):
            yield f"{named.name} {number}", example.files
        page = ROOT / "tests" / "cases" / f"{named.name}.md"
        for case in cases(page.read_text(encoding="utf-8")):
            yield f"{named.name} {case.title}", case.files


def _same(finding: Finding) -> tuple[str, str, str]:
    """All of it but numbers of lines, which move."""
    return (finding.location.path, finding.rule, re.sub(r":\d+|\bline \d+", ":", finding.message))


def _applied(files: Mapping[str, str | bytes], finding: Finding) -> dict[str, str | bytes]:
    """The files with the lines of a finding replaced by those of its fix."""
    place, text = finding.location, files[finding.location.path]
    assert finding.fix is not None
    lines = (text if isinstance(text, str) else text.decode()).split("\n")
    after = finding.fix.after.split("\n") if finding.fix.after else []
    lines[place.line - 1 : place.last_line] = after
    return {**files, place.path: "\n".join(lines)}


def test_every_fix_mends_and_breaks_nothing() -> None:
    seen: dict[str, int] = {}
    for title, files in _every():
        if any(isinstance(text, bytes) for text in files.values()):
            continue
        report = judge(files)
        before = [_same(finding) for finding in report.findings]
        for finding in report.findings:
            if finding.fix is None:
                continue
            seen[finding.rule] = seen.get(finding.rule, 0) + 1
            assert MASK not in finding.fix.after, title
            mended = judge(_applied(files, finding))
            after = [_same(one) for one in mended.findings]
            assert after.count(_same(finding)) < before.count(_same(finding)), (title, finding.fix)
            assert len(mended.unjudged) <= len(report.unjudged), (title, finding.fix)
            new = [one for one in after if after.count(one) > before.count(one)]
            assert not new or finding.rule in REVEALING, (title, finding.fix, new)
    assert set(seen) == FIXED


# A command that can be read again can be judged, too.
REVEALING = {"malformed-exec-form"}
# The rules that yield one.
FIXED = {
    "ambiguous-yaml-value",
    "buffered-output",
    "container-credential",
    "hardcoded-credential",
    "hardcoded-debug",
    "malformed-exec-form",
    "missing-restart-policy",
    "obsolete-compose-version",
    "privileged-service",
    "public-database-port",
    "secret-fallback",
}


def _fix(line: str, value: str, edit: Edit, *more: str, path: str = "app.py") -> Fix | None:
    """The fix of a secret `value` on a line."""
    column = line.index(value) + 1
    finding = Finding(Location(path, 1, column), "rule", Severity.ERROR, "m", sensitive=True, secret=column, edit=edit)
    return edits.fix(finding, (line, *more), knows=True)


SECRET = Edit(new='os.environ["X"]', secret=True)
FALLBACK = Edit(fallback=True)


@pytest.mark.parametrize(
    ("line", "edit", "after"),
    [
        ('X = "q8w2e9"', SECRET, 'X = os.environ["X"]'),
        ("X = 'q8w2e9'", SECRET, 'X = os.environ["X"]'),
        ("    X: str = 'q8w2e9'  ", SECRET, '    X: str = os.environ["X"]'),
        ('connect(X="q8w2e9")', SECRET, 'connect(X=os.environ["X"])'),
        ('    X="q8w2e9",', SECRET, '    X=os.environ["X"],'),
        ('X = os.environ.get("X", "q8w2e9")', FALLBACK, 'X = os.environ["X"]'),
        ("X = os.getenv('X', 'q8w2e9')", FALLBACK, 'X = os.environ["X"]'),
        ('X = environ.get("X") or "q8w2e9"', FALLBACK, 'X = environ["X"]'),
        ('f(os.environ.get("X") or "q8w2e9")', FALLBACK, 'f(os.environ["X"])'),
        ('f(os.environ.get("X", "q8w2e9"))', FALLBACK, 'f(os.environ["X"])'),
    ],
)
def test_a_literal_that_ends_its_line_is_replaced(line: str, edit: Edit, after: str) -> None:
    found = _fix(line, "q8w2e9", edit)
    assert found is not None
    assert found.after == after
    assert "q8w2e9" not in found.before + found.after


@pytest.mark.parametrize(
    "line",
    [
        'X = "q8w2e9" + suffix',
        'X = "q8w2e9"  # not q8w2e9-2',
        'X = f"q8w2e9"',
        'X = b"q8w2e9"',
        'X = "q8w2e9\\n"',
        'X = "a q8w2e9"',
        'X = "q8w2e9", "another"',
        'X = """q8w2e9"""',
        'X = "q8w2e9',
        'X = "q8w2e9" if x else "y"',
        'login("me", "q8w2e9", 3)',
    ],
)
def test_what_is_not_certain_has_no_fix(line: str) -> None:
    assert _fix(line, "q8w2e9", SECRET) is None
    assert _fix(line, "q8w2e9", FALLBACK) is None


def test_a_fix_waits_for_its_import() -> None:
    needs = SECRET._replace(needs="import os")
    assert _fix('X = "q8w2e9"', "q8w2e9", needs) is None
    assert _fix('X = "q8w2e9"', "q8w2e9", needs, "import os") is not None


def test_a_line_with_another_secret_is_not_shown() -> None:
    line = 'PASSWORD = "hunter2hunter2"; X = "q8w2e9"'
    assert _fix(line, "q8w2e9", SECRET) is None
    finding = Finding(Location("a.py", 1), "rule", Severity.NOTE, "m", edit=Edit("True", "False"))
    assert edits.fix(finding, ('run(password="hunter2hunter2", debug=True)',), knows=False) is None
    assert edits.fix(finding._replace(sensitive=True), ("run(debug=True)",), knows=False) is None
    assert edits.fix(finding, ("run(debug=True)",), knows=False) == Fix("run(debug=True)", "run(debug=False)")
    assert edits.fix(finding, ("run(debug=True, reload=True)",), knows=False) is None
