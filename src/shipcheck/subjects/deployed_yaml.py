"""Kubernetes and Knative manifests, ECS task definitions, and the YAML and JSON files of platforms."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from shipcheck.model import Location
from shipcheck.subjects.deployed import Deployed
from shipcheck.subjects.start_command import Variable
from shipcheck.subjects.yaml_tree import Tree

_MOST_CONTAINERS = 200
_WORKLOADS = frozenset(
    {
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "ReplicationController",
        "Pod",
        "Job",
        "CronJob",
        "Service",
    }
    | {"Rollout", "DeploymentConfig", "Configuration"}
)
_SERVICE_WORDS = ("services", "workers", "jobs", "functions")


def _text(tree: Tree | None) -> str:
    return (tree.text if tree is not None else None) or ""


def _named(items: Iterable[Tree], name: str, value: str) -> Iterator[Variable]:
    """The variables of a list of mappings with these keys; those whose value stands elsewhere are not known."""
    for item in items:
        key = item.get(name)
        if key is not None and key.text:
            held = item.get(value)
            known = held.text if held is not None and "$(" not in (held.text or "") else None
            yield Variable(key.text, known, key.location)


def _mapped(tree: Tree | None) -> Iterator[Variable]:
    for name, entry in tree.entries.items() if tree is not None else ():
        value = entry.value
        text = value.text if value.kind == "scalar" else _text(value.get("value")) or None
        yield Variable(name, text, entry.key.location)


def _words(tree: Tree | None) -> tuple[str, ...]:
    return tuple(item.text for item in tree.items if item.text is not None) if tree is not None else ()


def kubernetes(path: str, documents: Iterable[Tree]) -> Iterator[Deployed]:
    """The containers of every workload of a manifest, and the variables of its ConfigMaps."""
    todo = list(documents)
    while todo:
        document = todo.pop(0)
        if _text(document.get("kind")).endswith("List"):
            found = document.get("items")
            todo[:0] = list(found.items if found is not None else ())[:_MOST_CONTAINERS]
        elif document.get("kind") is not None:
            yield from _workload(path, document)


def _workload(path: str, document: Tree) -> Iterator[Deployed]:
    kind, name = _text(document.get("kind")), _text(document.get("metadata", "name"))
    if kind == "ConfigMap":
        variables = tuple(_mapped(document.get("data")))
        if variables:
            yield Deployed(path, name, f"the ConfigMap `{name}`", variables[0].location, variables=variables)
        return
    if kind not in _WORKLOADS:
        return
    pod = document.get("spec")
    for keys in (("jobTemplate", "spec"), ("template", "spec")):
        inner = pod.get(*keys) if pod is not None else None
        pod = inner if inner is not None else pod
    containers = pod.get("containers") if pod is not None else None
    items = (containers.items if containers is not None else ())[:_MOST_CONTAINERS]
    for container in items:
        yield _container(path, name, container, alone=len(items) == 1)


def _container(path: str, name: str, container: Tree, *, alone: bool) -> Deployed:
    own = _text(container.get("name")) or name
    command, arguments, env = container.get("command"), container.get("args"), container.get("env")
    ports = container.get("ports")
    said = command if command is not None else arguments
    return Deployed(
        path,
        own,
        f"the container `{own}`",
        said.location if said is not None else container.location,
        "command:" if command is not None else "args:",
        words=(*_words(command), *_words(arguments)),
        variables=tuple(_named(env.items if env is not None else (), "name", "value")),
        workdir=_text(container.get("workingDir")),
        container=True,
        image=_text(container.get("image")),
        entrypoint=command is not None,
        ports=tuple(_text(port.get("containerPort")) for port in (ports.items if ports is not None else ())),
        alone=alone,
    )


def task_definition(path: str, document: Tree) -> Iterator[Deployed]:
    """The containers of an ECS task definition."""
    found = document.get("containerDefinitions")
    items = (found.items if found is not None else ())[:_MOST_CONTAINERS]
    for container in items:
        entry, command, env = container.get("entryPoint"), container.get("command"), container.get("environment")
        said = command if command is not None else entry
        name = _text(container.get("name"))
        yield Deployed(
            path,
            name,
            f"the container `{name}`",
            said.location if said is not None else container.location,
            "command:",
            words=(*_words(entry), *_words(command)),
            variables=tuple(_named(env.items if env is not None else (), "name", "value")),
            container=True,
            image=_text(container.get("image")),
            entrypoint=entry is not None,
            alone=len(items) == 1,
        )


def _started(path: str, name: str, what: str, command: Tree | None, label: str, **more: object) -> Deployed:
    place = command.location if command is not None else Location(path)
    one = Deployed(path, name, what, place, label, _text(command), words=_words(command))
    return one._replace(**more)  # type: ignore[arg-type]


def app_engine(path: str, document: Tree) -> Iterator[Deployed]:
    """Google App Engine's app.yaml; without an entrypoint the platform starts gunicorn."""
    if _text(document.get("runtime")).startswith(("python", "custom")):
        name = _text(document.get("service")) or "default"
        variables = tuple(_mapped(document.get("env_variables")))
        yield _started(
            path,
            name,
            f"the service `{name}`",
            document.get("entrypoint"),
            "entrypoint:",
            variables=variables,
            folder=posixpath.dirname(path),
        )


