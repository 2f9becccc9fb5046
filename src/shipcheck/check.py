"""One static run from a request to a report: the place where project, configuration, rules and collectors meet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from shipcheck import baseline as baselines
from shipcheck import rulebook
from shipcheck.collect.folder import Folder
from shipcheck.collect.git import Index, WorkingTree, root_of, staged_names
from shipcheck.collect.providers import providers
from shipcheck.config import Config, load, nearest
from shipcheck.engine import Terms, examine
from shipcheck.evidence import Evidence, Provider
from shipcheck.guard import guarded
from shipcheck.model import CannotJudge, NamedRule, Report, Severity, ShipcheckError, Unjudged
from shipcheck.project import Project

Source = Index | WorkingTree | Folder
NOTHING: Mapping[str, Provider] = MappingProxyType({})


class Request(NamedTuple):
    """What is asked: the paths in focus (none: everything, or everything staged) and how to judge them.

    `baseline` is a file to use instead of the configured one, empty for none at all, `None` for the configured one.
    `exclude` leaves out more than the configuration does.
    """

    paths: tuple[str, ...] = ()
    staged: bool = False
    root: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    baseline: str | None = None
    exclude: tuple[str, ...] = ()
    fingerprints: bool = False
    every_rule: bool = False
    today: str = ""


class Outcome(NamedTuple):
    """A report with what its readers need besides: the files it is about, and what fails a run."""

    report: Report
    project: Project
    root: str
    fail_on: str

    @property
    def exit_code(self) -> int:
        """2 if something could not be judged, else 1 if a finding is severe enough, else 0."""
        if self.report.unjudged:
            return 2
        if self.fail_on == "never":
            return 0
        least = Severity[self.fail_on.upper()]
        return int(any(finding.severity >= least for finding in self.report.findings))


def run(request: Request) -> Outcome:
    """Judge what is asked; raises `ShipcheckError` where the request or the configuration makes no sense."""
    root, source = opened(request)
    try:
        return _run(request, root, source)
    finally:
        source.close()


def opened(request: Request) -> tuple[str, Source]:
    """The folder that is asked about and the files in it, to be closed; raises `ShipcheckError`."""
    root = project_root(request)
    return root, _open(root, staged=request.staged)


def project_root(request: Request) -> str:
    """The folder that is asked about; raises `ShipcheckError` where there is none."""
    if request.root is None:
        return root_of(os.getcwd()) or os.getcwd()
    if not os.path.isdir(request.root):
        raise ShipcheckError(f"no such folder: {_shown(request.root)}")
    return os.path.abspath(request.root)


def _open(root: str, *, staged: bool) -> Source:
    if root_of(root) is not None:
        return Index(root) if staged else WorkingTree(root)
    if staged:
        raise ShipcheckError("--staged: not in a git repository", "run it inside of one, or leave --staged out")
    return Folder(root)


def _run(request: Request, root: str, source: Source) -> Outcome:
    config = load(Project(source))
    focus, missing = _focus(request, root, source)
    project = Project(source, focus=focus, exclude=(*config.exclude, *request.exclude))
    report = judged(request, project, config, missing)
    return Outcome(report, project, root, request.fail_on or config.fail_on)


def judged(
    request: Request,
    project: Project,
    config: Config,
    missing: Iterable[Unjudged] = (),
    known: Mapping[str, Provider] = NOTHING,
) -> Report:
    """The report on what a project has in focus, wherever its files come from; raises `ShipcheckError`.

    `known` are providers of subjects that were obtained before.
    """
    evidence: Evidence = Evidence({**providers(project, config), **known})
    for unjudged in missing:
        evidence.note(unjudged)
    select = request.select or config.select
    ignore = (*request.ignore, *config.ignore)
    enabled = [name for name in rulebook.OPT_IN if config.rules.get(name, {}).get("enabled") is True]
    rules = list(_tuned(rulebook.load(rulebook.selected(select, ignore, enabled)), config))
    terms = Terms(
        severity_of=config.severity_of,
        ignored=_code_filter(select, ignore),
        baseline=_baseline(request, config, project),
        fingerprints=request.fingerprints,
        today=request.today,
        known=frozenset({*rulebook.names(), *rulebook.FAMILIES}),
        guard=lambda findings: guarded(findings, project),
    )
    return _described(examine(project, evidence, rules, terms), rules, request)


def _focus(request: Request, root: str, source: Source) -> tuple[set[str] | None, list[Unjudged]]:
    if not request.paths:
        return (set(staged_names(root)), []) if request.staged else (None, [])
    known = set(source.paths())
    focus: set[str] = set()
    missing: list[Unjudged] = []
    for path in request.paths:
        inside = _inside(root, path)
        if inside in known or inside in source.special:
            focus.add(inside)
        elif below := {one for one in known if inside == "." or one.startswith(f"{inside}/")}:
            focus |= below
        elif not os.path.lexists(path):
            raise ShipcheckError(f"no such file or folder: {_shown(path)}")
        elif not os.path.isdir(path):
            missing.append(_not_taken(inside, staged=request.staged))
    return focus, missing


def _not_taken(path: str, *, staged: bool) -> Unjudged:
    if staged:
        return Unjudged(
            path, "it is not in the git index", "`git add` it, or leave --staged out to judge the working tree"
        )
    return Unjudged(
        path,
        "git ignores it, so it is not part of the project",
        "run shipcheck outside of the repository, or rename it",
    )


def _inside(root: str, path: str) -> str:
    """A path as the project names it; raises `ShipcheckError` for one outside of the project."""
    folder, name = os.path.split(os.path.abspath(path))
    real = os.path.join(os.path.realpath(folder), name)
    inside = os.path.relpath(real, os.path.realpath(root))
    if inside.split(os.sep)[0] == os.pardir:
        raise ShipcheckError(
            f"{_shown(path)} is outside of the project in {_shown(root)}", "run shipcheck in its own repository"
        )
    return inside.replace(os.sep, "/")


def _shown(path: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in path)


def _tuned(rules: Iterable[NamedRule], config: Config) -> Iterator[NamedRule]:
    """The rules with their options from the configuration; raises `ShipcheckError` for settings of no rule."""
    every = rulebook.names()
    for name in config.rules:
        if name.partition("/")[0] not in every:
            raise ShipcheckError(
                f"{config.file}: rules.{_shown(name)}: no such rule{nearest(name, every)}",
                "`shipcheck rules` lists them",
            )
    # A slip in the table of a rule that is off may be why it is off.
    for named in rulebook.load(rulebook.OPT_IN & {*config.rules}):
        _settings(named, config)
    for named in rules:
        yield named._replace(rule=named.rule.with_options(_settings(named, config)))


def _settings(named: NamedRule, config: Config) -> dict[str, Any]:
    """What the configuration says of a rule's own options; raises `ShipcheckError`."""
    values = {key: value for key, value in config.rules.get(named.name, {}).items() if key != "severity"}
    known = {option.name: option for option in named.rule.options}
    for key, value in values.items():
        where = f"{config.file}: rules.{named.name}"
        if key not in known:
            raise ShipcheckError(f"{where}: unknown key `{_shown(key)}`{nearest(key, [*known, 'severity'])}")
        if not _same_type(value, known[key].default):
            raise ShipcheckError(f"{where}: `{key}` must be like {_example(known[key].default)}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _same_type(value: Any, default: object) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is type(default)


def _example(default: object) -> str:
    return (
        "a list of strings"
        if isinstance(default, tuple)
        else {bool: "true or false", int: "a number"}.get(type(default), "a string")
    )


def _code_filter(select: Iterable[str], ignore: Iterable[str]) -> Any:
    """Whether a rule id is left out by the tool's own code: `hadolint/DL3008` in `ignore`, or not in `select`."""
    ignored = {word for word in ignore if "/" in word}
    chosen = {word for word in select if "/" in word}
    whole = {word for word in select if "/" not in word}

    def left_out(rule: str) -> bool:
        driver = rule.partition("/")[0]
        if rule in ignored:
            return True
        narrowed = any(word.startswith(f"{driver}/") for word in chosen)
        covered = driver in whole or rulebook.names().get(driver) in whole
        return narrowed and not covered and rule not in chosen

    return left_out


def _baseline(request: Request, config: Config, project: Project) -> frozenset[baselines.Entry]:
    if request.baseline == "":
        return frozenset()
    name = request.baseline if request.baseline is not None else config.baseline
    if request.baseline is None and name in project:
        try:
            return baselines.parse(project.text(name), name)
        except CannotJudge as reason:
            raise ShipcheckError(reason.message, reason.hint) from None
    if request.baseline is None and name == Config().baseline:
        return frozenset()
    try:
        with open(name, encoding="utf-8") as file:
            return baselines.parse(file.read(), name)
    except (OSError, UnicodeDecodeError):
        raise ShipcheckError(
            f"the baseline {_shown(name)} cannot be read", "write it with `shipcheck baseline`"
        ) from None


def _described(report: Report, rules: Iterable[NamedRule], request: Request) -> Report:
    fired = {finding.rule.partition("/")[0] for finding in report.findings}
    wanted = [named for named in rules if request.every_rule or named.name in fired]
    return report._replace(rules=tuple(rulebook.info(named) for named in wanted))
