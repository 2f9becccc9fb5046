"""The parts of a comment. Every foreign string goes through `report.escape`; nothing here writes HTML from one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shipcheck.github import figures
from shipcheck.github.checked import BUILD_AND_RUN, Checked, Service
from shipcheck.github.figures import Figures
from shipcheck.github.links import DOCS, Links, short
from shipcheck.model import Finding, Fix, Severity, Unjudged
from shipcheck.report.escape import code, markdown, terminal
from shipcheck.report.words import both, counts, plural

# Shown at most, of each.
DOUBTS = 30
SERVICES = 150
LOG_LINES = 40
_LOG_WIDTH = 300
_FIX_WIDTH = 200
# Narrow columns break at spaces, between a symbol and its word, a figure and its unit.
_NARROW = "\u00a0"
SYMBOL = {"pass": "\u2705", "fail": "\u274c", "error": "\u26a0\ufe0f", "skipped": "\u23ed\ufe0f"}
_LEVEL = {Severity.ERROR: "\u274c", Severity.WARNING: "\u26a0\ufe0f", Severity.NOTE: "\u2139\ufe0f"}


class Check(NamedTuple):
    """A line of the table: its title, and the families of rules behind it."""

    title: str
    families: tuple[str, ...]


CHECKS = (
    Check("Secrets", ("secrets",)),
    Check("Requirements", ("requirements", "lock")),
    Check("Dockerfile", ("dockerfile",)),
    Check("Compose", ("compose",)),
    Check("Start command", ("server",)),
    Check("Configuration", ("config", "logging", "suppressions")),
    Check("Image", ("image",)),
    Check("Container", ("running",)),
)
RUN_FAMILIES = frozenset({"image", "running"})


def table(service: Service, measured: Sequence[Figures]) -> str:
    """What was checked in one service, and what came of it."""
    lines = ["| Result | Check | What was found |", "|:--|:--|:--|"]
    lines += [
        f"| {_result(found, service, check)} | {check.title} | {_cell(found, service, check, measured)} |"
        for check, found in _by_check(service)
    ]
    return "\n".join(lines)


def _by_check(service: Service) -> Iterator[tuple[Check, list[Finding]]]:
    known = {family for check in CHECKS for family in check.families}
    for check in CHECKS:
        families = set(check.families)
        if check.title == "Configuration":
            families |= {finding.family for finding in service.report.findings} - known
        found = [finding for finding in service.report.findings if finding.family in families]
        if found or families & set(service.families) or families & RUN_FAMILIES:
            yield check, found


def _result(found: Sequence[Finding], service: Service, check: Check) -> str:
    if not found and RUN_FAMILIES & set(check.families) and service.run is None:
        return f"{SYMBOL['skipped']}{_NARROW}not{_NARROW}run"
    worst = max((finding.severity for finding in found), default=None)
    if worst is None:
        word = ("error", "**incomplete**") if _incomplete(service, check) else ("pass", "pass")
        return f"{SYMBOL[word[0]]}{_NARROW}{word[1]}"
    return f"{_LEVEL[worst]}{_NARROW}{'**error**' if worst is Severity.ERROR else worst.word}"


def _incomplete(service: Service, check: Check) -> bool:
    """Whether something could not be judged that this check would have looked at: of a file, nobody knows which do."""
    ran = RUN_FAMILIES & set(check.families) and service.run is not None
    return not ran and any(one.what != BUILD_AND_RUN for one in service.report.unjudged)


def _cell(found: Sequence[Finding], service: Service, check: Check, measured: Sequence[Figures]) -> str:
    said = []
    if found:
        said.append(_counted(found))
    if RUN_FAMILIES & set(check.families):
        if service.run is None:
            said.append(markdown(short(service.not_run or "no evidence of a run"), cell=True))
        said += [told for one in measured for told in _measured(check, one)]
    return ", ".join(said) or ("nothing found so far" if _incomplete(service, check) else "nothing found")


def _measured(check: Check, measured: Figures) -> list[str]:
    if "image" in check.families:
        layers = f" in {plural(measured.layers, 'layer')}" if measured.layers else ""
        return [figures.size(measured.image_bytes) + layers] if measured.image_bytes is not None else []
    ready = [f"ready in {figures.seconds(measured.ready_seconds)}"] if measured.ready_seconds is not None else []
    return ready + ([f"stop: {figures.stop(measured)}"] if measured.stop_seconds is not None else [])


def _counted(found: Sequence[Finding]) -> str:
    numbers = [(sum(one.severity is level for one in found), level.word) for level in reversed(Severity)]
    return both([plural(number, word) for number, word in numbers if number])


def services_table(services: Sequence[Service], measured: Sequence[Sequence[Figures]], most: int) -> str:
    """One line a service, the worst first; the unchanged ones in one sentence below."""
    lines = ["| Result | Service | Found | Image | Ready | Stop |", "|:--|:--|:--|--:|--:|:--|"]
    both_of = sorted(zip(services, measured, strict=True), key=lambda pair: (-pair[0].code, pair[0].name))
    checked = [(one, seen) for one, seen in both_of if not one.skipped]
    for one, seen in checked[:most]:
        found = counts(one.report) or ("see below" if one.code > 1 else "nothing found")
        size, ready, stop = (
            ", ".join(_together(text) for text in told if text)
            for told in (
                [figures.size(each.image_bytes) for each in seen],
                [figures.seconds(each.ready_seconds) for each in seen],
                [figures.stop(each) for each in seen],
            )
        )
        lines.append(
            f"| {SYMBOL[verdict(one)]}{_NARROW}{_WORD[verdict(one)]} | {_called(one, cell=True)} "
            f"| {found} | {size} | {ready} | {stop} |"
        )
    text = "\n".join(lines) if checked else ""
    if len(checked) > most:
        text += f"\n\n{len(checked) - most} more services are not in this table."
    skipped = [_called(one) for one in services if one.skipped]
    if skipped:
        more = f" and {len(skipped) - most} more" if len(skipped) > most else ""
        text += f"\n\n{SYMBOL['skipped']} Unchanged and not checked: {', '.join(skipped[:most])}{more}."
    return text.strip()


_WORD = {"pass": "pass", "fail": "**fail**", "error": "**could not check**"}


def _called(service: Service, *, cell: bool = False) -> str:
    name = service.name or service.path
    return "repository root" if name == "." else code(short(name, 80), cell=cell)


def _together(text: str) -> str:
    return text.replace(" ", _NARROW)


def verdict(service: Service) -> str:
    """`pass`, `fail` or `error`."""
    return "error" if service.code > 1 else "fail" if service.code else "pass"


def doubts(checked: Checked, most: int) -> str:
    """What could not be checked, in a box of its own; empty where everything could."""
    every = [(service, one) for service in checked.services for one in service.report.unjudged]
    if not every:
        return ""
    many = len(checked.services) > 1
    lines = [_doubt(one, service.name if many and one.what != service.name else "") for service, one in every[:most]]
    if len(every) > most:
        lines.append(f"> - {len(every) - most} more are in the job's summary.")
    return "\n".join(["> [!CAUTION]", "> **Could not be checked**, which is neither passed nor failed:", ">", *lines])


def _doubt(one: Unjudged, service: str) -> str:
    where = f"{code(short(service, 80))}, " if service else ""
    hint = f" {_sentence(one.hint)}" if one.hint else ""
    return f"> - {where}**{code(short(one.what))}**: {markdown(short(one.reason))}.{hint}"


def _sentence(text: str) -> str:
    said = markdown(short(text))
    said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "!", "?")) else f"{said}."


def file_head(path: str, links: Links) -> str:
    """The heading over the findings of a file."""
    return f"#### {links.file(path)}"


def finding(one: Finding, path: str, hint: str, links: Links, *, new: bool) -> str:
    """A finding as an item of a list, with its hint and, where one is known, its fix."""
    place = one.location
    mark = " (new)" if new else ""
    where = links.line(path, place.line, place.last_line)
    lines = [f"- {_LEVEL[one.severity]} **{where}:** {markdown(short(one.message, 500))}{mark} {code(one.rule)}"]
    if hint:
        lines.append(f"  {_sentence(hint)}")
    if one.fix:
        lines += [f"  {line}" for line in _diff(one.fix)]
    return "\n".join(lines)


def _diff(fix: Fix) -> list[str]:
    before, after = (_cut_all(text) for text in fix)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    gone, come = before[head : len(before) - tail], after[head : len(after) - tail]
    lines = [*(f" {line}" for line in before[:head]), *(f"-{line}" for line in gone), *(f"+{line}" for line in come)]
    return _fenced([*lines, *(f" {line}" for line in before[len(before) - tail :])], "diff")


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines are the same from the start on."""
    differ = (number for number, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
    return next(differ, min(len(before), len(after)))


def _cut_all(text: str) -> list[str]:
    return [_cut(line, _FIX_WIDTH) for line in text.splitlines()]


def log(lines: Sequence[str]) -> str:
    """The end of a log, folded away."""
    shown = [_cut(line, _LOG_WIDTH) for line in lines[-LOG_LINES:]]
    inner = "\n".join(_fenced(shown, "text"))
    return folded(f"Last {plural(len(shown), 'line')} of the container's log", inner)


def _cut(line: str, width: int) -> str:
    # A tab is no danger, and makefiles and logs are hard to read without.
    return "\t".join(terminal(part) for part in short(line, width).split("\t"))


def _fenced(lines: Iterable[str], language: str) -> list[str]:
    lines = list(lines)
    longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *lines, fence]