def render(path: str, document: Tree) -> Iterator[Deployed]:
    """Render's blueprint."""
    services = document.get("services")
    for one in services.items if services is not None else ():
        name = _text(one.get("name"))
        docker = one.get("dockerCommand")
        command = one.get("startCommand") if docker is None else docker
        env = one.get("envVars")
        root = _text(one.get("rootDir"))
        built = _text(one.get("dockerfilePath")) or (
            "Dockerfile" if "docker" in {_text(one.get("env")), _text(one.get("runtime"))} else ""
        )
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), root)).removeprefix(".")
        yield _started(
            path,
            name,
            f"the service `{name}`",
            command,
            "dockerCommand:" if docker is not None else "startCommand:",
            variables=tuple(_named(env.items if env is not None else (), "key", "value")),
            folder=folder,
            container=bool(built),
            dockerfile=posixpath.normpath(posixpath.join(folder, built)) if built else "",
        )


def heroku(path: str, document: Tree) -> Iterator[Deployed]:
    """heroku.yml: what it runs, from the Dockerfiles that it builds."""
    runs = document.get("run")
    builds = document.get("build", "docker")
    config = tuple(_mapped(document.get("build", "config")))
    folder = posixpath.dirname(path)
    for name, entry in runs.entries.items() if runs is not None else ():
        command = entry.value if entry.value.kind == "scalar" else entry.value.get("command")
        source = _text(entry.value.get("image")) or name
        build = builds.get(source) if builds is not None else None
        dockerfile = _text(build) or (_text(build.get("dockerfile")) if build is not None else "")
        text = " && ".join(_words(command)) if command is not None and command.kind == "list" else ""
        one = _started(path, name, f"the process `{name}`", command, f"{name}:", variables=config, folder=folder)
        one = one._replace(text=text or one.text, words=())
        yield one._replace(
            container=True, dockerfile=posixpath.normpath(posixpath.join(folder, dockerfile)) if dockerfile else ""
        )


def app_json(path: str, document: Tree) -> Iterator[Deployed]:
    """Heroku's app.json: only what it sets."""
    variables = tuple(_mapped(document.get("env")))
    if variables and (
        document.get("buildpacks") is not None or document.get("formation") is not None or path.endswith("app.json")
    ):
        yield Deployed(path, "app", "the app", variables[0].location, variables=variables)


def app_runner(path: str, document: Tree) -> Iterator[Deployed]:
    """AWS App Runner."""
    run = document.get("run")
    if run is not None:
        env = run.get("env")
        variables = tuple(_named(env.items if env is not None else (), "name", "value"))
        folder = posixpath.dirname(path)
        yield _started(
            path, "service", "the service", run.get("command"), "command:", variables=variables, folder=folder
        )


