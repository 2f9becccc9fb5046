"""The evidence of a run as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from conftest import ROOT, Matches
from shipcheck.subjects import record
from shipcheck.subjects.container_run import (
    Answer,
    ContainerRun,
    Exit,
    HealthRun,
    Leak,
    Listener,
    Process,
    Reason,
    Stop,
    Variable,
    Verdict,
)
from shipcheck.subjects.image_build import Baked, HealthCheck, ImageBuild, ImageConfig, Layer, LayerHit, SettingHit
from shipcheck.subjects.run_document import (
    KIND,
    VERSION,
    Engine,
    RunDocument,
    ServiceRun,
    is_run,
    read,
    schema,
    written,
)
from shipcheck.subjects.run_parts import PHASES, Phase, Place, Places

PLACE = Place("Dockerfile", 3, "CMD x")
PLACES = Places(PLACE, PLACE, PLACE, PLACE, PLACE, PLACE, PLACE, ("Dockerfile:3 CMD x",))
BUILD = ImageBuild(
    failed_at=PLACE,
    tail=("a line",),
    config=ImageConfig(ports=(8000,), health=HealthCheck(("CMD", "true"))),
    layers=(Layer(1, 10, "COPY . .", PLACE),),
    hits=(LayerHit("variables", "/app/.env", 1, PLACE),),
    settings=(SettingHit("environment", "TOKEN", "token", PLACE),),
    baked=(Baked(".env", "variables", PLACE),),
    places=PLACES,
)
RUN = ContainerRun(
    listeners=(Listener("0.0.0.0", 8000),),
    exit=Exit(1),
    reason=Reason("variable", "X", "no X", PLACE),
    health=Answer("health", "/health", 200),
    answers=(Answer("root"),),
    processes=(Process(1, "root", "python app.py", stops=None),),
    healthcheck=HealthRun("true", 0),
    leaks=(Leak("canary", "X", 3),),
    missing=(Variable("X", PLACE),),
    stop=Stop(),
    places=PLACES,
)
WHOLE = RunDocument(
    engine=Engine("docker", "20.10", "legacy"),
    services=(
        ServiceRun(
            "app",
            tuple(Phase(name, "ok", 0.1) for name in PHASES),  # type: ignore[arg-type]
            BUILD,
            RUN,
            (Verdict("missing-user", "Dockerfile", 1, "confirmed", "it runs as root"),),
        ),
        ServiceRun("other"),
    ),
)


def test_the_schema_is_current_and_valid(matches: Matches) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    matches(ROOT / "docs" / "run.schema.json", json.dumps(schema(), indent=2) + "\n")


def test_what_is_written_is_valid_and_read_again_as_it_was() -> None:
    data = json.loads(json.dumps(written(WHOLE)))
    jsonschema.validate(data, schema(), cls=jsonschema.Draft202012Validator)
    assert read(data) == WHOLE._replace(
        services=(WHOLE.services[0], WHOLE.services[1]._replace(build=None, run=None)),
    )


def test_a_short_document_means_what_it_leaves_out() -> None:
    found = read({"kind": KIND, "services": [{"service": "web", "run": {"ready": True}}]})
    assert found.services[0].run == ContainerRun(service="web", ready=True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "the document is no object"),
        ({"version": VERSION + 1}, f"the document is of version {VERSION + 1}, and {VERSION} is understood"),
        ({"colour": 1}, "the document has the unknown key 'colour'"),
        ({"services": {}}, "the document.services is no list"),
        ({"services": [{"run": {"ready": 1}}]}, "the document.services[0].run.ready is no boolean"),
        ({"services": [{"run": {"exit": {}}}]}, "the document.services[0].run.exit has no code"),
        (
            {"services": [{"phases": [{"name": "build", "state": "passed"}]}]},
            "the document.services[0].phases[0].state is none of 'ok', 'failed', 'not run'",
        ),
    ],
)
def test_what_is_no_evidence_is_refused_with_the_place(data: object, said: str) -> None:
    with pytest.raises(record.WrongRecord, match=rf"\A{re.escape(said)}\Z"):
        read(data)


def test_other_documents_are_told_apart() -> None:
    assert is_run(written(WHOLE))
    assert not is_run({"kind": "run"})
    assert not is_run([])


def test_every_field_of_the_schema_is_described() -> None:
    """A reader of the document gets a sentence, or a name that needs none."""
    plain = {
        "path",
        "line",
        "name",
        "port",
        "seconds",
        "code",
        "kind",
        "image",
        "size",
        "status",
        "user",
        "rule",
        "service",
    }
    plain |= {"signal", "grace", "health_path", "request_path", "engine", "services", "processes", "place", "secret"}
    bare = [
        name
        for one in _objects(schema())
        for name, field in one["properties"].items()
        if "description" not in field and name not in plain
    ]
    assert bare == []


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if node.get("type") == "object" else []
        return [*own, *(found for value in node.values() for found in _objects(value))]
    return [found for value in node for found in _objects(value)] if isinstance(node, list) else []
