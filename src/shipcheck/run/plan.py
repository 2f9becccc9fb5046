"""What will be built, started and asked, worked out from the files alone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.collect import build_contexts
from shipcheck.config import Config
from shipcheck.config import Service as Wanted
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.project import Project
from shipcheck.redact import redact
from shipcheck.run.values import Given, given, promises_secret
from shipcheck.subjects.build_context import BuildContext
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, Service, filled
from shipcheck.subjects.context import context
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage, expand
from shipcheck.subjects.dotenv import is_model
from shipcheck.subjects.health_check import bound_ports, health_check
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.run_parts import Place, Places
from shipcheck.subjects.start_command import End, StartCommand
from shipcheck.subjects.variable_reads import VariableRead, variable_reads

_MODEL = re.compile(
    r"(?:^|/)(?:\.env[._-](?:example|sample|template|dist)|\.?(?:example|sample)\.env|env\.(?:example|sample))\Z"
)
_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*([^\n]*)")
_URL_PATH = re.compile(r"https?://[^\s/'\"]+(/[^\s'\"?)]*)")
_PORT_VARIABLE = re.compile(r"\$\{?PORT\b")
_DEFAULT_PORTS = {"flask": 5000, "quart": 5000, "dash": 8050, "bottle": 8080}
_DATA = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "redis": "Redis",
    "mongo": "MongoDB",
    "rabbitmq": "RabbitMQ",
}
MOST_MODULES = 2000
LONGEST = 80


class Plan(NamedTuple):
    """One service as it will be run."""

    service: str
    dockerfile: str = ""
    target: str = ""
    context: str = "."
    image: str = ""
    base: str = ""
    port: int = 8000
    port_from: str = "default"
    health_paths: tuple[str, ...] = ()
    health_named: bool = False
    variables: tuple[Given, ...] = ()
    reads: tuple[VariableRead, ...] = ()
    expected: str = ""
    needs: tuple[str, ...] = ()
    slow_path: str = ""
    instructions: tuple[Instruction, ...] = ()
    starts: tuple[Instruction, ...] = ()
    places: Places = Places()
    composed: tuple[ComposeFile, Service] | None = None
    build: BuildContext | None = None

    def place_of(self, line: int) -> Place | None:
        """The instruction of the Dockerfile that stands at a line, or covers it."""
        for one in self.instructions:
            if one.location.line <= line <= one.location.last_line:
                return place(one)
        return None

    def place_like(self, step: str) -> Place | None:
        """The instruction that a builder's step is; None where several could be meant."""
        wanted = _flat(step)
        found = [one for one in self.instructions if wanted and _flat(one.text).startswith(wanted[:60])]
        found = found or [
            one for one in self.instructions if wanted and wanted.startswith(_flat(f"{one.name} {one.arguments}")[:60])
        ]
        return place(found[0]) if found else None


class Wishes(NamedTuple):
    """What the caller says of a service; it goes before everything else."""

    service: str = ""
    image: str = ""
    port: int = 0
    health: str = ""
    slow: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    compose: bool = False


def place(instruction: Instruction) -> Place:
    """An instruction as a place."""
    return Place(instruction.location.path, instruction.location.line, redact(instruction.text))


def _flat(text: str) -> str:
    return re.sub(r"[\s\"'\[\],]+", "", text).lower()


class NothingToRun(ShipcheckError):  # noqa: N818  # it names a verdict, not a fault
    """The project has nothing that could be built and run."""


def plans(project: Project, config: Config, evidence: Evidence, wishes: Wishes) -> list[Plan]:
    """The services to run; raises `ShipcheckError` where there is none."""
    composes = [one for one in evidence.of(ComposeFile) if one.context != "development"]
    if wishes.image:
        return [_ready_image(project, config, evidence, wishes)]
    found = list(_services(project, config, evidence, composes))
    if wishes.service:
        chosen = [one for one in found if one[0] == wishes.service]
        if not chosen:
            known = ", ".join(name for name, *_ in found) or "none"
            raise ShipcheckError(f"there is no service `{wishes.service[:60]}`", f"services found: {known}")
        found = chosen
    if not found:
        raise NothingToRun(
            "there is nothing to run: no Dockerfile that ships was found",
            "name one under [tool.shipcheck.services.NAME], or judge a ready image with --no-build IMAGE",
        )
    reads = tuple(_reads(evidence))
    return [_plan(project, evidence, _Found(*one), reads, wishes) for one in found]


class _Found(NamedTuple):
    name: str
    dockerfile: Dockerfile
    stage: Stage
    folder: str
    wanted: Wanted
    compose: tuple[ComposeFile, Service] | None


