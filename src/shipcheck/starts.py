"""`shipcheck explain-start`: what production will start, and the way there, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shipcheck import check
from shipcheck.collect.providers import COMPOSE, DEPLOYED, DOCKERFILE, providers
from shipcheck.config import load
from shipcheck.evidence import Evidence
from shipcheck.model import ShipcheckError
from shipcheck.project import Project
from shipcheck.redact import redact
from shipcheck.subjects.listening import listening
from shipcheck.subjects.servers import debugger, reloads, server
from shipcheck.subjects.start_command import End, StartCommand

_PLACES = (
    ("Dockerfiles", DOCKERFILE),
    ("compose files", COMPOSE),
    (
        (
            "Procfile, systemd, supervisord and circus files, Kubernetes manifests, Helm templates, Kustomize, ECS tasks, "
            "app.yaml, fly.toml, render.yaml, railway, heroku.yml, app.json, nixpacks, apprunner, .do/app.yaml, "
            "Dockerrun.aws.json, manifest.yml, .platform.app.yaml"
        ),
        DEPLOYED,
    ),
)


def explain(root: str | None, wanted: str) -> Iterator[str]:
    """The lines to print; raises `ShipcheckError` for a service that is not there."""
    _, source = check.opened(check.Request(root=root))
    try:
        config = load(Project(source))
        project = Project(source, exclude=config.exclude)
        found = [one for one in Evidence(providers(project, config)).of(StartCommand) if one.words]
        if not found:
            yield from _nothing(project)
            return
        chosen = [one for one in found if wanted in {"", one.name, one.source}]
        if not chosen:
            names = ", ".join(dict.fromkeys(one.name or one.source for one in found))
            raise ShipcheckError(f"nothing called `{wanted}` is started here", f"there is: {names}")
        for number, one in enumerate(chosen):
            if number:
                yield ""
            yield from story(one)
    finally:
        source.close()


def _nothing(project: Project) -> Iterator[str]:
    yield "Nothing that is started was found. These were looked for:"
    for title, pattern in _PLACES:
        paths = list(project.matching(pattern, everywhere=True))
        yield f"  {title}: {_listed(paths)}"
    yield "Without one of them nobody can say what production starts; add one, or name the Dockerfile under"
    yield "[tool.shipcheck.services] of pyproject.toml."


def _listed(paths: Sequence[str]) -> str:
    if not paths:
        return "none"
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""  # noqa: PLR2004
    return f"{', '.join(paths[:3])}{more}, but nothing in them starts a program of this project"


def story(start: StartCommand) -> Iterator[str]:
    """A start command's head, its links, and what they end in."""
    yield redact(_head(start))
    before: Sequence[str] = ()
    for end in _told(start.ends):
        links = [link.shown for link in end.links]
        common = next((n for n, pair in enumerate(zip(before, links, strict=False)) if pair[0] != pair[1]), len(before))
        for depth, text in enumerate(links):
            if depth >= min(common, len(links) - 1) or not before:
                yield redact(f"  {'  ' * depth}{text}")
        yield redact(f"  {'  ' * len(links)}= {verdict(end, start)}")
        before = links
    if not start.ends:
        yield "  = the command of its image, which is not built here" if start.words == () else "  = nothing"


def _head(start: StartCommand) -> str:
    built = f"built from {start.dockerfile.path}" if start.dockerfile and start.name else ""
    stage = f"stage `{start.stage.name}`" if start.stage and start.stage.name else ""
    where = f"in {start.source}" if start.name else ""
    note = "for development, not judged" if start.context == "development" else ""
    parts = ", ".join(part for part in (where, built, stage, note) if part)
    return f"{start.name or start.source}{f' ({parts})' if parts else ''}"


def _told(ends: Iterable[End]) -> list[End]:
    """The ends worth telling: servers, and where there is none, the last."""
    every = list(ends)
    serving = [end for end in every if server(end) or debugger(end)]
    return serving or every[-1:]


def verdict(end: End, start: StartCommand) -> str:
    """What an end is, in words."""
    known = server(end)
    if debugger(end):
        return f"under the debugger {debugger(end)}"
    if known is None:
        return f"`{' '.join(end.words)[:60]}`: no web server that shipcheck knows"
    where = listening(end, start.environment)
    address = f", listens on {where.shown}" if where is not None else ""
    again = reloads(end, dict(start.environment))
    if known.kind == "development":
        return f"{known.title}: not made for production{address}"
    reloading = f", but reloads its code (`{again}`)" if again else ""
    waiting = f"; {end.waiting.shown} stays in front and gets SIGTERM" if end.waiting is not None else ""
    return f"{known.title}: made for production{address}{reloading}{waiting}"
