"""What is started wherever the project says that something is: images, compose services, processes, units, manifests."""

from __future__ import annotations

import contextlib
import posixpath
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shipcheck.collect import compose_files, deployments, dockerfiles
from shipcheck.collect.follow import Follower, Ground, shown
from shipcheck.collect.image_files import find, folders
from shipcheck.collect.pins import pinned
from shipcheck.collect.providers import COMPOSE, DOCKERFILE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Location, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, Service, filled
from shipcheck.subjects.context import Context, context
from shipcheck.subjects.deployed import Deployed
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage, expand, location, pairs
from shipcheck.subjects.servers import server
from shipcheck.subjects.start_command import Link, StartCommand, Variable
from shipcheck.subjects.yaml_tree import Tree

# A manifest of a thousand services is no project.
_MOST = 400


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[StartCommand | Unjudged]:
    """Every start command with a file of its way in focus."""
    del evidence
    if project.focus is not None and not any(project.focused):
        return
    images = _Images(project, config)
    found = list(_images(images))
    for deployed in deployments.collect(project):
        if isinstance(deployed, Unjudged):
            yield deployed
        elif len(found) < _MOST:
            found.append(_deployed(images, deployed))
    for service in _services(project):
        if len(found) < _MOST:
            found.append(_service(images, service))
    flask = (
        pinned(project, "flask")
        if any(one.name == "FLASK_ENV" for start in found for one in start.variables)
        else (0, 0)
    )
    for start in found:
        known = _overridden(start, found)._replace(flask=flask)
        if project.shows(known.paths):
            yield known


class _Images:
    """The project's Dockerfiles, each read once."""

    def __init__(self, project: Project, config: Config) -> None:
        self.project = project
        self._config = config
        self._known: dict[str, Dockerfile | None] = {}

    def every(self) -> Iterator[Dockerfile]:
        for path in self.project.matching(DOCKERFILE, everywhere=True):
            found = self.read(path)
            if found is not None:
                yield found

    def read(self, path: str) -> Dockerfile | None:
        """One Dockerfile; None if there is none that can be read: that is said where Dockerfiles are judged."""
        if path not in self._known:
            self._known[path] = None
            if path in self.project:
                with contextlib.suppress(CannotJudge):
                    self._known[path] = dockerfiles.read(self.project, self._config, path)
        return self._known[path]

    def only(self) -> Dockerfile | None:
        """The one Dockerfile that ships, if there is just one."""
        shipping = [one for one in self.every() if any(one.deployed())]
        return shipping[0] if len(shipping) == 1 else None


class _Image(NamedTuple):
    """What something is built from."""

    dockerfile: Dockerfile
    stage: Stage


def _images(images: _Images) -> Iterator[StartCommand]:
    for dockerfile in images.every():
        for stage in dockerfile.shipped:
            image = _Image(dockerfile, stage)
            found = _of_image(images, image) or _without_command(images, image)
            if found is not None:
                where: Context = "development" if stage.context == "development" else dockerfile.context
                yield found._replace(context=where)


def _of_image(images: _Images, image: _Image, more: Sequence[Variable] = ()) -> StartCommand | None:
    """What an image starts when nothing else is said."""
    dockerfile, stage = image
    entry, command = stage.entrypoint, stage.command
    words = _joined(image, entry, command)
    said = _said(entry, command)
    if not words or said is None:
        return None
    every = [one for one in (entry, command) if one and (one is said or (entry and entry.json is not None))]
    link = Link(location(said), " + ".join(_text(one) for one in every))
    variables = (*_copied_env(images.project, dockerfile, stage), *_variables(dockerfile, stage), *more)
    ends = _follower(images.project, image, variables).ends(words, link)
    return StartCommand(
        dockerfile.path,
        link.location,
        dockerfile.context,
        ends,
        words=tuple(words),
        variables=variables,
        container=True,
        dockerfile=dockerfile,
        stage=stage,
    )


def _without_command(images: _Images, image: _Image) -> StartCommand | None:
    """An image whose command is that of its base, or is said elsewhere: its variables count all the same."""
    dockerfile, stage = image
    variables = (*_copied_env(images.project, dockerfile, stage), *_variables(dockerfile, stage))
    if not variables:
        return None
    found = StartCommand(dockerfile.path, location(stage.start), dockerfile.context, (), variables=variables)
    return found._replace(container=True, dockerfile=dockerfile, stage=stage)


def _follower(project: Project, image: _Image, variables: Iterable[Variable], workdir: str = "") -> Follower:
    dockerfile, stage = image

    def search(path: str, folder: str) -> str | None:
        return find(project, dockerfile, stage._replace(workdir=folder), path)

    def exact(path: str, folder: str) -> str | None:
        return find(project, dockerfile, stage._replace(workdir=folder), path, guess=False)

    known = {**stage.variables, **{one.name: one.value for one in variables}}
    return Follower(project, Ground(search, workdir or stage.workdir, known, dockerfile.escape, exact))