def _services(
    project: Project, config: Config, evidence: Evidence, composes: list[ComposeFile]
) -> Iterator[tuple[str, Dockerfile, Stage, str, Wanted, tuple[ComposeFile, Service] | None]]:
    """By the configuration, else by the Dockerfiles: the one at the root, else all of them."""
    files = {one.path: one for one in evidence.of(Dockerfile)}
    if config.services:
        for wanted in config.services:
            path = wanted.dockerfile.removeprefix("./") or "Dockerfile"
            if path not in files:
                raise ShipcheckError(
                    f"the service `{wanted.name}` is built from {path[:100]}, which is no Dockerfile here"
                )
            file = files[path]
            stage = next(
                (one for one in file.stages if wanted.target.lower() in {one.name, str(one.number)}), file.stages[-1]
            )
            built = _built(composes, path, "")
            yield wanted.name, file, stage, wanted.context or _folder(project, file), wanted, built
        return
    shipped = [(file, stage) for file in files.values() for stage in file.deployed()]
    rooted = [one for one in shipped if "/" not in one[0].path]
    plain = [one for one in rooted if one[0].path.lower() in {"dockerfile", "containerfile"}]
    for file, stage in plain or rooted or shipped:
        built = _built(composes, file.path, stage.name)
        name = built[1].name if built else _name(file.path)
        yield name, file, stage, _folder(project, file), Wanted(name), built


def _built(composes: Iterable[ComposeFile], path: str, _stage: str) -> tuple[ComposeFile, Service] | None:
    """The first service of a compose file that is built from a Dockerfile."""
    for compose in composes:
        for service in compose.shipped():
            if build_contexts.dockerfile_of(compose.path, service) == path:
                return compose, service
    return None


def _folder(project: Project, dockerfile: Dockerfile) -> str:
    return build_contexts.folder_of(project, dockerfile).rstrip("/") or "."


def _name(path: str) -> str:
    folder, _, name = path.rpartition("/")
    special = re.sub(r"(?i)\.?(?:dockerfile|containerfile)\.?", "", name)
    return special or folder.rpartition("/")[2] or "app"


def _plan(project: Project, evidence: Evidence, found: _Found, reads: tuple[VariableRead, ...], wishes: Wishes) -> Plan:
    file, stage, wanted = found.dockerfile, found.stage, found.wanted
    base = "" if found.folder == "." else f"{found.folder}/"
    built = _context(project, file, base)
    ignore = built.ignore if built is not None else None
    own = tuple(
        one
        for one in reads
        if one.path.startswith(base) and not (ignore is not None and ignore.excludes(one.path.removeprefix(base)))
    )
    starts = _starts(evidence, found, wishes)
    ends = [end for one in starts for end in one.ends]
    port, port_from = _port(found, ends, wishes)
    check = health_check(file, stage)
    named = wishes.health or wanted.health or _path(check.text if check else "")
    overridden = dict(wanted.environment) | dict(wishes.environment)
    variables = _variables(project, own, found, overridden, port)
    target = stage.name or str(stage.number) if stage.number != len(file.stages) - 1 else ""
    return Plan(
        service=found.name,
        dockerfile=file.path,
        target=target,
        context=found.folder,
        base=_base(file, stage),
        port=port,
        port_from=port_from,
        health_paths=(named,) if named else tuple(_paths(evidence, base)),
        health_named=bool(named),
        variables=variables,
        reads=own,
        expected=_server(ends),
        needs=tuple(_needs(found.compose)),
        slow_path=wishes.slow or wanted.slow_path or next(_slow(evidence, base), ""),
        instructions=file.instructions,
        starts=tuple(one for stage_ in reversed(list(file.lineage(stage))) for one in stage_.instructions),
        places=_places(found, ends, wishes),
        composed=found.compose,
        build=built,
    )


def _context(project: Project, file: Dockerfile, folder: str) -> BuildContext | None:
    try:
        return build_contexts.context_of(project, file, folder)
    except CannotJudge:
        return None  # the build itself says what is the matter with the ignore file


def _ready_image(project: Project, config: Config, evidence: Evidence, wishes: Wishes) -> Plan:
    """A plan for an image that is there: what the files say about it, if they say anything."""
    try:
        found = plans(project, config, evidence, wishes._replace(image=""))[0]
    except ShipcheckError:
        found = Plan(
            wishes.service or "app", port=wishes.port or 8000, port_from="option" if wishes.port else "default"
        )
        found = found._replace(
            variables=tuple(Given(name, value, canary=promises_secret(name)) for name, value in wishes.environment),
            health_paths=(wishes.health,) if wishes.health else _USUAL,
            health_named=bool(wishes.health),
            slow_path=wishes.slow,
        )
    return found._replace(image=wishes.image)


def _base(file: Dockerfile, stage: Stage) -> str:
    return list(file.lineage(stage))[-1].image or ""


def _port(found: _Found, ends: list[End], wishes: Wishes) -> tuple[int, str]:
    """In the order of who knows best."""
    named = _named_ports(found, ends, wishes)
    return next(named, None) or (_usual_port(ends), "default")


