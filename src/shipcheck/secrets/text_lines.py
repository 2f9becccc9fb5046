"""Credentials in configuration and other text, line by line: `name = value` in the spellings of many formats.

Which spellings count depends on the format: where values need no quotes (YAML, INI, shell) a bare word is a value; in
code it is a variable. What a container is given (Dockerfile, compose, Kubernetes) counts whatever it says, since it is
what runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.secrets.found import CONTAINER, FALLBACK, NAMED
from shipcheck.secrets.words import credible, empty, promise, random_looking, reference

BARE = re.compile(
    r"(?i)\.(?:ya?ml|ini|cfg|conf|cnf|properties|toml|env|envrc|sh|bash|zsh|fish|ps1|service|tfvars|editorconfig|desktop|prefs|mk|bat|cmd|rc)$"
    r"|(?:^|/)(?:\.env[^/]*|\.envrc|makefile|justfile|procfile|\.bash\w*|\.zsh\w*|\.profile|jenkinsfile|caddyfile|\.my\.cnf|\.s3cfg|\.boto|credentials|config)$"
)
COMPOSE = re.compile(r"(?i)(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$")
DOCKERFILE = re.compile(r"(?i)(?:^|/)[^/]*(?:dockerfile|containerfile)[^/]*$")
_NAME = r"[A-Za-z_][\w.-]{1,80}"
_VALUE = r"\"(?:[^\"\\\n]|\\.){0,2000}\"|'(?:[^'\\\n]|\\.){0,2000}'|`[^`\n]{0,2000}`"
_QUOTED = re.compile(rf"(?P<name>{_NAME})[\"'\]]{{0,3}}(?:\s?:\s?[A-Za-z]{{1,20}})?\s{{0,8}}(?:=>|:=|===?|!==?|=|:)\s{{0,8}}@?(?P<value>{_VALUE})")
_BARE = re.compile(rf"(?P<name>{_NAME})[\"'\]]{{0,3}}\s{{0,8}}(?:=>|:=|=|:(?=\s))\s{{0,8}}(?P<value>{_VALUE}|[^\s#;,\"'][^\s,;]{{0,2000}})")
_ENV = re.compile(rf"(?i)^\s*(?:ENV|ARG)\s+(?P<name>{_NAME})(?:=|\s+)(?P<value>{_VALUE}|\S{{1,2000}})")
_MORE_ENV = re.compile(rf"\s(?P<name>{_NAME})=(?P<value>{_VALUE}|\S{{1,2000}})")
_DEFAULT = re.compile(r"\$\{(?P<name>[A-Za-z_]\w{1,80}):?[-=](?P<value>[^}$]{1,400})\}")
_OPTION = re.compile(r"--(?P<name>[a-z][\w-]{2,40})(?:=|\s+)(?P<value>\"[^\"\n]{1,400}\"|'[^'\n]{1,400}'|[^\s\"'|;&<>-][^\s\"'|;&<>]{2,400})")
_SSHPASS = re.compile(r"\bsshpass\s+-p\s*(?P<value>\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s\"']{2,200})")
_LOGIN = re.compile(r"\b(?:docker|podman|az|oc|cf|vault|helm registry)\s+login\b.{0,200}?\s-p\s*(?P<value>\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s\"']{2,200})")
_CURL = re.compile(r"\b(?:curl|wget|http|httpie)\b.{0,300}?\s(?:-u|--user|-a|--auth)[\s=]{0,2}(?P<value>\"[^\"\n:]{1,100}:[^\"\n]{1,200}\"|'[^'\n:]{1,100}:[^'\n]{1,200}'|[^\s\"':]{1,100}:[^\s\"']{1,200})")
_MYSQL = re.compile(r"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b.{0,300}?\s-p(?P<value>'[^'\n]{2,200}'|[^\s\"'$-][^\s\"']{2,200})")
_HEADER = re.compile(r"(?i)\b(?P<name>authorization|x-api-key|private-token|x-auth-token|api-key|x-\w{2,20}-token)[\"']?\s{0,3}[:=,]\s{0,3}[\"']?(?:(?:bearer|token|basic|apikey)\s{1,3})?(?P<value>[A-Za-z0-9_.+/=~-]{12,2000})")
_XML = re.compile(rf"<(?P<name>{_NAME})(?:\s[^<>\n]{{0,200}})?>(?P<value>[^<>\n]{{3,400}})</")
_XML_ATTRIBUTE = re.compile(rf"(?i)\b(?:name|key)=[\"'](?P<name>{_NAME})[\"']\s{{1,8}}(?:value|content)=(?P<value>{_VALUE})")
_NAME_ROW = re.compile(rf"^\s*-?\s*[\"']?(?:name|key)[\"']?\s*[:=]\s*[\"']?(?P<name>{_NAME})[\"']?\s*,?\s*$", re.IGNORECASE)
_VALUE_ROW = re.compile(rf"^\s*[\"']?value[\"']?\s*[:=]\s*(?P<value>{_VALUE}|[^\s#\"'].{{0,2000}}?)\s*,?\s*$", re.IGNORECASE)


class Named(NamedTuple):
    """A credential on a line: the value's span in characters from 0."""

    start: int
    end: int
    name: str
    value: str
    rule: str


