"""The comment on a pull request, and the job's summary: one report, worst first, cut to what the server takes.

A comment holds 65,536 characters, a summary 1 MiB (GitHub drops what is larger). Room goes to the verdict, then to the
findings by severity, then to figures and log; what is left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shipcheck import __version__
from shipcheck.github import sections, state
from shipcheck.github.checked import Checked, Service
from shipcheck.github.context import Context
from shipcheck.github.figures import Figures, seconds, size, size_change, stop
from shipcheck.github.links import Links, short
from shipcheck.github.state import State
from shipcheck.model import Finding, Severity
from shipcheck.report.escape import code, markdown
from shipcheck.report.words import WORST_FIRST, asides, both, plural

# In UTF-16 units, as the server counts; a summary is counted in bytes, three of which a unit may take.
COMMENT = 60_000
SUMMARY = 340_000
_BLOCKERS = 3


class Base(NamedTuple):
    """What is known of the branch that this change goes to: its name, and its figures by service."""

    name: str = ""
    figures: Mapping[str, Sequence[Figures]] = {}


class Told(NamedTuple):
    """Everything that a comment is made of; `before` is what the last comment remembers, None where there was none."""

    checked: Checked
    context: Context = Context()
    measured: Mapping[str, Sequence[Figures]] = {}
    base: Base = Base()
    before: State | None = None


class _Item(NamedTuple):
    """A finding of a service, and whether the last run did not have it."""

    service: Service
    finding: Finding
    new: bool

    @property
    def path(self) -> str:
        """The finding's path in the repository."""
        folder = self.service.path.strip("/")
        inner = self.finding.location.path
        return inner if folder in {"", "."} else f"{folder}/{inner}"

    @property
    def hint(self) -> str:
        """What to do about it."""
        return self.service.report.hint(self.finding)


def comment(told: Told, key: str) -> str:
    """The comment's body; raises `ShipcheckError` for a key that cannot be one."""
    remembered = state_of(told)
    head = f"{state.marker(key)}\n{state.line(remembered)}\n"
    return head + body(told, COMMENT - width(head))


def state_of(told: Told) -> State:
    """What the comment will remember."""
    run = told.context
    return State(run.run_number, run.run_attempt, run.sha, told.checked.verdict, state.identities(told.checked))