def _named_ports(found: _Found, ends: list[End], wishes: Wishes) -> Iterator[tuple[int, str]]:
    """Ports that somebody named, and who."""
    file, stage = found.dockerfile, found.stage
    if wishes.port:
        yield wishes.port, "option"
    if found.wanted.port:
        yield found.wanted.port, "configuration"
    if wishes.compose:
        yield from ((port, "compose") for port in _published(found.compose))
    for one in reversed(stage.exposed):
        words = (expand(word, stage.variables, file.escape) or "" for word in one.arguments.split())
        plain = (word.removesuffix("/tcp") for word in words)
        yield from ((int(word), "EXPOSE") for word in plain if word.isdigit() and int(word) < 1 << 16)
    yield from ((port, "compose") for port in _published(found.compose))
    yield from ((port, "command") for end in ends for port in sorted(_bound(end)))
    default = stage.variables.get("PORT") or ""
    if default.isdigit() and int(default) < 1 << 16:
        yield int(default), "command"


def _usual_port(ends: list[End]) -> int:
    """What a server listens on where nobody says it."""
    kind = next((end.run for end in reversed(ends) if end.run), "")
    first = next((end.words[0] for end in reversed(ends) if end.words), "")
    return _DEFAULT_PORTS.get(kind) or _DEFAULT_PORTS.get(first) or 8000


def _bound(end: End) -> set[int]:
    """The ports that a command or a call in a Python file names."""
    option = end.option("port")
    if option is not None and (option.value or "").isdigit():
        return {int(option.value or 0)}
    served = re.search(r"\brunserver(?: --?\S+)* (?:[\w.\[\]:]*:)?(\d{2,5})(?: |$)", " ".join(end.words))
    return {int(served.group(1))} if served else bound_ports(end.words)


def _published(compose: tuple[ComposeFile, Service] | None) -> Iterator[int]:
    for item in compose[1].items("ports") if compose else ():
        target = item.get("target")
        text = filled((target.text if target else item.text) or "").rpartition(":")[2].partition("/")[0]
        if text.isdigit():
            yield int(text)


_USUAL = ("/health", "/healthz", "/")
_HEALTH_ROUTE = re.compile(
    rb"(?:\b(?:path|url)\(\s*r?[\"']\^?|[\"']/)"
    rb"((?:api/)?(?:v\d/)?_?(?:health(?:z|check|_check|-check)?|livez?|liveness|readyz?|readiness|ping|status|up)/?)\$?[\"']"
)


def _paths(evidence: Evidence, base: str) -> Iterator[str]:
    """Paths that ask for health: those that the code has as routes, then the usual ones."""
    seen: dict[str, None] = {}
    for module in evidence.of(PythonModule):
        if module.path.startswith(base) and module.context != "development":
            for found in _HEALTH_ROUTE.findall(module.data):
                seen[f"/{found.decode()}"] = None
    yield from [*list(seen)[:3], *(path for path in _USUAL if path not in seen)]


_SLEEP = re.compile(rb"\bsleep\(")
_ROUTE = re.compile(
    r"(?:\.(?:route|get)|@get|web\.get|path|Route|url)\(\s*r?f?[\"']\^?(/?[\w./-]*)\$?[\"'](?!\s*,\s*methods\s*=\s*\[[\"']POST)"
)


def _slow(evidence: Evidence, base: str) -> Iterator[str]:
    """A route without parameters whose function waits: what a request in flight can be made of."""
    for module in evidence.of(PythonModule):
        if module.path.startswith(base) and module.context != "development" and module.mentions(_SLEEP):
            lines = module.data.decode("utf-8", "replace").splitlines()
            for line in module.lines(_SLEEP):
                for text in reversed(lines[max(0, line - 8) : line - 1]):
                    found = _ROUTE.search(text)
                    if found:
                        yield "/" + found.group(1).lstrip("/")
                        break
                    if text and not text[0].isspace() and not text.startswith(("def ", "async def ", "@")):
                        break


def _path(text: str) -> str:
    found = _URL_PATH.search(text)
    return found.group(1) if found else ""


def _server(ends: list[End]) -> str:
    return next((end.words[0].rpartition("/")[2] if end.words else end.run for end in reversed(ends)), "")


