"""`shipcheck baseline`: accept the findings of today, or drop what was mended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from shipcheck import baseline as baselines
from shipcheck import check
from shipcheck.config import load
from shipcheck.model import ShipcheckError

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
    old = _old(outcome.root, name)
    now = frozenset(baselines.entry(finding) for finding in outcome.report.findings)
    entries = old & now if prune else now
    write(os.path.join(outcome.root, name), baselines.render(entries))
    yield f"wrote {name}: {len(entries)} accepted ({len(entries - old)} new, {len(old - entries)} dropped)"
    if _unite(outcome.root, name, versioned=outcome.project.versioned):
        yield f"added `{name} merge=union` to {ATTRIBUTES}, so that two branches' baselines merge without conflict"


def _old(root: str, name: str) -> frozenset[baselines.Entry]:
    """What is accepted now, read from disk: the project may exclude or ignore the file, and it must not be lost."""
    return baselines.parse(_read(root, name).decode("utf-8", "surrogateescape"), name)


def _read(root: str, name: str) -> bytes:
    try:
        with open(os.path.join(root, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ShipcheckError(f"{name} cannot be read: {error.strerror}", "nothing was written") from None


def _unite(root: str, name: str, *, versioned: bool) -> bool:
    """Tell git to merge baselines as sets, unless the project already says how; what the file holds stays as it is."""
    if not versioned:
        return False
    held = _read(root, ATTRIBUTES)
    if any(line.split()[:1] == [name.encode()] for line in held.splitlines()):
        return False
    gap = b"" if not held or held.endswith(b"\n") else b"\n"
    try:
        with open(os.path.join(root, ATTRIBUTES), "ab") as file:
            file.write(gap + f"{name} merge=union\n".encode())
    except OSError as error:
        raise ShipcheckError(f"{ATTRIBUTES} cannot be written: {error.strerror}") from None
    return True
