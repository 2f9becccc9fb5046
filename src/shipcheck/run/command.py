"""`shipcheck run`: words in, evidence and a report out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from types import SimpleNamespace

from shipcheck import check
from shipcheck.check import Outcome, Request
from shipcheck.config import load
from shipcheck.evidence import Provider
from shipcheck.model import ShipcheckError, Unjudged
from shipcheck.project import Project
from shipcheck.report import FORMATS
from shipcheck.run.beside import Beside
from shipcheck.run.engine import Engine
from shipcheck.subjects import run_document
from shipcheck.subjects.record import WrongRecord
from shipcheck.subjects.run_document import RunDocument

Args = argparse.Namespace | SimpleNamespace
LEVELS = ("note", "warning", "error", "never")
FAMILIES = ("image", "running")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")
    parser.add_argument("--service", metavar="NAME", help="only this service")
    parser.add_argument("--no-build", metavar="IMAGE", dest="image", help="judge this image instead of building one")
    parser.add_argument("--compose", action="store_true", help="start the compose service with what it depends on")
    parser.add_argument("--evidence", metavar="FILE", help="write what was seen as JSON (docs/run.schema.json)")
    parser.add_argument("--replay", metavar="FILE", help="judge recorded evidence; no engine is needed")
    parser.add_argument(
        "--docker", metavar="COMMAND", default="", help="the engine's command (default: docker, else podman)"
    )
    parser.add_argument("--port", type=int, default=0, help="the port that the application listens on")
    parser.add_argument("--health", metavar="PATH", default="", help="the path to ask for health")
    parser.add_argument(
        "--slow", metavar="PATH", default="", help="a path that takes a second: asked while it is stopped"
    )
    parser.add_argument("--env", action="append", metavar="NAME=VALUE", default=[], help="a variable (repeat)")
    parser.add_argument(
        "--skip", action="append", metavar="PHASE", default=[], help="leave out layers, canary or variables"
    )
    parser.add_argument(
        "--build-option",
        action="append",
        metavar="WORD",
        default=[],
        help="passed to the builder, as in --build-option=--cache-from=X",
    )
    parser.add_argument("--build-seconds", type=float, default=600.0, metavar="N", help="limit of the build (600)")
    parser.add_argument(
        "--ready-seconds", type=float, default=30.0, metavar="N", help="limit until the first answer (30)"
    )
    parser.add_argument("--stop-seconds", type=float, default=10.0, metavar="N", help="time that it has to stop (10)")
    parser.add_argument(
        "--watch", type=float, default=5.0, metavar="N", help="seconds to stay alive after the first answer (5)"
    )
    parser.add_argument("--memory", default="1g", metavar="SIZE", help="memory limit (1g)")
    parser.add_argument("--network", default="", metavar="NAME", help="the container's network (default: the engine's)")
    parser.add_argument("--select", action="append", metavar="WORD", help="only this family or rule")
    parser.add_argument("--ignore", action="append", metavar="WORD", help="not this family, rule or code")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to tell it (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file instead of standard output")
    parser.add_argument("--fail-on", choices=LEVELS, help="the least severity that fails the run (default: warning)")
    parser.add_argument("--baseline", metavar="FILE", help="a baseline to use instead of the configured one")
    parser.add_argument(
        "--no-baseline", action="store_const", const="", dest="baseline", help="show what the baseline accepts, too"
    )
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)"
    )
    parser.add_argument("--today", metavar="DAY", help=argparse.SUPPRESS)
    parser.set_defaults(paths=[], staged=False)


def run(args: Args, request: Request) -> Outcome:
    """Do what the arguments ask; raises `ShipcheckError`."""
    asked = None if args.replay else Beside("engine", lambda: Engine(args.docker))
    root, source = check.opened(request)
    try:
        config = load(Project(source))
        project = Project(source, exclude=(*config.exclude, *request.exclude))
        unjudged: list[Unjudged] = []
        if asked is None:
            document = _recorded(args.replay)
        else:
            from shipcheck.run import whole  # while the engine answers

            document, unjudged = whole.seen(args, asked, root, project, config)
        if args.evidence:
            _write(args.evidence, document)
        request = request._replace(select=request.select or FAMILIES)
        report = check.judged(request, project, config, unjudged, provided(document))
        files = len({path for one in document.services for part in (one.build, one.run) if part for path in part.paths})
        return Outcome(report._replace(files=files), project, root, request.fail_on or config.fail_on)
    finally:
        source.close()


def provided(document: RunDocument) -> Mapping[str, Provider]:
    """The document's subjects, for whoever asks for their kinds."""
    return {
        "ImageBuild": lambda _evidence: (one.build for one in document.services if one.build),
        "ContainerRun": lambda _evidence: (one.run for one in document.services if one.run),
    }


def _recorded(path: str) -> RunDocument:
    try:
        with open(path, encoding="utf-8") as file:
            return run_document.read(json.load(file))
    except OSError as error:
        raise ShipcheckError(f"{path}: it cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, WrongRecord) else "it is not JSON"
        raise ShipcheckError(f"{path}: {said}", "write it with `shipcheck run --evidence FILE`") from None


def _write(path: str, document: RunDocument) -> None:
    from shipcheck.report.escape import document as text

    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(text(run_document.written(document)))
    except OSError as error:
        raise ShipcheckError(f"{path} cannot be written: {error.strerror}") from None
