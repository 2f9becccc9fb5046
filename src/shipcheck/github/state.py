"""What a comment remembers, in two hidden lines: whose it is, which run wrote it, and what was open then."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from shipcheck.github.checked import Checked, Service
from shipcheck.model import Finding, ShipcheckError

_ONE = 8
# More are not remembered, and then nothing is said of new and fixed ones.
MOST = 1500
_KEY = re.compile(r"[A-Za-z0-9]{0,32}(?:[._-][A-Za-z0-9]{1,32}){0,8}")
_STATE = re.compile(r"<!-- shipcheck-state (\{[^\n<>]{1,20000}\}) -->")


class State(NamedTuple):
    """The run that wrote a comment, and the findings that it told of, each as eight hexadecimal digits."""

    run: int = 0
    attempt: int = 1
    sha: str = ""
    verdict: str = ""
    open: frozenset[str] | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Later runs are greater."""
        return (self.run, self.attempt)


def marker(key: str) -> str:
    """The first line of a comment with this key; raises `ShipcheckError` for a key that could end the line."""
    if not _KEY.fullmatch(key):
        raise ShipcheckError("comment-key: only letters, digits and single . _ - between them", "for example `api`")
    return f"<!-- shipcheck:v1 key={key or 'main'} -->"


def line(state: State) -> str:
    """The second line."""
    known = "".join(sorted(state.open)) if state.open is not None and len(state.open) <= MOST else None
    held = {"v": 1, "run": state.run, "attempt": state.attempt, "sha": state.sha, "verdict": state.verdict, "fp": known}
    return f"<!-- shipcheck-state {json.dumps(held, separators=(',', ':'))} -->"


def parse(body: str) -> State:
    """The state of a comment; an empty one where it has none that can be read."""
    found = _STATE.fullmatch(body.split("\n", 2)[1].strip()) if body.count("\n") else None
    try:
        held = json.loads(found.group(1)) if found else {}
    except (ValueError, RecursionError):
        held = {}
    run, attempt, sha = held.get("run"), held.get("attempt"), held.get("sha")
    if not (isinstance(run, int) and isinstance(attempt, int) and isinstance(sha, str)):
        return State()
    if not re.fullmatch(r"[0-9a-f]{0,64}", sha):
        return State()
    verdict = held.get("verdict")
    return State(run, attempt, sha, verdict if isinstance(verdict, str) else "", _open(held.get("fp")))


def _open(text: object) -> frozenset[str] | None:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-f]*", text) or len(text) % _ONE:
        return None
    return frozenset(text[at : at + _ONE] for at in range(0, len(text), _ONE))


def identity(service: Service, finding: Finding) -> str:
    """Eight digits that stay the same while a finding stays, whatever moves around it."""
    said = finding.fingerprint or f"{finding.location.line}\0{finding.message}"
    whole = f"{service.name}\0{finding.location.path}\0{finding.rule}\0{said}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_ONE]


def identities(checked: Checked) -> frozenset[str]:
    """Those of all findings."""
    return frozenset(_all(checked.services))


def _all(services: Iterable[Service]) -> Iterable[str]:
    return (identity(service, finding) for service in services for finding in service.report.findings)
