"""What was checked, made ready for telling: one report of all services, and the figures of their runs."""

from __future__ import annotations

from collections.abc import Sequence

from shipcheck.github.checked import Checked, Service
from shipcheck.github.comment import Base, Told
from shipcheck.github.context import Context
from shipcheck.github.figures import Figures
from shipcheck.model import Finding, Report, Unjudged
from shipcheck.subjects import run_document
from shipcheck.subjects.image_build import ImageBuild
from shipcheck.subjects.record import WrongRecord
from shipcheck.subjects.run_document import ServiceRun

# Layers that a reader would ask for: how many, and from how many bytes on.
_LARGEST, _WORTH = 3, 1_000_000


def merged(services: Sequence[Service]) -> Report:
    """One report, its paths named from the working folder."""
    rules = {info.rule: info for one in services for info in one.report.rules}
    found = sorted(
        (_placed(finding, one) for one in services for finding in one.report.findings),
        key=lambda finding: (finding.location.path, *finding.location[1:3], finding.rule),
    )
    return Report(
        findings=tuple(found),
        unjudged=tuple(_named(gap, one) for one in services for gap in one.report.unjudged),
        rules=tuple(sorted(rules.values())),
        files=sum(one.report.files for one in services),
        suppressed=sum(one.report.suppressed for one in services),
        baselined=sum(one.report.baselined for one in services),
        stale=sum(one.report.stale for one in services),
    )


def _placed(finding: Finding, service: Service) -> Finding:
    if service.path in {"", "."}:
        return finding
    place = finding.location
    return finding._replace(location=place._replace(path=f"{service.path}/{place.path}"))


def _named(gap: Unjudged, service: Service) -> Unjudged:
    return gap._replace(what=f"{service.name}: {gap.what}") if service.name and gap.what != service.name else gap


def told(found: Checked, context: Context) -> Told:
    """Everything that a comment or a summary is made of, but what an earlier comment remembers."""
    measured = {one.name: figures(one) for one in found.services}
    base = {name: _figures(run) for name, run in found.base_runs.items()}
    # The figures that are kept are those of the default branch, whatever this change goes to.
    return Told(found, context, measured, Base(context.default_branch or context.base_branch, base))


def figures(service: Service) -> tuple[Figures, ...]:
    """What was measured on the containers of a service."""
    return _figures(service.run) if service.run is not None else ()


def _figures(run: object) -> tuple[Figures, ...]:
    """Those of a document; none where it is not one that is understood: it may come from a stranger, or another version."""
    try:
        document = run_document.read(run)
    except (WrongRecord, RecursionError):
        return ()
    many = len(document.services) > 1
    return tuple(_of(one, one.service if many else "") for one in document.services)


def _largest(build: ImageBuild) -> tuple[tuple[str, int], ...]:
    """The instructions that brought most."""
    worth = [layer for layer in build.layers if layer.size >= _WORTH and layer.instruction]
    return tuple((layer.instruction, layer.size) for layer in sorted(worth, key=lambda one: -one.size)[:_LARGEST])


def _of(one: ServiceRun, name: str) -> Figures:
    phases = tuple(
        (phase.name, f"{phase.state}: {phase.reason}" if phase.reason else phase.state) for phase in one.phases
    )
    figures = Figures(name, phases=phases)
    build, run = one.build, one.run
    if build is not None and build.built:
        figures = figures._replace(
            image_bytes=build.size or None,
            layers=len(build.layers) or None,
            build_seconds=build.seconds or None,
            largest=_largest(build),
            user=(build.config.user or "root") if build.config else "",
        )
    if run is None:
        return figures
    figures = figures._replace(
        ready_seconds=run.ready_seconds if run.ready else None,
        ready_path=run.health_path,
        memory_bytes=run.memory or None,
        server=next((answer.server for answer in run.answers if answer.server), run.expected),
        log=run.log,
    )
    if run.stop is None:
        return figures
    return figures._replace(stop_seconds=run.stop.seconds, stop_code=137 if run.stop.killed else run.stop.code)
