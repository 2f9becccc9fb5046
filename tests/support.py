"""What tests share: judging a few files from memory, and reading pages of cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from shipcheck import rulebook
from shipcheck.collect.providers import providers
from shipcheck.config import Config, load
from shipcheck.engine import Terms, examine
from shipcheck.evidence import Evidence
from shipcheck.model import Report
from shipcheck.project import Memory, Project

ROOT = Path(__file__).parent.parent
TODAY = "2026-11-22"


def judge(
    files: Mapping[str, str | bytes], rules: Iterable[str] | None = None, focus: Iterable[str] | None = None
) -> Report:
    """What these rules (all that are not off, if none is named) say about these files.

    A file whose path is a line of `.gitignore` is one that git does not have.
    """
    unwanted = files.get(".gitignore", "")
    ignored = set(unwanted.splitlines() if isinstance(unwanted, str) else ()) & set(files)
    source = Memory(
        {path: text for path, text in files.items() if path not in ignored},
        ignored={path: files[path] for path in ignored},
    )
    config: Config = load(Project(source))
    project = Project(source, focus=focus, exclude=config.exclude)
    named = rulebook.load(rules if rules is not None else rulebook.selected((), ()))
    tuned = [one._replace(rule=one.rule.with_options(options(config, one.name))) for one in named]
    terms = Terms(severity_of=config.severity_of, today=TODAY, known=frozenset({*rulebook.names(), *rulebook.FAMILIES}))
    return examine(project, Evidence(providers(project, config)), tuned, terms)


def options(config: Config, rule: str) -> dict[str, object]:
    """A rule's own options, without what the engine reads."""
    return {name: value for name, value in config.rules.get(rule, {}).items() if name != "severity"}


def lines(report: Report) -> list[str]:
    """A report as one line a finding: `path:line:column rule: message`, then what could not be judged."""
    found = [
        f"{finding.location.path}:{finding.location.line}:{finding.location.column} {finding.rule} "
        f"{finding.severity.word}: {finding.message}"
        for finding in report.findings
    ]
    gaps = [f"unjudged {one.what}: {one.reason}" for one in report.unjudged]
    # Which Python reads the files depends on the machine.
    return found + [re.sub(r"Python 3\.\d+", "Python 3.x", gap) for gap in gaps]


class Case(NamedTuple):
    """One section of a page of cases."""

    title: str
    files: dict[str, str]
    expected: str
    span: tuple[int, int]


_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,})(\S+)(?: (\S.*?))?\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)


def cases(text: str) -> list[Case]:
    """The cases of a page: `## title`, prose, fences `language path`, and one fence `findings`."""
    heads = list(_SECTION.finditer(text))
    found = []
    for number, head in enumerate(heads):
        stop = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        files: dict[str, str] = {}
        expected, span = "", (stop, stop)
        for fence in _FENCE.finditer(text, head.end(), stop):
            if fence.group(2) == "findings":
                expected, span = fence.group(4), fence.span(4)
            elif fence.group(3):
                files[fence.group(3)] = fence.group(4)
        found.append(Case(head.group(1), files, expected, span))
    return found
