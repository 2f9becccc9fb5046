"""An image that was built, and what is in it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from shipcheck.subjects.run_parts import Place, Places


class Layer(NamedTuple):
    """One layer above the base image, lowest first."""

    number: Annotated[int, "counts from 1, above the base image"]
    size: Annotated[int, "bytes that it holds, unpacked"] = 0
    instruction: Annotated[str, "what made it, shortened, masked"] = ""
    place: Annotated[Place | None, "the line of the Dockerfile; null where that is not certain"] = None


class LayerHit(NamedTuple):
    """Something in a layer that should not be in an image."""

    kind: Annotated[str, "variables, key, credentials, database, git, environment, cache, bytecode, secret"]
    path: Annotated[str, "inside of the image"]
    layer: Annotated[int, "the number of the layer that brought it"]
    place: Annotated[Place | None, "the line that brought it"] = None
    deleted: Annotated[int, "the number of the layer that deleted it again; 0 where it is still seen"] = 0
    secret: Annotated[str, "for a secret its kind, never its value"] = ""
    line: Annotated[int, "for a secret its line in the file"] = 0
    files: Annotated[int, "how many files like it the layer brought"] = 1
    size: Annotated[int, "how many bytes these have"] = 0


class SettingHit(NamedTuple):
    """A secret in what everybody can read of an image: its environment, its labels, its history."""

    where: Annotated[str, "environment, label, history"]
    name: Annotated[str, "the variable or the label; empty for the history"] = ""
    secret: Annotated[str, "its kind, never its value"] = ""
    place: Annotated[Place | None, "the line that put it there"] = None


class Baked(NamedTuple):
    """A marker that was planted in a copy of the build context, and found in what the Dockerfile copies."""

    path: Annotated[str, "the marker, named from the context"]
    kind: Annotated[str, "variables, key, git, environment, bytecode"]
    place: Annotated[Place | None, "the `COPY` that took it in"] = None
    real: Annotated[bool, "a file of that name lies in the context now"] = False


class HealthCheck(NamedTuple):
    """The image's `HEALTHCHECK`."""

    test: Annotated[tuple[str, ...], "the command; its first word is CMD or CMD-SHELL"] = ()
    interval: Annotated[float, "seconds between two checks"] = 30.0
    timeout: Annotated[float, "seconds until a check has failed"] = 30.0
    start_period: Annotated[float, "seconds in which failures do not count"] = 0.0


class ImageConfig(NamedTuple):
    """What the image says about how it wants to be run."""

    user: Annotated[str, "empty for root"] = ""
    ports: Annotated[tuple[int, ...], "the TCP ports it exposes"] = ()
    entrypoint: Annotated[tuple[str, ...], "its ENTRYPOINT, masked"] = ()
    command: Annotated[tuple[str, ...], "its CMD, masked"] = ()
    environment: Annotated[tuple[str, ...], "the names of its variables; no values"] = ()
    workdir: Annotated[str, "the folder it starts in"] = ""
    volumes: Annotated[tuple[str, ...], "what it declares as volumes"] = ()
    stop_signal: Annotated[str, "what stops it"] = "SIGTERM"
    health: Annotated[HealthCheck | None, "its health check; null where it has none"] = None

    @property
    def root(self) -> bool:
        """Whether what it starts runs as root at first."""
        return self.user.partition(":")[0] in {"", "root", "0"}


class ImageBuild(NamedTuple):
    """The build of one image and what is in it."""

    service: Annotated[str, "the service's name; `app` where the project names none"] = "app"
    dockerfile: Annotated[str, "empty for an image that was ready"] = ""
    target: Annotated[str, "the stage; empty for the last"] = ""
    context: Annotated[str, "the folder it is built in, relative to the root; `.` for the root"] = "."
    image: Annotated[str, "the name it was given, or had; empty where it was not built"] = ""
    id: Annotated[str, "the engine's digest; empty where it was not built"] = ""
    base: Annotated[str, "the base image of the stage"] = ""
    builder: Annotated[str, "buildkit, legacy; empty for an image that was ready"] = ""
    built: Annotated[bool, "whether there is an image"] = False
    seconds: Annotated[float, "how long the build took"] = 0.0
    steps: Annotated[int, "steps of the build"] = 0
    cached: Annotated[int, "steps that came from the cache"] = 0
    failure: Annotated[str, "the builder's own sentence, masked; empty where it did not fail"] = ""
    failed_at: Annotated[Place | None, "the instruction that failed"] = None
    tail: Annotated[tuple[str, ...], "the last lines of a failed build, masked"] = ()
    size: Annotated[int, "bytes of the whole image"] = 0
    base_size: Annotated[int, "bytes of its base image; 0 where that is not known"] = 0
    config: Annotated[ImageConfig | None, "how it wants to be run; null where there is no image"] = None
    layers: Annotated[tuple[Layer, ...], "the layers above the base image"] = ()
    scanned: Annotated[bool, "whether the layers were read"] = False
    unread: Annotated[str, "what of the layers was not read, and why; empty where all was"] = ""
    hits: Annotated[tuple[LayerHit, ...], "what is in the layers and should not be"] = ()
    settings: Annotated[tuple[SettingHit, ...], "secrets in its settings and history"] = ()
    baked: Annotated[tuple[Baked, ...], "what a developer's machine would bake in"] = ()
    places: Annotated[Places, "the lines that findings point at"] = Places()

    @property
    def paths(self) -> tuple[str, ...]:
        """The Dockerfile."""
        return (self.dockerfile or self.places.any.path,)

    @property
    def added(self) -> int:
        """What the image has above its base; 0 where that is not known."""
        return self.size - self.base_size if self.base_size else 0
