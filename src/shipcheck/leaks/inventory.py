"""All secrets of the working tree, accepted or not, with what has been said of each: for the commands that write it down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shipcheck import baseline as baselines
from shipcheck import check, rulebook
from shipcheck.collect import random_strings, secret_text, secrets
from shipcheck.collect.folder import Folder
from shipcheck.collect.git import WorkingTree, root_of
from shipcheck.collect.secret_accepted import Accepted, names_of
from shipcheck.collect.secret_file import File
from shipcheck.collect.secret_terms import Term, Terms
from shipcheck.config import Config, load
from shipcheck.engine import Terms as EngineTerms
from shipcheck.engine import examine
from shipcheck.evidence import Evidence
from shipcheck.guard import guarded
from shipcheck.model import CannotJudge, Finding, Location, NamedRule, RuleInfo, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.found import Found
from shipcheck.secrets.known import Answer, Names
from shipcheck.subjects.random_string import RandomString
from shipcheck.subjects.secret_hit import SecretHit


class Item(NamedTuple):
    """A secret that nothing in its file silences: as the engine tells it, what it is known by, and what was said of it.

    `terms` is what detect-secrets makes of the same literal. The value is in `found`: it is never shown nor written.
    """

    finding: Finding
    found: Found
    names: Names
    said: Answer | None
    terms: tuple[Term, ...]

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.finding.location.path


class Inventory(NamedTuple):
    """The secrets of a project. `whole` is the project with what the configuration excludes; `rules` are described."""

    root: str
    project: Project
    whole: Project
    items: tuple[Item, ...]
    gaps: tuple[Unjudged, ...]
    rules: tuple[RuleInfo, ...]
    terms: Terms


def take(root: str | None, today: str) -> Inventory:
    """Look through the working tree; raises `ShipcheckError` where the configuration makes no sense."""
    request = check.Request(root=root, today=today)
    folder = check.project_root(request)
    source = WorkingTree(folder) if root_of(folder) is not None else Folder(folder)
    config = load(Project(source))
    project, whole = Project(source, exclude=config.exclude), Project(source)
    accepted, terms = Accepted(project), Terms(whole)
    rules = _rules(config)
    files, gaps = _files(project, config)
    if any(named.rule.subject is RandomString for named in rules):
        files += _random(project, files)
    places = {(file.path, one.line, one.column, one.rule): (file, one) for file in files for one in file.found}
    report, found = _judged(project, config, places, rules, request)
    items = [item for finding in found if (item := _item(finding, places, accepted, terms))]
    described = tuple(rulebook.info(named) for named in rules)
    every = tuple(dict.fromkeys([*gaps, *report, *accepted.gaps]))
    return Inventory(folder, project, whole, tuple(items), every, described, terms)


Places = dict[tuple[str, int, int, str], tuple[File, Found]]


def _files(project: Project, config: Config) -> tuple[list[File], list[Unjudged]]:
    files: list[File] = []
    gaps: list[Unjudged] = []
    for one in secrets.read(project, config):
        (gaps if isinstance(one, Unjudged) else files).append(one)  # type: ignore[arg-type]  # told apart
    return files, gaps


def _random(project: Project, files: list[File]) -> list[File]:
    """The random-looking strings of which nothing else is said, where the project asks for them."""
    taken: dict[tuple[str, int], list[Location]] = {}
    for file in files:
        for one in file.found:
            place = Location(file.path, one.line, one.column, one.line, one.end)
            taken.setdefault((file.path, one.line), []).append(place)
    found = []
    for path in filter(secret_text.concerned, project.focused):
        try:
            data = secret_text.read(project, path)
        except CannotJudge:
            continue  # its credentials were looked for before, which said so
        found.append(File(path, data, list(random_strings.finds(path, data, taken))))
    return found


def _rules(config: Config) -> list[NamedRule]:
    enabled = [name for name in rulebook.OPT_IN if config.rules.get(name, {}).get("enabled") is True]
    selected = rulebook.load(rulebook.selected(config.select, config.ignore, enabled))
    return [named for named in selected if named.rule.subject in {SecretHit, RandomString}]


def _judged(
    project: Project, config: Config, places: Places, rules: list[NamedRule], request: check.Request
) -> tuple[list[Unjudged], list[Finding]]:
    """The findings that neither a comment nor our own baseline silences."""

    def hits(_evidence: Evidence) -> Iterator[SecretHit]:
        yield from (secrets.hit(file.path, one) for file, one in places.values() if one.rule != random_strings.RULE)

    def strings(_evidence: Evidence) -> Iterator[RandomString]:
        yield from (
            random_strings.string(file.path, one) for file, one in places.values() if one.rule == random_strings.RULE
        )

    terms = EngineTerms(
        severity_of=config.severity_of,
        baseline=_own(project, config),
        fingerprints=True,
        today=request.today,
        known=frozenset({*rulebook.names(), *rulebook.FAMILIES}),
        guard=lambda findings: guarded(findings, project),
    )
    report = examine(project, Evidence({"SecretHit": hits, "RandomString": strings}), rules, terms)
    return list(report.unjudged), list(report.findings)


def _own(project: Project, config: Config) -> frozenset[baselines.Entry]:
    return (
        baselines.parse(project.text(config.baseline), config.baseline) if config.baseline in project else frozenset()
    )


def _item(finding: Finding, places: Places, accepted: Accepted, terms: Terms) -> Item | None:
    place = finding.location
    file, one = places[place.path, place.line, place.column, finding.rule]
    if accepted.allowed(file.path, one, file.lines()):
        return None
    names = names_of(file.path, one)
    same = tuple(terms.same(file.path, one))
    return Item(finding, one, names, accepted.said(file.path, one), same)