def body(told: Told, room: int) -> str:
    """The visible part in at most this many UTF-16 units."""
    links = Links(told.context)
    fixed = _fitting_head(told, links, room * 2 // 3)
    foot = [_advice(told), sections.footer(__version__, _run_word(told, links))]
    room -= sum(width(part) + 2 for part in (*fixed, *foot))
    found, room = _findings(told, links, room)
    extra = []
    for part in _extras(told):
        if width(part) + 2 <= room:
            extra.append(part)
            room -= width(part) + 2
    return "\n\n".join([*fixed, *found, *extra, *(part for part in foot if part)]) + "\n"


def width(text: str) -> int:
    """Characters as the server counts them."""
    return len(text) + sum(char > "\uffff" for char in text)


def _fitting_head(told: Told, links: Links, room: int) -> list[str]:
    """The head with as many rows as fit."""
    parts: list[str] = []
    for share in (1, 3, 10, 30):
        parts = [part for part in _head(told, links, share) if part]
        if sum(width(part) + 2 for part in parts) <= room:
            break
    return parts


def _head(told: Told, links: Links, share: int) -> Iterator[str]:
    yield f"### {sections.SYMBOL[told.checked.verdict]} shipcheck: {_verdict(told.checked)}"
    yield "\n".join(line for line in (_blockers(told.checked), _since(told, links), _asides(told)) if line)
    services = told.checked.services
    if len(services) == 1:
        table = sections.table(services[0], _measured(told, services[0]))
        # Who has nothing to do wants to read no more than that.
        calm = told.checked.verdict == "pass" and not services[0].report.findings
        yield sections.folded("What was checked", table) if calm else table
    elif services:
        measured = [_measured(told, one) for one in services]
        yield sections.services_table(services, measured, sections.SERVICES // share)
    yield sections.doubts(told.checked, sections.DOUBTS // share)


def _measured(told: Told, service: Service) -> Sequence[Figures]:
    return told.measured.get(service.name, ())


def _verdict(checked: Checked) -> str:
    looked = [one for one in checked.services if not one.skipped]
    word = checked.verdict
    if not checked.services:
        return "nothing was checked"
    if not looked:
        return "nothing changed that ships"
    if len(checked.services) == 1 or word == "pass":
        return {"pass": "ready to ship", "fail": "not ready to ship", "error": "could not check everything"}[word]
    bad = sum(one.code == 1 for one in looked)
    lost = sum(one.code > 1 for one in looked)
    of = f"of {plural(len(looked), 'changed service' if len(looked) < len(checked.services) else 'service')}"
    said = [f"{bad} not ready to ship"] if bad else []
    said += [f"{lost} could not be checked"] if lost else []
    return f"{both(said)} {of}"


def _blockers(checked: Checked) -> str:
    """How much was found, and the worst of it in words: this line is what a mail shows."""
    found = [one for service in checked.services for one in service.report.findings]
    numbers = [(sum(one.severity is level for one in found), level.word) for level in WORST_FIRST]
    counted = both([plural(number, word) for number, word in numbers if number])
    if not counted:
        files = plural(sum(one.report.files for one in checked.services), "file")
        return f"Nothing found in {files}." if checked.verdict == "pass" else ""
    worst = max(one.severity for one in found)
    if worst is Severity.NOTE:
        return f"**{counted}**."
    said = _different([one for one in found if one.severity is worst])
    more = f"; and {len(said) - _BLOCKERS} more" if len(said) > _BLOCKERS else ""
    return f"**{counted}**: {'; '.join(said[:_BLOCKERS])}{more}."


def _different(found: Sequence[Finding]) -> list[str]:
    """Their messages without doubles, those first that no other rule has said."""
    first = list({one.rule: one for one in reversed(found)}.values())[::-1]
    return list(dict.fromkeys(markdown(short(one.message, 120)) for one in (*first, *found)))


def _since(told: Told, links: Links) -> str:
    took = sum(one.seconds for one in told.checked.services)
    where = f"Checked {links.commit(told.context.sha)}" if told.context.sha else ""
    time = f" in {seconds(took)}" if took else ""
    log = f" ({links.run('log')})" if told.context.run_url else ""
    checked = f"{where}{time}{log}." if where else ""
    return " ".join(part for part in (_compared(told, links), checked) if part)


def _compared(told: Told, links: Links) -> str:
    before = told.before
    if before is None or before.open is None or not before.sha:
        return ""
    now = state.identities(told.checked)
    new, fixed, still = len(now - before.open), len(before.open - now), len(now & before.open)
    if not before.open and not now:
        return ""
    return f"Since {links.commit(before.sha)}: **{new} new, {fixed} fixed, {still} still open.**"


def _asides(told: Told) -> str:
    services = told.checked.services
    said = [" ".join(asides(one.report)) for one in services] if len(services) == 1 else []
    said += [_in_short(one, told) for one in _measured(told, services[0])] if len(services) == 1 else []
    return " ".join(part for part in said if part)


def _in_short(measured: Figures, told: Told) -> str:
    """The run in one line: what an operator asks first."""
    parts = []
    if measured.image_bytes is not None:
        base = [one for figures in told.base.figures.values() for one in figures if one.name == measured.name]
        change = size_change(measured.image_bytes, base[0].image_bytes) if base else ""
        branch = code(short(told.base.name, 60)) or "the base"
        against = f" ({change.replace(' (', ', ').rstrip(')')} against {branch})" if change not in {"", "none"} else ""
        parts.append(f"Image **{size(measured.image_bytes)}**{against}")
    if measured.ready_seconds is not None:
        parts.append(f"ready in **{seconds(measured.ready_seconds)}**")
    if measured.user:
        parts.append(f"runs as {markdown(short(measured.user, 60))}")
    if measured.stop_seconds is not None:
        parts.append(f"stop: **{stop(measured)}**")
    name = f"{code(short(measured.name, 60))}: " if measured.name and parts else ""
    return name + " · ".join(parts) + ("." if parts else "")


def _findings(told: Told, links: Links, room: int) -> tuple[list[str], int]:
    """The findings that fit, taken by severity, told by file; and what room is left."""
    before = told.before.open if told.before is not None else None
    items = [
        _Item(service, one, before is not None and state.identity(service, one) not in before)
        for service in told.checked.services
        for one in service.report.findings
    ]
    taken: dict[str, list[_Item]] = {}
    said: set[tuple[str, str]] = set()
    left: list[_Item] = []
    room -= 200  # for the sentence that counts the rest
    for item in sorted(items, key=lambda one: (-one.finding.severity, not one.new)):
        advice = (item.path, item.hint)
        cost = width(_told(item, links, hint=advice not in said)) + 1
        cost += 0 if item.path in taken else width(sections.file_head(item.path, links)) + 2
        if cost > room:
            left.append(item)
            continue
        taken.setdefault(item.path, []).append(item)
        said.add(advice)
        room -= cost
    # The file with the worst finding comes first: they were taken in that order.
    parts = [f"{sections.file_head(path, links)}\n\n{_in_order(inner, links)}" for path, inner in taken.items()]
    return ([*parts, _left_out(left, links)] if left else parts), room


def _in_order(inner: Sequence[_Item], links: Links) -> str:
    """The findings of a file, the worst first; advice that holds for several is given once."""
    said: set[str] = set()
    lines = []
    for item in sorted(inner, key=lambda one: (-one.finding.severity, one.finding.location[1:3])):
        lines.append(_told(item, links, hint=item.hint not in said))
        said.add(item.hint)
    return "\n".join(lines)


def _told(item: _Item, links: Links, *, hint: bool) -> str:
    return sections.finding(item.finding, item.path, item.hint if hint else "", links, new=item.new)


def _left_out(left: Sequence[_Item], links: Links) -> str:
    numbers = [(sum(item.finding.severity is level for item in left), level.word) for level in WORST_FIRST]
    counted = both([plural(number, word) for number, word in numbers if number])
    return f"**Left out for want of room: {counted}.** They are in the {links.run('summary of the job')} and in its report."


def _extras(told: Told) -> Iterator[str]:
    for service in told.checked.services:
        before = {one.name: one for one in told.base.figures.get(service.name, ())}
        for measured in _measured(told, service):
            name = measured.name or (service.name if len(told.checked.services) > 1 else "")
            title = f"{code(short(name, 80))}\n\n" if name else ""
            table = sections.evidence(measured, before.get(measured.name), told.base.name)
            if table:
                yield title + table
            if measured.log and service.code:
                yield title + sections.log(measured.log)


def _advice(told: Told) -> str:
    if told.checked.verdict == "pass" and not any(one.report.findings for one in told.checked.services):
        return ""
    ran = any(one.run is not None for one in told.checked.services)
    run = ", and `shipcheck run` for build and run" if ran else ""
    return (
        f"Try it before the next push: `shipcheck check`{run}. "
        "Not a problem here? Say so on its line: `# shipcheck: ignore[RULE] reason`."
    )


def _run_word(told: Told, links: Links) -> str:
    return links.run(f"run {told.context.run_number}") if told.context.run_number else ""
