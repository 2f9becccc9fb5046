r"""The build downloads without checking whom it talks to.

## Why

With the check of certificates switched off, whoever sits on the way (a proxy, a hijacked name server, a neighbour in
the network of the runner) decides what is installed into the image.

Silent on this machine itself (`localhost`).

## Fix

Leave the option out; where an own authority signs, add its certificate: `update-ca-certificates`.

For pip: `PIP_CERT`, for curl: `--cacert`, for git: `http.sslCAInfo`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN pip install --trusted-host pypi.org -r requirements.txt
```

```dockerfile Dockerfile
FROM python:3.12-slim
RUN curl -kfsSL https://example.com/tool -o /usr/local/bin/tool
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt
RUN pip install -r requirements.txt && curl -fsSLo /usr/local/bin/tool https://example.com/tool
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, expand, location, pairs
from shipcheck.subjects.dockerfile_runs import program, reached, run_commands

_LOCAL = re.compile(r"(?:https?://)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|\Z)")
_CURL_SHORT = re.compile(r"-(?!-)[a-zA-Z]*k")
# Of curl, those that take a value: what follows them in one word is no option.
_CURL_VALUED = re.compile(r"-[a-zA-Z]*?[oHdXuAebFTCEmrUxYyzQtPKw]")
_OPTIONS = {
    "curl": ("--insecure",),
    "wget": ("--no-check-certificate",),
    "pip": ("--trusted-host",),
    "pip3": ("--trusted-host",),
    "pipenv": ("--trusted-host",),
    "apt-get": ("--allow-unauthenticated", "--force-yes"),
    "apt": ("--allow-unauthenticated",),
    "apk": ("--allow-untrusted",),
}
_SETTINGS = {"git": ("http.sslverify",), "npm": ("strict-ssl",), "yarn": ("strict-ssl",), "conda": ("ssl_verify",)}
_SWITCHES = {
    "GIT_SSL_NO_VERIFY": re.compile(r"(?i)1|true|yes|on"),
    "PYTHONHTTPSVERIFY": re.compile(r"0"),
    "NODE_TLS_REJECT_UNAUTHORIZED": re.compile(r"0"),
    "NPM_CONFIG_STRICT_SSL": re.compile(r"(?i)false"),
    "PIP_TRUSTED_HOST": re.compile(r".+"),
    "CONDA_SSL_VERIFY": re.compile(r"(?i)false|0"),
    "UV_INSECURE_HOST": re.compile(r".+"),
}


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each command or variable that switches the check off."""
    for stage, one in reached(dockerfile):
        if one.name == "ENV":
            for name, raw in pairs(one, dockerfile.escape):
                switch = _SWITCHES.get(name)
                value = expand(raw or "", stage.variables, dockerfile.escape) or ""
                if switch and switch.fullmatch(value) and not _LOCAL.match(value):
                    yield Problem(f"`ENV {name}` switches the check of certificates off", location(one))
        for command in run_commands(one) if one.name == "RUN" else ():
            option = _option(program(command), command.words)
            if option:
                yield Problem(f"`{option}` switches the check of certificates off", location(one))


def _option(name: str, words: Sequence[str]) -> str:
    """The option of a command that does it, with the command's name; empty if there is none."""
    if any(_LOCAL.match(word) for word in words):
        return ""
    for at, word in enumerate(words[1:], start=1):
        if name == "curl" and _CURL_SHORT.match(word) and not _hidden(word):
            return f"curl {word}"
        if word.partition("=")[0] in _OPTIONS.get(name, ()):
            return f"{name} {word.partition('=')[0]}"
        setting = _setting(name, word, words[at + 1] if at + 1 < len(words) else "")
        if setting:
            return setting
    return ""


def _setting(name: str, word: str, value: str) -> str:
    """A setting of a tool that does it, written as one word or as two."""
    if name in {"pip", "pip3"} and word in {"global.trusted-host", "install.trusted-host"} and value:
        return f"{name} config set {word}"
    key, equals, inner = word.partition("=")
    off = (inner if equals else value).lower() in {"false", "0"}
    if not off or key.lower() not in _SETTINGS.get(name, ()):
        return ""
    return f"{name} -c {word}" if equals else f"{name} config {word} false"


def _hidden(word: str) -> bool:
    """Whether the `k` of a word of options is part of a value: `-o/tmp/k`."""
    found = _CURL_VALUED.match(word)
    return bool(found) and "k" not in word[: found.end()] if found else False


RULE = Rule(Dockerfile, Severity.WARNING, check)
