"""The evidence of one run as one JSON document: docs/run.schema.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from shipcheck.subjects import record
from shipcheck.subjects.container_run import ContainerRun, Verdict
from shipcheck.subjects.image_build import ImageBuild
from shipcheck.subjects.run_parts import Phase

VERSION = 1
KIND = "shipcheck-run"


class Engine(NamedTuple):
    """What built and ran it."""

    command: Annotated[str, "docker or podman"] = ""
    version: Annotated[str, "the engine's version"] = ""
    builder: Annotated[str, "buildkit or legacy"] = ""


class ServiceRun(NamedTuple):
    """One service: its phases, its image, its container."""

    service: Annotated[str, "the service's name; `app` where the project names none"] = "app"
    phases: Annotated[tuple[Phase, ...], "in the order in which they happen"] = ()
    build: Annotated[ImageBuild | None, "null where nothing was built or inspected"] = None
    run: Annotated[ContainerRun | None, "null where nothing was started"] = None
    verdicts: Annotated[tuple[Verdict, ...], "what it says about findings that were made by reading"] = ()


class RunDocument(NamedTuple):
    """What `shipcheck run` has seen."""

    kind: Annotated[str, "always `shipcheck-run`"] = KIND
    version: Annotated[int, "of this shape; it changes when a reader could break"] = VERSION
    engine: Engine = Engine()
    services: tuple[ServiceRun, ...] = ()


def is_run(data: Any) -> bool:
    """Whether JSON says of itself that it is such a document."""
    return isinstance(data, Mapping) and data.get("kind") == KIND


def read(data: Any) -> RunDocument:
    """A document from JSON; raises `record.WrongRecord`."""
    if isinstance(data, Mapping) and data.get("version", VERSION) != VERSION:
        raise record.WrongRecord(f"the document is of version {str(data['version'])[:10]}, and {VERSION} is understood")
    found: RunDocument = record.read(RunDocument, data)
    return found._replace(services=tuple(map(_named, found.services)))


def _named(one: ServiceRun) -> ServiceRun:
    """Build and run know whose they are."""
    return one._replace(
        build=one.build and one.build._replace(service=one.service),
        run=one.run and one.run._replace(service=one.service),
    )


def written(document: RunDocument) -> Any:
    """The document as what `json` can write."""
    return record.written(document)


def schema() -> dict[str, Any]:
    """The JSON Schema of what is written."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "shipcheck run evidence"}
    return head | record.schema(RunDocument)