def _variables(
    project: Project, reads: tuple[VariableRead, ...], found: _Found, overridden: dict[str, str], port: int
) -> tuple[Given, ...]:
    """What the example of a `.env` names, what compose gives, and what the code cannot do without; the caller's word last."""
    image = found.stage.variables
    base = "" if found.folder == "." else f"{found.folder}/"
    given_: dict[str, Given] = {}
    required = {one.name: one for one in reads if one.required}
    for name, value, where in _documented(project, base, found.compose):
        given_.setdefault(name, given(name, value, where, required=name in required))
    for name, read in required.items():
        if image.get(name) is None:
            given_.setdefault(name, given(name, "", Place(read.path, read.line), required=True))
    if "PORT" not in overridden and image.get("PORT") is None and ("PORT" in given_ or _wants_port(found)):
        given_["PORT"] = Given("PORT", str(port))
    for name, value in overridden.items():
        old = given_.get(name)
        given_[name] = Given(name, value, promises_secret(name), old.place if old else None, name in required)
    return tuple(given_[name] for name in sorted(given_))


def _wants_port(found: _Found) -> bool:
    texts = [one.arguments for one in (found.stage.command, found.stage.entrypoint) if one]
    return any(_PORT_VARIABLE.search(text) for text in (*texts, *(script.text for script in found.dockerfile.scripts)))


def _documented(
    project: Project, base: str, compose: tuple[ComposeFile, Service] | None
) -> Iterator[tuple[str, str, Place]]:
    folders = tuple(dict.fromkeys((base, "")))
    for path in sorted(project.paths, key=lambda path: (path.count("/"), path)):
        if _MODEL.search(path) and is_model(path) and posixpath.dirname(path) in {one.rstrip("/") for one in folders}:
            try:
                text = project.text(path)
            except CannotJudge:
                continue  # said when the family of configuration is judged
            for number, line in enumerate(text.splitlines(), start=1):
                found = _LINE.match(line[:4096])
                if found:
                    value = re.sub(r"\s+#.*", "", found.group(2))
                    yield found.group(1), value, Place(path, number, f"{found.group(1)}=")
    if compose is not None:
        yield from _of_compose(*compose)


def _of_compose(file: ComposeFile, service: Service) -> Iterator[tuple[str, str, Place]]:
    entry = service.entry("environment")
    if entry is None:
        return
    for name, one in entry.value.entries.items():
        value = filled(one.value.text or "")
        yield name, "" if UNKNOWN in value else value, Place(file.path, one.key.location.line, f"{name}:")
    for item in entry.value.items:
        name, _, raw = (item.text or "").partition("=")
        value = filled(raw)
        if name.isidentifier():
            yield name, "" if UNKNOWN in value else value, Place(file.path, item.location.line, f"{name}=")


def _reads(evidence: Evidence) -> Iterator[VariableRead]:
    for module in evidence.of(PythonModule)[:MOST_MODULES]:
        if module.context != "development":
            try:
                yield from variable_reads(module)
            except CannotJudge:
                continue  # a file that is not Python is said where Python is judged


def _needs(compose: tuple[ComposeFile, Service] | None) -> Iterator[str]:
    """Databases and the like that compose would start first."""
    if compose is None:
        return
    file, service = compose
    depends = service.entry("depends_on")
    names = [
        *(depends.value.entries if depends else ()),
        *(one.text or "" for one in (depends.value.items if depends else ())),
    ]
    for other in file.services:
        if other.name in names:
            kind = next((title for mark, title in _DATA.items() if mark in other.image.name), "")
            yield f"{other.name} ({kind})" if kind else other.name


def _starts(evidence: Evidence, found: _Found, wishes: Wishes) -> list[StartCommand]:
    """The start command of the image; where compose runs it, that of its service."""
    every = evidence.of(StartCommand)
    if wishes.compose and found.compose is not None:
        file, service = found.compose
        own = [one for one in every if (one.source, one.name) == (file.path, service.name)]
        if own:
            return own
    return [one for one in every if one.source == found.dockerfile.path]


def _places(found: _Found, ends: list[End], wishes: Wishes) -> Places:
    file, stage, compose = found.dockerfile, found.stage, found.compose
    lineage = [one for part in reversed(list(file.lineage(stage))) for one in part.instructions]
    last = {one.name: one for one in lineage}
    command = stage.command or stage.entrypoint
    chain = max((end.links for end in ends), key=len, default=())
    started = place(command) if command else None
    if wishes.compose and compose is not None:
        entry = compose[1].entry("command") or compose[1].entry("entrypoint")
        started = Place(compose[0].path, entry.key.location.line, f"{entry.key.text}:") if entry else started
    return Places(
        dockerfile=place(stage.start),
        command=started,
        user=place(stage.user) if stage.user else None,
        exposed=place(stage.exposed[-1]) if stage.exposed else None,
        health=place(last["HEALTHCHECK"]) if "HEALTHCHECK" in last else None,
        signal=place(last["STOPSIGNAL"]) if "STOPSIGNAL" in last else None,
        compose=Place(compose[0].path, compose[1].key.location.line, compose[1].shown) if compose else None,
        chain=tuple(redact(link.shown) for link in chain),
    )


def deployed(path: str) -> bool:
    """Whether a file is one that ships."""
    return context(path) != "development"