def _variables(dockerfile: Dockerfile, stage: Stage) -> tuple[Variable, ...]:
    """What `ENV` sets, in the stage and in those that it is built on."""
    found: list[Variable] = []
    for one in reversed(list(dockerfile.lineage(stage))):
        for instruction in one.instructions:
            if instruction.name == "ENV":
                for name, raw in pairs(instruction, dockerfile.escape):
                    value = expand(raw or "", stage.variables, dockerfile.escape)
                    found.append(Variable(name, value, location(instruction)))
    return tuple(found)


def _copied_env(project: Project, dockerfile: Dockerfile, stage: Stage) -> Iterator[Variable]:
    """What an env file says that becomes the image's own: `COPY .env.example .env`."""
    from shipcheck.subjects.deployed_text import env_file

    for one in dockerfile.lineage(stage):
        for instruction in one.instructions:
            source, *to = instruction.json or instruction.arguments.split() or [""]
            if instruction.name != "COPY" or instruction.flag("from") is not None or len(to) != 1:
                continue
            source = source.removeprefix("./")
            if ".env" not in {posixpath.basename(to[0]), posixpath.basename(source)}:
                continue
            found = next((base + source for base in folders(dockerfile.path) if base + source in project), None)
            with contextlib.suppress(CannotJudge):
                for variable in env_file(found, project.text(found)) if found else ():
                    yield variable._replace(location=location(instruction))


def _joined(image: _Image, entry: Instruction | None, command: Instruction | None) -> list[str]:
    """As Docker joins them: an entrypoint in shell form swallows the command."""
    if entry is None:
        return _form(image, command)
    return _form(image, entry) + (_form(image, command) if entry.json is not None else [])


def _form(image: _Image, instruction: Instruction | None) -> list[str]:
    if instruction is None:
        return []
    if instruction.json is not None:
        return list(instruction.json)
    every = (one for stage in image.dockerfile.lineage(image.stage) for one in reversed(stage.instructions))
    shell = next((one.json for one in every if one.name == "SHELL" and one.json), ("/bin/sh", "-c"))
    return [*shell, instruction.arguments]


def _said(entry: Instruction | None, command: Instruction | None) -> Instruction | None:
    """The instruction that says what is started: an entrypoint that is more than one word, else the command."""
    if entry is None or command is None:
        return entry or command
    from shipcheck.subjects.command_words import programs

    own = next(programs(entry.json), ()) if entry.json is not None else ("", "")
    return entry if len(own) > 1 else command


def _text(instruction: Instruction) -> str:
    return f"{instruction.name} {shown(instruction.json or instruction.arguments.split())}"


# --- Processes, units, manifests and the files of platforms.


def _deployed(images: _Images, one: Deployed) -> StartCommand:
    image = _image_of(images, one)
    if image is not None and not one.text and not one.words:
        found = _of_image(images, image, one.variables)
        if found is not None:
            return _as_deployed(found, one)
    words = ["/bin/sh", "-c", one.text] if one.text else list(one.words)
    if image is not None and not one.entrypoint and image.stage.entrypoint and image.stage.entrypoint.json is not None:
        words = [*image.stage.entrypoint.json, *words]
    variables = one.variables
    if image is not None:
        variables = (*_variables(*image), *variables)
        follower = _follower(images.project, image, variables, one.workdir)
    else:
        known = {variable.name: variable.value for variable in variables}
        follower = Follower(images.project, Ground(deployments.searcher(images.project, one), one.workdir, known))
    gap = "" if one.label == "ExecStart=" else " "
    link = Link(one.location, f"{one.label}{gap}{shown((one.text,) if one.text else one.words)}".strip())
    return StartCommand(
        one.path,
        one.location,
        one.context,
        follower.ends(words, link, init=not one.container) if words else (),
        one.name,
        one.what,
        tuple(words),
        variables,
        one.container,
        image.dockerfile if image else None,
        image.stage if image else None,
        one.ports,
        one.alone,
    )


def _as_deployed(found: StartCommand, one: Deployed) -> StartCommand:
    return found._replace(
        source=one.path, context=one.context, name=one.name, ports=one.ports, alone=one.alone, container=True
    )


def _image_of(images: _Images, one: Deployed) -> _Image | None:
    if not one.container:
        return None
    dockerfile = images.read(one.dockerfile) if one.dockerfile else None
    if dockerfile is None and not one.dockerfile and one.image:
        dockerfile = images.only() if _own(one.image) else None
    return _Image(dockerfile, _stage(dockerfile, one.target)) if dockerfile is not None else None


