"""What deployment files say is started: found by their names, manifests by what is in them."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Callable, Iterator

from shipcheck.collect.providers import DEPLOYED
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects import deployed_text, deployed_toml, deployed_yaml
from shipcheck.subjects.deployed import Deployed
from shipcheck.subjects.yaml_tree import Tree, documents

# Images that are somebody else's, by their last name.
KNOWN_IMAGES = frozenset(
    {"nginx", "postgres", "redis", "mysql", "mariadb", "mongo", "rabbitmq", "memcached", "busybox", "alpine", "python"}
    | {"ubuntu", "debian", "traefik", "caddy", "node", "envoy", "haproxy", "kubectl", "curl", "vault", "consul"}
    | {"elasticsearch", "kibana", "grafana", "prometheus", "minio", "keycloak", "adminer", "pgadmin4", "git-sync"}
    | {"cloudsql-proxy", "cloud-sql-proxy", "nginx-unprivileged", "valkey", "etcd", "kafka", "zookeeper"}
)
_SKIPPED = re.compile(
    r"(?:^|/)(?:\.github|\.gitlab|\.circleci|node_modules|\.venv|venv|site-packages|locales?|locale|i18n|fixtures)/"
    r"|(?:^|/)(?:\.pre-commit-config|mkdocs|\.readthedocs|(?:docker-)?compose[\w.-]*|pnpm-lock|codecov|\.travis)\.ya?ml$"
)
_BY_NAME = {
    "app.yaml": deployed_yaml.app_engine,
    "app.yml": deployed_yaml.app_engine,
    "render.yaml": deployed_yaml.render,
    "render.yml": deployed_yaml.render,
    "heroku.yml": deployed_yaml.heroku,
    "heroku.yaml": deployed_yaml.heroku,
    "app.json": deployed_yaml.app_json,
    "railway.json": deployed_yaml.railway,
    "apprunner.yaml": deployed_yaml.app_runner,
    "apprunner.yml": deployed_yaml.app_runner,
    ".platform.app.yaml": deployed_yaml.platform_sh,
    "kustomization.yaml": deployed_yaml.kustomization,
    "kustomization.yml": deployed_yaml.kustomization,
    "manifest.yml": deployed_yaml.cloud_foundry,
    "manifest.yaml": deployed_yaml.cloud_foundry,
}
_LARGEST = 1 << 20
_PROGRAM = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?[ \t]*\[(?:fcgi-)?(?:program|watcher):")
# What Helm and Ansible fill in: a line that is nothing else, and a value. What it will be is not known.
_FILLED_LINE = re.compile(r"(?m)^[ \t]*(?:-[ \t]+)?\{\{[^\n]*\}\}[ \t\r]*$|^[ \t]*\{%[^\n]*%\}[ \t\r]*$")
_FILLED = re.compile(r"\{\{[^{}\n]*\}\}")


def collect(project: Project) -> Iterator[Deployed | Unjudged]:
    """Everything that the project's deployment files start."""
    for path in project.matching(DEPLOYED, everywhere=True):
        if _SKIPPED.search(path):
            continue
        try:
            yield from _read(project, path)
        except CannotJudge as reason:
            if project.shows((path,)) and not _template(project, path):
                yield reason.unjudged


def _read(project: Project, path: str) -> Iterator[Deployed]:
    name = path.rpartition("/")[2]
    if name.startswith("Procfile"):
        yield from deployed_text.procfile(path, project.text(path))
    elif name.endswith((".service", ".service.j2")):
        yield from deployed_text.unit(path, _filled(project.text(path)))
    elif name.endswith((".conf", ".ini")):
        if _PROGRAM.search(project.head(path, _LARGEST)):
            yield from deployed_text.supervisor(path, project.text(path))
    elif name.endswith(".toml"):
        yield from _toml(path, project.text(path))
    else:
        yield from _yaml(project, path, name)


def _toml(path: str, text: str) -> Iterator[Deployed]:
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise CannotJudge(path, "not TOML") from None
    name = path.rpartition("/")[2]
    reader = deployed_toml.railway if name == "railway.toml" else deployed_toml.nixpacks
    yield from (deployed_toml.fly if name.startswith("fly") else reader)(path, text, data)


def _yaml(project: Project, path: str, name: str) -> Iterator[Deployed]:
    by_name = _BY_NAME.get(name)
    if name in {"app.yaml", "app.yml"} and "/.do/" in f"/{path}":
        by_name = deployed_yaml.digital_ocean
    data = project.head(path, _LARGEST)
    if by_name is not None and not deployed_yaml.is_manifest(data):
        trees = _trees(project, path)
        yield from by_name(path, trees[0]) if trees else ()
    elif name.endswith(".json"):
        if deployed_yaml.is_task(data):
            for tree in _trees(project, path):
                yield from deployed_yaml.task_definition(path, tree)
    elif deployed_yaml.is_manifest(data):
        if not _template(project, path):
            yield from deployed_yaml.kubernetes(path, _trees(project, path))
        elif "{{" not in path:
            with contextlib.suppress(CannotJudge):  # what is left of a template need not be YAML
                yield from deployed_yaml.kubernetes(path, documents(path, _filled(project.text(path))))


def _filled(text: str) -> str:
    """A template with `$(it)` for what it is filled with, as manifests write what is not known."""
    return _FILLED.sub("$(it)", _FILLED_LINE.sub("", text)) if "{{" in text or "{%" in text else text


def _trees(project: Project, path: str) -> list[Tree]:
    text = project.text(path)
    return documents(path, text.replace("\t", " ") if path.endswith(".json") else text)


def _template(project: Project, path: str) -> bool:
    """Whether a file becomes one when somebody fills it in: Helm's, Jinja's, cookiecutter's."""
    try:
        text = project.text(path)
    except CannotJudge:
        return False
    return "{{" in path or "{{" in text or "{%" in text


def searcher(project: Project, one: Deployed) -> Callable[[str, str], str | None]:
    """How the files of something deployed are found: below its folder, by its working folder, by their last names."""
    base = one.folder if one.folder is not None else posixpath.dirname(one.path)

    def search(path: str, folder: str) -> str | None:
        if not path or any(mark in path for mark in "$*?[\n"):
            return None
        if path.startswith("/") or folder.startswith("/"):
            return _below(project, posixpath.normpath(posixpath.join(folder, path)), one.workdir)
        for start in dict.fromkeys((base, "")):
            found = posixpath.normpath(posixpath.join(start, folder, path))
            if found in project:
                return found
        return None

    return search


def _below(project: Project, path: str, workdir: str) -> str | None:
    """A path on a machine as one of the project: what it is below the working folder, else its longest known end."""
    if workdir and path.startswith(f"{workdir.rstrip('/')}/"):
        inside = path.removeprefix(workdir.rstrip("/")).lstrip("/")
        if inside in project:
            return inside
    parts = [part for part in path.split("/") if part]
    ends = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((end for end in ends if end in project), None)
