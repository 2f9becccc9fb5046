r"""Development requirements are installed into the image that ships.

## Why

Test runners, debuggers and linters make the image larger, and give whoever breaks in tools to work with; some (debug
toolbars, profilers) show secrets to whoever asks. What is tested is then not what runs either.

Asked of what is installed in any case, in stages that ship: an `if` around it is a decision. Silent where the image
starts nothing, a shell or a development server: it is somebody's workbench.

## Fix

Install them in a stage of their own: `FROM base AS test`, behind which the last stage starts from `base` again.

For poetry: `--only main`; for uv: `--no-dev`; for pipenv: `--deploy` without `--dev`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN pip install --no-cache-dir -r requirements.txt -r requirements-dev.txt
CMD ["gunicorn", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim AS base
RUN pip install --no-cache-dir -r requirements.txt

FROM base AS test
RUN pip install --no-cache-dir -r requirements-dev.txt

FROM base
CMD ["gunicorn", "app:app"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.dockerfile_runs import program, run_commands, serves, shipped
from shipcheck.subjects.shell import Command

_WORDS = r"(?:dev|devel|develop|development|tests?|testing|lint|linting|docs?)"
_FILE = re.compile(rf"(?i)(?:.*[/_.-])?{_WORDS}(?:[_.-](?:requirements?|constraints?))?\.(?:txt|in)\Z")
_EXTRA = re.compile(r"[^\s\[]{0,80}\[([^\]]{1,200})\]\Z")
_GROUP = re.compile(rf"(?i){_WORDS}\Z")
_TOOLS = re.compile(
    r"(?i)(?:pytest(?:-[\w-]+)?|ipython|ipdb|pdbpp|debugpy|flake8|pylint|black|mypy|pre-commit|tox|nox|django-debug-toolbar)(?:[<>=!~\[]|\Z)"
)
_GROUPED = {"--with", "--group", "--extra", "--extras", "-E", "-G", "--only-group"}


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each `RUN`."""
    if not serves(dockerfile):
        return
    for _, one in shipped(dockerfile):
        for command in run_commands(one) if one.name == "RUN" else ():
            what = _what(command) if command.depth == 0 else ""
            if what:
                yield Problem(f"`{what}` is installed into the image that ships", location(one))
                break


def _what(command: Command) -> str:
    """What is installed for development only; empty if nothing is."""
    name, words = program(command), command.words
    if name in {"pip", "pip3"} or words[:2] == ("uv", "pip"):
        return _pip(words) if "install" in words else ""
    if name == "pipenv" and "install" in words:
        return next((f"pipenv install {word}" for word in words if word in {"--dev", "-d"}), "")
    if (name in {"poetry", "pdm"} and "install" in words) or words[:2] == ("uv", "sync"):
        return _groups(words)
    return ""


def _pip(words: tuple[str, ...]) -> str:
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        listed = before in {"-r", "--requirement"}
        path = (
            word
            if listed
            else word.partition("=")[2]
            if word.startswith("--requirement=")
            else word[2:]
            if word.startswith("-r")
            else ""
        )
        if path and _FILE.match(path):
            return path
        if not listed and not word.startswith("-") and (_is_extra(word) or _TOOLS.match(word)):
            return word
    return ""


def _is_extra(word: str) -> bool:
    """`.[dev]`, `shop[prod,dev]`."""
    found = _EXTRA.match(word)
    return found is not None and any(_GROUP.match(extra.strip()) for extra in found.group(1).split(","))


def _groups(words: tuple[str, ...]) -> str:
    for at, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in _GROUPED:
            value = value if equals else "".join(words[at + 1 : at + 2])
            if any(_GROUP.match(group) for group in re.split(r"[,\s]", value)):
                return f"{option} {value}"
        if word in {"--all-groups", "--dev"}:
            return word
    return ""


RULE = Rule(Dockerfile, Severity.WARNING, check)
