"""What the engine says of an image."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shipcheck.model import CannotJudge
from shipcheck.run.beside import Beside
from shipcheck.run.engine import PATIENCE, Engine, Refused
from shipcheck.run.mask import Masks
from shipcheck.subjects.image_build import HealthCheck, ImageBuild, ImageConfig

_NANO = 1e9


def look(engine: Engine, found: ImageBuild) -> tuple[ImageBuild, Mapping[str, Any], Mapping[str, Any]]:
    """The image's size and settings, all that the engine said, and the same of its base; raises `CannotJudge`."""
    lower = Beside("base image", lambda: _base(engine, found.base))
    try:
        said = engine.inspect("image", found.image)[0]
    except Refused as refusal:
        raise CannotJudge(
            found.image, f"there is no such image: {refusal.sentence}", "pull or build it first"
        ) from None
    base = lower.join(PATIENCE)
    size = int(said.get("Size") or 0)
    inside = base is not None and _starts(said, base)
    config = _config(said.get("Config") or {})
    return (
        found._replace(
            built=True,
            id=str(said.get("Id", "")),
            size=size,
            base_size=int(base.get("Size") or 0) if base is not None and inside else 0,
            config=config,
        ),
        said | {"shipcheck.base.layers": len(_layers(base)) if base is not None and inside else 0},
        base or {},
    )


def history(engine: Engine, name: str) -> list[str]:
    """What made the image, oldest first; raises `CannotJudge`, as secrets may stand there."""
    try:
        return engine.history(name)[::-1]
    except Refused as refusal:
        raise CannotJudge(name, f"its history cannot be read: {refusal.sentence}") from None


def _base(engine: Engine, name: str) -> Mapping[str, Any] | None:
    if not name or name == "scratch":
        return None
    try:
        found: Mapping[str, Any] = engine.inspect("image", name)[0]
    except Refused:
        return None  # BuildKit need not keep it by its name
    return found


def _layers(image: Mapping[str, Any]) -> list[str]:
    return list((image.get("RootFS") or {}).get("Layers") or ())


def _starts(image: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    """Whether an image is built on what has the base's name today."""
    lower = _layers(base)
    return bool(lower) and _layers(image)[: len(lower)] == lower


def _config(said: Mapping[str, Any]) -> ImageConfig:
    masks = Masks()

    def words(key: str) -> tuple[str, ...]:
        return tuple(masks.line(str(word)) for word in said.get(key) or ())

    ports = [int(found.group(1)) for one in said.get("ExposedPorts") or {} if (found := re.match(r"(\d+)/tcp\Z", one))]
    return ImageConfig(
        user=str(said.get("User") or ""),
        ports=tuple(sorted(ports)),
        entrypoint=words("Entrypoint"),
        command=words("Cmd"),
        environment=tuple(str(one).partition("=")[0] for one in said.get("Env") or ()),
        workdir=str(said.get("WorkingDir") or ""),
        volumes=tuple(sorted(said.get("Volumes") or {})),
        stop_signal=str(said.get("StopSignal") or "SIGTERM"),
        health=_health(said.get("Healthcheck")),
    )


def _health(said: Mapping[str, Any] | None) -> HealthCheck | None:
    test = tuple(str(word) for word in (said or {}).get("Test") or ())
    if said is None or not test or test[0] == "NONE":
        return None

    def seconds(key: str, default: float) -> float:
        return float(said.get(key) or 0) / _NANO or default

    return HealthCheck(test, seconds("Interval", 30.0), seconds("Timeout", 30.0), seconds("StartPeriod", 0.0))
