"""The words of the house as frozen values: no input, no output, no opinion.

NamedTuples rather than dataclasses: importing `dataclasses` alone costs a hook two thirds of a bare interpreter start
(docs/decisions.md).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, NamedTuple, Protocol, TypeVar


class Severity(enum.IntEnum):
    """How much a finding matters: the three words that GitHub and SARIF share."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name as users write it: `note`, `warning` or `error`."""
        return self.name.lower()


class Location(NamedTuple):
    """A place in a file; lines and columns count from 1, columns in characters, ends are inclusive lines and exclusive columns."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None

    @property
    def last_line(self) -> int:
        """The last line that the place covers."""
        return self.end_line or self.line


class Fix(NamedTuple):
    """The lines of a finding as they are, masked, and as they should be; `after` is empty where they should go."""

    before: str
    after: str


class Edit(NamedTuple):
    """How a rule would mend the lines of a location; made a `Fix` by the engine, which has the lines, if it fits them.

    `old` must be there once and becomes `new`; with `gone`, a pattern of the whole line, the line goes; with `below`, `new`
    is a line more. With `secret`, the literal that begins at the location is what becomes `new`, if nothing else follows
    on its line but closing brackets; with `fallback`, the look-up in the environment whose default it is. `needs` is a
    line that the file must have, such as an import.
    """

    old: str = ""
    new: str = ""
    gone: str = ""
    below: bool = False
    secret: bool = False
    fallback: bool = False
    needs: str = ""


class Problem(NamedTuple):
    """What a rule yields: a sentence and a place. It does not name its rule; the engine signs it.

    `code` and `severity` are for tools we drive, whose findings keep their own codes and levels. `key` tells a problem
    from its like in a baseline where the text of the line cannot (a secret's fingerprint). `hint` is advice about this
    very problem, shown instead of the rule's; like that it is our own words, and is not masked. `edit` is how its lines
    would be mended, where that can be said exactly; it quotes no value that may be a secret.
    """

    message: str
    location: Location
    code: str | None = None
    severity: Severity | None = None
    key: str = ""
    hint: str = ""
    edit: Edit | None = None


class Finding(NamedTuple):
    """A problem signed by the engine. `sensitive` says that its line holds a secret and must not be shown as it stands.

    `hint` is advice about this very find; where it is empty, the rule's holds. No fingerprint depends on it.
    `secret` is the column where the first known secret of its line begins, 0 where none is: nothing is shown from there.
    """

    location: Location
    rule: str
    severity: Severity
    message: str
    family: str = ""
    sensitive: bool = False
    key: str = ""
    fingerprint: str = ""
    hint: str = ""
    secret: int = 0
    fix: Fix | None = None
    edit: Edit | None = None


class Unjudged(NamedTuple):
    """Something that could not be judged, and why: never a pass."""

    what: str
    reason: str
    hint: str = ""


class RuleInfo(NamedTuple):
    """What a reader may want to know of a rule: read from its documentation, for renderers."""

    rule: str
    family: str
    severity: Severity
    summary: str
    hint: str
    help: str


class Report(NamedTuple):
    """The outcome of a run: findings sorted by path, line, column and rule, and what could not be judged."""

    findings: tuple[Finding, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
    files: int = 0
    suppressed: int = 0
    baselined: int = 0
    stale: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    def info(self, rule: str) -> RuleInfo | None:
        """What is known of a rule; a tool's own code (`hadolint/DL3008`) is described by the rule that drives the tool."""
        driver = rule.partition("/")[0]
        return next((info for info in self.rules if info.rule in {rule, driver}), None)

    def hint(self, finding: Finding) -> str:
        """What to do about a finding, in one line: its own advice before its rule's; empty where nobody gives any."""
        if finding.hint:
            return finding.hint
        info = self.info(finding.rule)
        return info.hint if info else ""


class ShipcheckError(Exception):
    """An expected failure: one sentence that says what and where, and a hint that says what to do. Exit code 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CannotJudge(ShipcheckError):  # noqa: N818  # it names a verdict, not a fault
    """Raised while a subject is made or read: the engine turns it into `Unjudged` and goes on with the others."""

    def __init__(self, what: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{what}: {reason}", hint)
        self.unjudged = Unjudged(what, reason, hint)


class TooLarge(CannotJudge):
    """A file above the limit up to which files are read whole: whoever can do with parts may ask for them."""


class Subject(Protocol):
    """Something that can be judged. `paths` are the files it was made from: it is shown when one of them is in focus."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that this was made from."""
        ...


S = TypeVar("S", bound=Subject)
Check = Callable[[S], Iterable[Problem]]
Options = Mapping[str, Any]


class Option(NamedTuple):
    """A setting of one rule: `[tool.shipcheck.rules.RULE] name = value`; the default gives the type."""

    name: str
    default: bool | int | str | tuple[str, ...]
    doc: str


class Settles(NamedTuple):
    """What a rule about a run says of findings that were made by reading.

    Its own problem confirms findings of `rules` about the same service, or only those of the same line if `here`.
    `denied` gives the sentence that cancels them, empty where what was seen is not enough for that.
    """

    rules: tuple[str, ...]
    here: bool = False
    denied: Callable[[Any], str] | None = None


class Rule(NamedTuple, Generic[S]):
    """One question about one kind of subject.

    `same_as` names the codes by which other tools ask the same question (`B201`, `DL3002`), so that `# nosec B201` or
    `# hadolint ignore=DL3002` on the line is honoured. `sensitive` marks rules whose lines hold a secret. A rule with
    `options` gives `tuned`, which makes its check from their values; one whose answer depends on the day gives `on_day`,
    which makes it from that (`YYYY-MM-DD`). A rule about a run may settle what other rules found by reading.
    """

    subject: type[S]
    severity: Severity
    check: Check[S]
    same_as: tuple[str, ...] = ()
    sensitive: bool = False
    options: tuple[Option, ...] = ()
    tuned: Callable[[Options], Check[S]] | None = None
    on_day: Callable[[str], Check[S]] | None = None
    settles: Settles | None = None

    def with_options(self, values: Options) -> Rule[S]:
        """The same rule, its check made from these values over the defaults."""
        if self.tuned is None or not values:
            return self
        merged = {option.name: option.default for option in self.options} | dict(values)
        return self._replace(check=self.tuned(merged))


class NamedRule(NamedTuple):
    """A rule with the name of its file and the family of its folder, and its raw documentation."""

    name: str
    family: str
    rule: Rule[Any]
    doc: str
