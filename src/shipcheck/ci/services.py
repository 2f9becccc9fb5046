"""Which services a repository has, and which of them a change touches."""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Mapping

from shipcheck.ci import event
from shipcheck.collect import build_contexts, dockerfiles
from shipcheck.collect.changed_lines import changed_paths
from shipcheck.collect.git import WorkingTree, root_of
from shipcheck.collect.providers import DOCKERFILE, providers
from shipcheck.config import Config, load
from shipcheck.evidence import Evidence
from shipcheck.github import plan, runner
from shipcheck.github.plan import Part, Plan
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.project import Project
from shipcheck.subjects.build_context import BuildContext
from shipcheck.subjects.context import context as meant_for


def run(since: str, most: int, event_file: str | None, environ: Mapping[str, str] | None = None) -> int:
    """Plan the jobs of a monorepo: print what is checked and what is not, hand on the matrix."""
    environ = os.environ if environ is None else environ
    root = root_of(os.getcwd())
    if root is None:
        raise ShipcheckError("not in a git repository", "check the repository out first, with `fetch-depth: 0`")
    parts = services(root)
    if not parts:
        raise ShipcheckError(
            "no Dockerfile that ships, and no services in the configuration", "use the simple workflow"
        )
    parts += plan.rest(parts)
    found = _plan(parts, root, since or event.context(environ, event_file).base_sha)
    _say(found)
    runner.outputs(
        environ,
        {
            "matrix": plan.matrix(found.checked, most),
            "count": str(len(found.checked)),
            "expected": plan.expected(found),
        },
    )
    return 0


def services(root: str) -> list[Part]:
    """Those of the configuration, else one for each folder with a Dockerfile that is not for development."""
    source = WorkingTree(root)
    try:
        config = load(Project(source))
        project = Project(source, exclude=config.exclude)
        copied = _copied(project, config)
        if config.services:
            return [
                _part(one.name, one.dockerfile or "Dockerfile", copied, one.shared) for one in sorted(config.services)
            ]
        folders: dict[str, str] = {}
        for path in sorted(project.matching(DOCKERFILE, everywhere=True)):
            if meant_for(path) != "development" and _readable(project, config, path):
                folders.setdefault(posixpath.dirname(path), path)
        return [_part(folder, path, copied, ()) for folder, path in folders.items()]
    finally:
        source.close()


def _readable(project: Project, config: Config, path: str) -> bool:
    try:
        return bool(dockerfiles.read(project, config, path))
    except CannotJudge:
        return True  # its check will say why not


def _part(name: str, dockerfile: str, copied: Mapping[str, tuple[str, ...]], shared: tuple[str, ...]) -> Part:
    return Part(name, posixpath.dirname(dockerfile), dockerfile, copied.get(dockerfile, ()), shared)


def _copied(project: Project, config: Config) -> dict[str, tuple[str, ...]]:
    """By Dockerfile what its build copies, named from the root; patterns only up to their first wildcard."""
    evidence: Evidence = Evidence(providers(project, config))
    found: dict[str, set[str]] = {}
    for one in build_contexts.collect(project, evidence, config):
        if isinstance(one, BuildContext):
            for copy in one.copies:
                for source in copy.sources:
                    place = posixpath.normpath(posixpath.join(one.folder, _fixed(source)))
                    found.setdefault(one.dockerfile.path, set()).add("" if place == "." else place)
    return {path: tuple(sorted(sources)) for path, sources in found.items()}


def _fixed(source: str) -> str:
    parts = []
    for part in source.split("/"):
        if any(char in part for char in "*?[$"):
            break
        parts.append(part)
    return "/".join(parts)


def _plan(parts: list[Part], root: str, since: str) -> Plan:
    if not since:
        return plan.plan(parts, None, "there is nothing to compare with")
    try:
        return plan.plan(parts, changed_paths(root, since))
    except ShipcheckError as error:
        return plan.plan(parts, None, error.message)


def _say(found: Plan) -> None:
    from shipcheck.report.escape import terminal  # noqa: PLC0415

    out = sys.stdout
    if found.reason:
        out.write(f"every service is checked: {terminal(found.reason)}\n")
    for one in found.checked:
        what = f"({terminal(one.dockerfile)})" if one.dockerfile else "what lies outside of them"
        out.write(f"checked  {terminal(one.name or '.')}  {what}\n")
    for one in found.skipped:
        out.write(f"skipped  {terminal(one.name or '.')}  nothing of it changed\n")
