"""`shipcheck baseline`: accept the findings of today, or drop what was mended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from shipcheck import baseline as baselines
from shipcheck import check
from shipcheck.config import load
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.project import Project

ATTRIBUTES = ".gitattributes"
Write = Callable[[str, str], None]


def write(root: str | None, *, prune: bool, today: str, write: Write) -> Iterator[str]:
    """Rewrite the baseline from a whole run over the working tree; yields what to tell the user.

    Nothing is written while something could not be judged: its accepted findings would be lost. Raises
    `ShipcheckError`.
    """
    outcome = check.run(check.Request(root=root, baseline="", fingerprints=True, today=today))
    if outcome.report.unjudged:
        first = outcome.report.unjudged[0]
        raise ShipcheckError(
            f"the baseline was not written: {first.what} could not be judged: {first.reason}",
            first.hint or "see `shipcheck check`",
        )
    name = load(outcome.project).baseline
    old = _old(outcome.project, name)
    now = frozenset(baselines.entry(finding) for finding in outcome.report.findings)
    entries = old & now if prune else now
    write(os.path.join(outcome.root, name), baselines.render(entries))
    yield f"wrote {name}: {len(entries)} accepted ({len(entries - old)} new, {len(old - entries)} dropped)"
    if _unite(outcome.root, name, outcome.project, write):
        yield f"added `{name} merge=union` to {ATTRIBUTES}, so that two branches' baselines merge without conflict"


def _old(project: Project, name: str) -> frozenset[baselines.Entry]:
    try:
        return baselines.parse(project.text(name), name) if name in project else frozenset()
    except CannotJudge as reason:
        raise ShipcheckError(reason.message, reason.hint) from None


def _unite(root: str, name: str, project: Project, write: Write) -> bool:
    """Tell git to merge baselines as sets, unless the project already says how."""
    if not project.versioned:
        return False
    text = project.text(ATTRIBUTES) if ATTRIBUTES in project else ""
    if any(line.split()[:1] == [name] for line in text.splitlines()):
        return False
    gap = "" if not text or text.endswith("\n") else "\n"
    write(os.path.join(root, ATTRIBUTES), f"{text}{gap}{name} merge=union\n")
    return True