def digital_ocean(path: str, document: Tree) -> Iterator[Deployed]:
    """DigitalOcean's App Platform; its file stands in `.do`."""
    shared = document.get("envs")
    every = tuple(_named(shared.items if shared is not None else (), "key", "value"))
    for word in _SERVICE_WORDS:
        found = document.get(word)
        for one in found.items if found is not None else ():
            name, env = _text(one.get("name")), one.get("envs")
            own = tuple(_named(env.items if env is not None else (), "key", "value"))
            built = _text(one.get("dockerfile_path"))
            yield _started(
                path,
                name,
                f"the service `{name}`",
                one.get("run_command"),
                "run_command:",
                variables=(*every, *own),
                folder=_text(one.get("source_dir")).strip("/"),
                container=bool(built),
                dockerfile=built,
            )


def railway(path: str, document: Tree) -> Iterator[Deployed]:
    """Railway's railway.json."""
    command, built = document.get("deploy", "startCommand"), _text(document.get("build", "dockerfilePath"))
    if command is not None or built:
        folder = posixpath.dirname(path)
        docker = posixpath.normpath(posixpath.join(folder, built)) if built else ""
        yield _started(
            path,
            "service",
            "the service",
            command,
            "startCommand:",
            folder=folder,
            container=bool(built),
            dockerfile=docker,
        )


def platform_sh(path: str, document: Tree) -> Iterator[Deployed]:
    """Platform.sh and Upsun."""
    command = document.get("web", "commands", "start")
    if command is not None:
        variables = tuple(_mapped(document.get("variables", "env")))
        yield _started(path, "web", "the app", command, "start:", variables=variables, folder=posixpath.dirname(path))


def kustomization(path: str, document: Tree) -> Iterator[Deployed]:
    """The ConfigMaps that Kustomize makes from literals."""
    found = document.get("configMapGenerator")
    for one in found.items if found is not None else ():
        literals = one.get("literals")
        pairs = [(item, (item.text or "").partition("=")) for item in (literals.items if literals is not None else ())]
        variables = tuple(Variable(name, value, item.location) for item, (name, equals, value) in pairs if equals)
        name = _text(one.get("name"))
        if variables:
            yield Deployed(path, name, f"the ConfigMap `{name}`", variables[0].location, variables=variables)


def cloud_foundry(path: str, document: Tree) -> Iterator[Deployed]:
    """Cloud Foundry's applications, and the service of an AWS Copilot manifest."""
    applications = document.get("applications")
    for one in applications.items if applications is not None else ():
        name = _text(one.get("name"))
        variables = tuple(_mapped(one.get("env")))
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), _text(one.get("path")))).removeprefix(".")
        yield _started(
            path, name, f"the app `{name}`", one.get("command"), "command:", variables=variables, folder=folder
        )
    if applications is None and document.get("image") is not None and document.get("type") is not None:
        name = _text(document.get("name"))
        variables = tuple(_mapped(document.get("variables")))
        built = document.get("image", "build")
        dockerfile = _text(built) or (_text(built.get("dockerfile")) if built is not None else "")
        yield _started(
            path,
            name,
            f"the service `{name}`",
            document.get("command"),
            "command:",
            variables=variables,
            container=True,
            dockerfile=dockerfile,
        )


_MANIFEST = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?\s*(?:- )?[\"']?apiVersion[\"']?\s*:")
_TASK = b"containerDefinitions"


def is_manifest(data: bytes) -> bool:
    """Whether a file's bytes look like a manifest: worth to be read as YAML."""
    return _MANIFEST.search(data) is not None and (b"containers" in data or b"ConfigMap" in data)


def is_task(data: bytes) -> bool:
    """Whether a file's bytes look like a task definition."""
    return _TASK in data
