"""What shipcheck says of projects that were labelled before anybody asked it.

A page holds cases: `## title`, then files behind `=== path`. `«kind»` at the end of a line is a fault that must be found
on it (where a call goes over several lines, on its first, as the findings of other tools are); `«kind?»` is a line that may be named for a fault of its case instead. A finding on any other line is a false alarm. Cases of
Dockerfiles, ignore files and compose files name in their titles the rules that they are about; of other rules nothing is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from shipcheck.model import Severity
from support import judge

HERE = Path(__file__).parent
_MARK = re.compile(r"[ \t]*«([\w-]+)(\??)»[ \t]*$")
Place = tuple[str, int]

# Which rules answer for which labels; findings of others are not asked about.
RULES = {
    "start": (
        "development-server auto-reload debugger-at-start server-on-import unsafe-werkzeug development-default-command"
    ),
    "debug": (
        "hardcoded-debug debug-as-text debug-by-default debug-variable debugger-middleware any-allowed-host"
        " development-settings-by-default"
    ),
}
STARTS = frozenset(RULES["start"].split())
DEBUG = frozenset(RULES["debug"].split())


PAGES = {
    "start": ("start_images", "start_scripts", "start_deployed", "start_more", "start_third"),
    "debug": ("debug_code", "debug_django", "debug_deployed", "debug_more", "debug_third"),
    "files": ("image_files", "image_more", "compose_files", "compose_more"),
}


class Case(NamedTuple):
    """A labelled project: the lines that must be found, those that may be named instead, the rules that are asked."""

    page: str
    title: str
    files: dict[str, str]
    wanted: set[Place]
    allowed: set[Place]
    rules: frozenset[str] = frozenset()


class Score(NamedTuple):
    """What was found of what is wanted, what was missed, and what was said for nothing."""

    found: list[str]
    missed: list[str]
    alarms: list[str]

    @property
    def precision(self) -> float:
        """The share of what was said that is right."""
        return len(self.found) / max(len(self.found) + len(self.alarms), 1)

    @property
    def recall(self) -> float:
        """The share of the faults that were found."""
        return len(self.found) / max(len(self.found) + len(self.missed), 1)


def load(page: str) -> Iterator[Case]:
    """The cases of a page."""
    text = (HERE / f"{page}.txt").read_text(encoding="utf-8")
    for block in re.split(r"(?m)^## ", text)[1:]:
        title, _, rest = block.partition("\n")
        files: dict[str, str] = {}
        wanted: set[Place] = set()
        allowed: set[Place] = set()
        for part in re.split(r"(?m)^=== ", rest)[1:]:
            path, _, body = part.partition("\n")
            lines = []
            for number, line in enumerate(body.rstrip("\n").splitlines(), 1):
                mark = _MARK.search(line)
                if mark:
                    (allowed if mark.group(2) else wanted).add((path, number))
                lines.append(_MARK.sub("", line))
            files[path] = "".join(f"{line}\n" for line in lines)
        asked = frozenset(re.split(r",\s*", title.partition(":")[0])) if page in PAGES["files"] else STARTS | DEBUG
        yield Case(page, title, files, wanted, allowed, asked)


def _instead(case: Case, spare: list[Place], place: Place) -> Place | None:
    """Another line that was named for a fault: in the same file, or in one that has no faults of its own."""
    others = {path for path, _ in case.wanted}
    near = [one for one in spare if one[0] == place[0]]
    return next(iter(near + [one for one in spare if one[0] not in others]), None)


def score(cases: list[Case]) -> Score:
    """Every case judged by all rules; what those say that it asks about is compared with the labels."""
    every = Score([], [], [])
    for case in cases:
        said = [one for one in judge(case.files).findings if one.rule in case.rules]
        places = {(one.location.path, one.location.line) for one in said}
        spare = sorted(places & case.allowed)
        for place in sorted(case.wanted):
            head = f"{case.page}: {case.title}: {place[0]}:{place[1]}"
            if place in places:
                every.found.append(head)
            elif instead := _instead(case, spare, place):
                spare.remove(instead)
                every.found.append(head)
            else:
                every.missed.append(head)
        if not case.wanted and case.allowed and places & case.allowed:
            every.found.append(f"{case.page}: {case.title}")
        every.alarms.extend(
            f"{case.page}: {case.title}: {one.location.path}:{one.location.line} {one.rule}: {one.message}"
            for one in said
            if (one.location.path, one.location.line) not in case.wanted | case.allowed
        )
    return every


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("group", PAGES)
def test_what_is_labelled_is_found_and_nothing_else(group: str, ends: str) -> None:
    cases = [
        case._replace(files={path: text.replace("\n", ends) for path, text in case.files.items()})
        for page in PAGES[group]
        for case in load(page)
    ]
    found = score(cases)
    head = f"{group}: precision {found.precision:.3f}, recall {found.recall:.3f}"
    told = "\n".join((head, "missed:", *found.missed, "false alarms:", *found.alarms))
    assert found.precision >= 0.95, told
    assert found.recall >= 0.90, told


def test_there_are_enough_of_both() -> None:
    cases = [case for pages in PAGES.values() for page in pages for case in load(page)]
    assert sum(len(case.wanted) for case in cases) >= 150
    assert sum(len(case.files) for case in cases if not case.wanted and not case.allowed) >= 100


@pytest.mark.parametrize("case", list(load("right")), ids=lambda case: case.title)
def test_a_project_that_is_right_has_nothing_above_a_note(case: Case) -> None:
    found = [one for one in judge(case.files).findings if one.severity > Severity.NOTE]
    assert [(one.rule, one.location.path, one.location.line, one.message) for one in found] == []