def in_line(path: str, line: str, previous: str = "", *, container: bool = False) -> Iterator[Named]:
    """What stands on one line of a file of this name; `previous` is the line before it.

    `container` says that the line gives a container its environment.
    """
    bare = container or bool(BARE.search(path) or DOCKERFILE.search(path))
    yield from _defaults(line)
    for found in (_BARE if bare else _QUOTED).finditer(line):
        yield from _judge(found, line, config=bare, container=container)
    if container:
        yield from _environment(line)
    if bare or path.endswith((".md", ".py", ".json")):
        yield from _commands(line)
    yield from _headers(line)
    yield from _rows(line, previous, container=container)
    if path.lower().endswith((".xml", ".config", ".plist", ".csproj", ".props")):
        for pattern in (_XML, _XML_ATTRIBUTE):
            for found in pattern.finditer(line):
                yield from _judge(found, line, config=True, container=False)


def _judge(found: re.Match[str], line: str, *, config: bool, container: bool, rule: str = "") -> Iterator[Named]:
    name = found.group("name")
    start, end, value = _strip(found.start("value"), found.group("value"))
    if not promise(name) or _commented_reference(line, found.start()):
        return
    scheme = re.match(r"(?i)(?:bearer|basic|token)\s+", value)
    if scheme:
        start, value = start + scheme.end(), value[scheme.end() :]
    if credible(name, value, config=config):
        yield Named(start, end, name, value, rule or (CONTAINER if container else NAMED))
    elif container and stands_in_container(name, value):
        yield Named(start, end, name, value, CONTAINER)


def stands_in_container(name: str, value: str) -> bool:
    """What a container is given under a strong name is its password, however weak."""
    return promise(name) in {"key", "strong"} and not (empty(value) or reference(value))


def _commented_reference(line: str, at: int) -> bool:
    return line[:at].rstrip().endswith(("${{", "{{", "$"))


def _strip(start: int, value: str) -> tuple[int, int, str]:
    if len(value) > 1 and value[0] in "\"'`" and value[-1] == value[0]:
        return start + 1, start + len(value) - 1, value[1:-1]
    return start, start + len(value), value


def _environment(line: str) -> Iterator[Named]:
    first = _ENV.match(line)
    if not first:
        return
    for found in (first, *_MORE_ENV.finditer(line, first.end())):
        start, end, value = _strip(found.start("value"), found.group("value"))
        name = found.group("name")
        if stands_in_container(name, value) or (promise(name) == "weak" and credible(name, value, config=True)):
            yield Named(start, end, name, value, CONTAINER)


def _defaults(line: str) -> Iterator[Named]:
    """`${DB_PASSWORD:-literal}`: what runs when the variable is not set."""
    for found in _DEFAULT.finditer(line):
        name, value = found.group("name"), found.group("value").strip("\"'")
        kind = promise(name)
        if (kind in {"key", "strong"} and not empty(value)) or (kind == "weak" and random_looking(value)):
            yield Named(found.start("value"), found.end("value"), name, value, FALLBACK)


def _commands(line: str) -> Iterator[Named]:
    """Passwords on a command line."""
    for found in _OPTION.finditer(line):
        yield from _judge(found, line, config=True, container=False)
    for pattern in (_SSHPASS, _LOGIN, _MYSQL, _CURL):
        for found in pattern.finditer(line):
            start, end, value = _strip(found.start("value"), found.group("value"))
            if pattern is _CURL:
                start, value = start + value.find(":") + 1, value.partition(":")[2]
            if len(value) > 2 and not (empty(value) or reference(value)):  # noqa: PLR2004
                yield Named(start, end, "password", value, NAMED)


def _headers(line: str) -> Iterator[Named]:
    for found in _HEADER.finditer(line):
        if credible("api_token", found.group("value"), config=True):
            yield Named(found.start("value"), found.end("value"), found.group("name"), found.group("value"), NAMED)


def _rows(line: str, previous: str, *, container: bool) -> Iterator[Named]:
    """`- name: DB_PASSWORD` and, on the next line, `value: literal`."""
    value = _VALUE_ROW.match(line)
    name = _NAME_ROW.match(previous) if value else None
    if not name or not value or not promise(name.group("name")):
        return
    start, end, text = _strip(value.start("value"), value.group("value"))
    shown = name.group("name")
    if stands_in_container(shown, text) or credible(shown, text, config=True):
        yield Named(start, end, shown, text, CONTAINER if container or "value:" in line else NAMED)
