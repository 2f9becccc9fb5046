"""What a project has accepted of its finds: `.secrets.baseline`, `.gitleaks.toml` and `.gitleaksignore`.

Nothing of it is read before there is a find; a file that cannot be used accepts nothing, and is told once.
"""

from __future__ import annotations

from collections.abc import Callable

from shipcheck.collect import secret_text
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.allowances import CONFIG, IGNORE, Allowances
from shipcheck.secrets.found import KEY, Found
from shipcheck.secrets.known import FILE, Answer, Known, Names, parse

HINT = "mend it, or write it anew with `shipcheck secrets baseline`"


class Accepted:
    """Answers whether a find was accepted; `gaps` are the files that could not be asked."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: Known | None = None
        self._allowances: Allowances | None = None
        self.gaps: list[Unjudged] = []

    def open(self, path: str, one: Found, line_of: Callable[[int], str]) -> bool:
        """Whether a find is to be reported."""
        said = self.said(path, one)
        if said is not None:
            return said is Answer.REAL
        allowed = self._gitleaks()
        return allowed is None or not allowed.allow(path, one, line_of(one.line))

    def said(self, path: str, one: Found) -> Answer | None:
        """What the baseline says of a find: here, or at a file that is gone, if no two files share such a value."""
        known = self._baseline()
        if known is None:
            return None
        names = names_of(path, one)
        said = known.answer(path, names)
        if said is None:
            from shipcheck.secrets.strength import strong

            said = known.moved(names, lambda was: not self._project.has(was)) if strong(one.value) else None
        return said

    def _baseline(self) -> Known | None:
        if self._known is None and FILE in self._project:
            try:
                self._known = read(self._project)
            except CannotJudge as reason:
                self._known = Known({})
                self.gaps.append(reason.unjudged)
        return self._known

    def _gitleaks(self) -> Allowances | None:
        if self._allowances is None and (CONFIG in self._project or IGNORE in self._project):
            from shipcheck.collect import gitleaks

            self._allowances, gaps = gitleaks.collect(self._project)
            self.gaps += gaps
        return self._allowances


def read(project: Project) -> Known:
    """The project's baseline, which must be there; raises `CannotJudge`."""
    try:
        return parse(project.text(FILE))
    except ValueError:
        raise CannotJudge(FILE, "it is not a baseline of detect-secrets 1.x, and accepts nothing", HINT) from None


def names_of(path: str, one: Found) -> Names:
    """By what a baseline knows a find. Of a private key detect-secrets takes the words of its head, without the dashes."""
    values = [one.value, one.value.strip("-: ")] if one.rule == KEY else [one.value]
    digests = tuple(secret_text.sha1(value) for value in values)
    return Names(digests, one.rule, one.name, secret_text.fingerprint(path, one.name, one.value))