def folded(summary: str, inner: str) -> str:
    """A part that is shown at a click; `summary` is our own words."""
    return f"<details>\n<summary>{summary}</summary>\n\n{inner}\n\n</details>"


def evidence(measured: Figures, base: Figures | None, base_name: str) -> str:
    """The figures of build and run, folded away; empty where nothing was measured."""
    rows = list(figures.rows(measured, base))
    phases = [f"| {code(name, cell=True)} | {markdown(short(what), cell=True)} |" for name, what in measured.phases]
    parts = []
    if rows and base is not None:
        head = f"| | This change | {code(short(base_name, 80), cell=True) or 'Base'} | Change |\n|:--|--:|--:|--:|"
        parts.append("\n".join([head, *(_row(row) for row in rows)]))
    elif rows:
        parts.append(
            "\n".join(["| | This change |\n|:--|--:|", *(f"| {row.what} | {_foreign(row.ours)} |" for row in rows)])
        )
        parts.append("No figures of the base branch yet: they come with the next run on the default branch.")
    if measured.largest:
        brought = (f"{code(short(what, 100))} {figures.size(count)}" for what, count in measured.largest)
        parts.append(f"Largest layers over the base image: {', '.join(brought)}.")
    if phases:
        parts.append("\n".join(["| Phase | What became of it |", "|:--|:--|", *phases]))
    return folded("Build and run: the figures", "\n\n".join(parts)) if parts else ""


def _row(row: figures.Row) -> str:
    return f"| {row.what} | {_foreign(row.ours)} | {_foreign(row.base)} | {row.change} |"


def _foreign(text: str) -> str:
    return markdown(short(text, 120), cell=True)


def footer(version: str, run: str) -> str:
    """Who says so, and where to read on."""
    parts = [f"[shipcheck {version}]({DOCS})", run, f"[what the rules mean]({DOCS}/blob/main/docs/rules.md)"]
    return f"<sub>{' · '.join(part for part in parts if part)}</sub>"
