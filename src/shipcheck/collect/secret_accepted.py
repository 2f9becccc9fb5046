"""What a project has accepted of its finds: `.secrets.baseline`, `.gitleaks.toml` and `.gitleaksignore`.

Nothing of it is read before there is a find; a file that cannot be used accepts nothing, and is told once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shipcheck.collect import secret_text
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.found import KEY, Found
from shipcheck.secrets.kept import BASELINE, GITLEAKS, GITLEAKS_IGNORE

if TYPE_CHECKING:
    from shipcheck.collect.secret_terms import Terms
    from shipcheck.secrets.allowances import Allowances
    from shipcheck.secrets.known import Answer, Known, Names

# A part of a value that is shorter may be its public beginning only (`ghp`), which every token of a provider shares.
_TELLING = 16
HINT = "mend it, or write it anew with `shipcheck secrets baseline`"


class Accepted:
    """Answers whether a find was accepted; `gaps` are the files that could not be asked."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: Known | None = None
        self._allowances: Allowances | None = None
        self._terms: Terms | None = None
        self.gaps: list[Unjudged] = []

    def open(self, path: str, one: Found, line_of: Callable[[int], str]) -> bool:
        """Whether a find is to be reported."""
        said = self.said(path, one)
        return said.verdict is True if said is not None else not self.allowed(path, one, line_of)

    def allowed(self, path: str, one: Found, line_of: Callable[[int], str]) -> bool:
        """Whether gitleaks was told to leave a find alone."""
        allowances = self._gitleaks()
        return allowances is not None and allowances.allow(path, one, line_of(one.line))

    def said(self, path: str, one: Found) -> Answer | None:
        """What the baseline says of a find: here, or at a file that is gone, if no two files share such a value."""
        known = self._baseline()
        if known is None:
            return None
        names = names_of(path, one)
        said = known.answer(path, names)
        if said is None and known.holds(path):
            said = known.answer(path, names._replace(digests=self._their_words(path, one)))
        if said is None:
            from shipcheck.secrets.strength import strong

            said = known.moved(names, lambda was: not self._project.has(was)) if strong(one.value) else None
        return said

    def _their_words(self, path: str, one: Found) -> tuple[str, ...]:
        """The digests of what detect-secrets' plugins take for the value of the same literal: more of it, or nearly all."""
        if self._terms is None:
            from shipcheck.collect.secret_terms import Terms

            self._terms = Terms(self._project)
        same = self._terms.same(path, one)
        return tuple(term.digest for term in same if one.value in term.found.value or len(term.found.value) >= _TELLING)

    def _baseline(self) -> Known | None:
        if self._known is None and BASELINE in self._project:
            from shipcheck.secrets.known import Known

            try:
                self._known = read(self._project)
            except CannotJudge as reason:
                self._known = Known({"results": {}})
                self.gaps.append(reason.unjudged)
        return self._known

    def _gitleaks(self) -> Allowances | None:
        if self._allowances is None and (GITLEAKS in self._project or GITLEAKS_IGNORE in self._project):
            from shipcheck.collect import gitleaks

            self._allowances, gaps = gitleaks.collect(self._project)
            self.gaps += gaps
        return self._allowances


def read(project: Project) -> Known:
    """The project's baseline, which must be there; raises `CannotJudge`."""
    from shipcheck.secrets.known import parse

    try:
        return parse(project.text(BASELINE))
    except ValueError:
        raise CannotJudge(BASELINE, "it is not a baseline of detect-secrets 1.x, and accepts nothing", HINT) from None


def names_of(path: str, one: Found) -> Names:
    """By what a baseline knows a find. Of a private key detect-secrets takes the words of its head, without the dashes."""
    from shipcheck.secrets.known import Names

    values = [one.value, one.value.strip("-: ")] if one.rule == KEY else [one.value]
    digests = tuple(secret_text.sha1(value) for value in values)
    return Names(digests, one.rule, one.name, secret_text.fingerprint(path, one.name, one.value))