def _own(image: str) -> bool:
    """Whether an image may be the project's own: not one that everybody knows."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return bool(name) and name not in deployments.KNOWN_IMAGES


def _stage(dockerfile: Dockerfile, target: str) -> Stage:
    named = (one for one in reversed(dockerfile.stages) if target and target.lower() in {one.name, str(one.number)})
    return next(named, dockerfile.shipped[-1])


# --- Compose services.


class _Composed(NamedTuple):
    """A service, its own file and the folder that its paths start from."""

    file: ComposeFile
    service: Service
    folder: str
    container_context: Context


def _services(project: Project) -> Iterator[_Composed]:
    """The services of all compose files, those of a file for production joined with the file that it is laid over."""
    files = []
    for path in project.matching(COMPOSE, everywhere=True):
        found = compose_files.merged(project, path)
        if found is not None:
            files.append(found)
    for one in files:
        folder = posixpath.dirname(one.path)
        beside = [other for other in files if other is not one and _lies_over(other, folder, files)]
        deployed = {service.name for service in one.deployed()}
        for service in one.services:
            where = _context(one, service, deployed, beside)
            if where is not None:
                base = _base(one, service, beside)
                joined = service._replace(parents=(*service.parents, base.tree, *base.parents)) if base else service
                yield _Composed(one, joined, folder, where)


def _lies_over(other: ComposeFile, folder: str, files: Sequence[ComposeFile]) -> bool:
    """Whether a file may be merged with those of a folder: it lies there, or is for production and alone elsewhere."""
    own = posixpath.dirname(other.path)
    if own == folder:
        return True
    return other.context == "production" and not any(
        one.context == "default" and posixpath.dirname(one.path) == own for one in files
    )


def _context(file: ComposeFile, service: Service, deployed: set[str], beside: Sequence[ComposeFile]) -> Context | None:
    """What a service is for; None for one that a file for production says more of."""
    if service.name not in deployed or context(service.name) == "development" or _on_demand(service):
        return "development"
    if file.context == "default":
        productive = [other for other in beside if other.context == "production"]
        if any(service.name == one.name for other in productive for one in other.services):
            return None
        if productive and service.for_working:
            return "development"
    return file.context


def _on_demand(service: Service) -> bool:
    names = [filled(item.text or "") for item in service.items("profiles")]
    return bool(names) and not any(context(name) == "production" for name in names)


def _base(file: ComposeFile, service: Service, beside: Sequence[ComposeFile]) -> Service | None:
    if file.context != "production":
        return None
    for other in beside:
        if other.context == "default":
            for one in other.services:
                if one.name == service.name:
                    return one
    return None


def _service(images: _Images, one: _Composed) -> StartCommand:
    service, project = one.service, images.project
    image = _built(images, one)
    own = tuple(_environment(project, one))
    entry, command = service.entry("entrypoint"), service.entry("command")
    said = command or entry
    what = f"the service `{service.shown}`"
    if image is not None and "development" in (image.dockerfile.context, image.stage.context):
        one = one._replace(container_context="development")
    common = {
        "name": service.name,
        "source": one.file.path,
        "context": one.container_context,
        "ports": tuple(_container_ports(service)),
        "alone": service.text("network_mode") in {"", "bridge", "default"},
    }
    init = service.text("init").lower() in {"true", "yes", "on"}
    if said is None and image is not None:
        found = _of_image(images, image, own)
        if found is not None:
            ends = tuple(end._replace(waiting=None) for end in found.ends) if init else found.ends
            return found._replace(**common, ends=ends)  # type: ignore[arg-type]
    words = [*_command(entry.value if entry else None), *_command(command.value if command else None)]
    if entry is None and image is not None and image.stage.entrypoint is not None:
        words = [*_form(image, image.stage.entrypoint), *words]
    elif command is None and entry is not None:
        said = entry
    variables = (*(_variables(*image) if image else ()), *own)
    place = _place(said.value) if said is not None else service.key.location
    parts = [(name, item) for name, item in (("entrypoint", entry), ("command", command)) if item is not None]
    text = " + ".join(f"{name}: {shown(_command(item.value))}" for name, item in parts)
    link = Link(place, text)
    ends = _composed(project, one, image, variables).ends(words, link, init=init) if words else ()
    built = (image.dockerfile, image.stage) if image else (None, None)
    found = StartCommand(one.file.path, place, one.container_context, ends, service.name, what, tuple(words), variables)
    return found._replace(container=True, dockerfile=built[0], stage=built[1], **common)  # type: ignore[arg-type]


def _place(tree: Tree) -> Location:
    return tree.items[0].location if tree.kind == "list" and tree.items else tree.location


def _built(images: _Images, one: _Composed) -> _Image | None:
    path = compose_files.dockerfile_path(posixpath.join(one.folder, "x"), one.service)
    dockerfile = images.read(path) if path else None
    return _Image(dockerfile, _stage(dockerfile, one.service.build("target"))) if dockerfile is not None else None


def _composed(project: Project, one: _Composed, image: _Image | None, variables: Sequence[Variable]) -> Follower:
    """A follower that finds files where the service has mounted them, and else where its image has them."""
    workdir = one.service.text("working_dir") or (image.stage.workdir if image else "/")
    mounts = list(_mounts(one))
    inside = _follower(project, image, variables, workdir) if image else None

    def search(path: str, folder: str) -> str | None:
        target = posixpath.normpath(posixpath.join(folder, path))
        for source, to in mounts:
            if target == to or target.startswith(f"{to.rstrip('/')}/"):
                found = posixpath.normpath(posixpath.join(source, target.removeprefix(to).lstrip("/")))
                if found in project:
                    return found
        return find(project, image.dockerfile, image.stage._replace(workdir=folder), path) if image else None

    if inside is not None and not mounts:
        return inside
    known = {**(image.stage.variables if image else {}), **{item.name: item.value for item in variables}}
    return Follower(project, Ground(search, workdir, known))


def _mounts(one: _Composed) -> Iterator[tuple[str, str]]:
    """The folders of the project that a service mounts, and where."""
    for volume in one.service.items("volumes"):
        source, target = volume.get("source"), volume.get("target")
        text = filled(volume.text or "")
        parts = text.split(":")
        pair = (
            (filled(source.text or ""), filled(target.text or ""))
            if source and target
            else (parts[0], parts[1])
            if len(parts) > 1
            else ("", "")
        )
        if pair[0].startswith(".") and UNKNOWN not in "".join(pair):
            folder = posixpath.normpath(posixpath.join(one.folder, pair[0]))
            yield ("" if folder == "." else folder), pair[1]


def _command(tree: Tree | None) -> list[str]:
    """The words of a command, in both spellings; variables without a value stay as they are written."""
    if tree is None:
        return []
    if tree.kind == "list":
        return [_known(item.text or "") for item in tree.items]
    text = _known(tree.text or "")[:8192]
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _known(text: str) -> str:
    value = filled(text)
    return value if UNKNOWN not in value else text


def _environment(project: Project, one: _Composed) -> Iterator[Variable]:
    """The variables of a service: of its files, then its own."""
    from shipcheck.subjects.deployed_text import env_file

    for tree in reversed((one.service.tree, *one.service.parents)):
        entry = tree.entries.get("env_file")
        for item in (entry.value.items or (entry.value,)) if entry is not None else ():
            named = item.get("path")
            path = posixpath.normpath(posixpath.join(one.folder, filled((named.text if named else item.text) or "")))
            if path in project:
                try:
                    yield from env_file(path, project.text(path))
                except CannotJudge:
                    continue
        found = tree.entries.get("environment")
        for name, value in found.value.entries.items() if found is not None else ():
            yield Variable(name, _value(value.value.text), value.key.location)
        for item in found.value.items if found is not None else ():
            name, equals, text = (item.text or "").partition("=")
            if name:
                yield Variable(name, _value(text) if equals else None, item.location)


def _value(text: str | None) -> str | None:
    value = filled(text or "")
    return value if UNKNOWN not in value and text is not None else None


def _container_ports(service: Service) -> Iterator[str]:
    for item in service.items("ports"):
        target = item.get("target")
        text = filled((target.text if target else item.text) or "").partition("/")[0]
        port = text.rpartition(":")[2]
        if port.isdecimal():
            yield port


# --- An image whose command is replaced wherever it is deployed.


def _last(variables: Iterable[Variable]) -> Iterable[Variable]:
    """The variables that count: of each name the last."""
    return {one.name: one for one in variables}.values()


def _overridden(start: StartCommand, every: Sequence[StartCommand]) -> StartCommand:
    """The start command of an image with what deploys it, and what replaces it if all of that is fit to ship."""
    if start.name or start.stage is None:
        return start
    others = [
        other
        for other in every
        if other.name
        and other.dockerfile is not None
        and other.dockerfile.path == start.source
        and other.stage == start.stage
        and other.context != "development"
    ]
    held = {variable for other in others for variable in _last(other.variables)}
    serving = [other for other in others if _kinds(other)]
    if not serving:
        return start
    start = start._replace(variables=tuple(one for one in _last(start.variables) if one not in held))
    replaced = "development" in _kinds(start) and not any("development" in _kinds(other) for other in serving)
    return start._replace(covered=True, overrides=tuple(_instead(other) for other in serving) if replaced else ())


def _instead(other: StartCommand) -> Link:
    """What replaces a command: another command, or only other variables."""
    first = other.ends[0].links[0]
    return first if first.location.path == other.source else Link(Location(other.source), other.name)


def _kinds(start: StartCommand) -> set[str]:
    return {known.kind for end in start.ends if (known := server(end)) is not None}
