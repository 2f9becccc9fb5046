r"""hadolint has found something.

## Why

hadolint knows the shell inside `RUN` (by ShellCheck) and the habits of package managers. Its findings keep its codes
and its words: `hadolint/DL3015`. Its pragmas (`# hadolint ignore=DL3015`) and the project's .hadolint.yaml count.

Left out, because another rule here asks the question better or the answer is no fault:

- DL3002, DL3006, DL3007: `missing-user` and `unversioned-base-image` follow stages and arguments.
- DL3012, DL4003, DL4004: `repeated-command` asks them, in files too that hadolint cannot read.
- DL3064, which judges a variable by its name alone: `container-credential` looks at the value, `secret-build-argument`
  at what stays in the history.
- DL3025 on `HEALTHCHECK`, where the shell form is right, on `CMD exec ...`, which hands signals on, and on brackets that
  are no JSON: `malformed-exec-form` says what happens then.
- DL3022 on `COPY --from=IMAGE`, which names an image and no stage.
- DL3059 (several `RUN` in a row) and DL3066 (a `USER` with a name): matters of taste.

Only a note: DL3008, DL3018, DL3033, DL3037, DL3041, which want every system package pinned (a pinned package vanishes
from the mirror with its next fix); DL3003 (`cd` in a `RUN`), a matter of taste; DL3013 where only pip, setuptools or
wheel are upgraded; caches and lists left in a layer of a stage that does not ship itself; everything in Dockerfiles for development and tests, and in stages that nothing which
ships is made of; everything below the `failure-threshold` of .hadolint.yaml. A code under `override` there has the
level that it is given.

DL1000 says that hadolint could not read the file and checked nothing else in it. Often that is a known fault of its
own: a heredoc that is followed at once by an instruction (hadolint issue 960); then it is asked again with a blank line
in between, and nothing is said. If it still cannot read a file that shipcheck's parser reads, that is a note.

## Fix

The code's page says how: https://github.com/hadolint/hadolint/wiki (SC codes: https://www.shellcheck.net/wiki).

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN cd /srv && rm -rf $TARGET/x
RUN apt-get install curl
USER app
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl=7.88.1-10 \
 && rm -rf /var/lib/apt/lists/*
USER app
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD exec gunicorn app:app
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Check, Location, Option, Options, Problem, Rule, Severity
from shipcheck.subjects.dockerfile_runs import program, run_commands
from shipcheck.subjects.hadolint_hit import HadolintHit

_OURS = frozenset({"DL3002", "DL3006", "DL3007", "DL3012", "DL3064", "DL4003", "DL4004"})
_TASTE = frozenset({"DL3059", "DL3066"})
# What is left in a layer matters where the layer ships.
_LEFTOVERS = frozenset({"DL3009", "DL3015", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060"})
_PINNED = re.compile(r"==|@|/|\.(?:whl|txt)\Z")
_INSTALLER = re.compile(r"(?:pip|setuptools|wheel|uv)(?:[<>~!].*)?")
_NOTES = frozenset({"DL3003", "DL3008", "DL3018", "DL3033", "DL3037", "DL3041"})
_SEVERITY = {"error": Severity.ERROR, "warning": Severity.WARNING}


def tuned(options: Options) -> Check[HadolintHit]:
    """The check that leaves these codes as hadolint says them."""
    shown = frozenset(options["show"])

    def checked(hit: HadolintHit) -> Iterator[Problem]:
        if hit.code == "DL1000":
            yield _unread(hit)
        elif hit.code in shown or hit.asked or not _left_out(hit):
            severity = _SEVERITY.get(hit.level, Severity.NOTE)
            if _only_a_note(hit) and hit.code not in shown:
                severity = Severity.NOTE
            yield Problem(hit.message, Location(hit.path, hit.line), hit.code, severity)

    return checked


def _unread(hit: HadolintHit) -> Problem:
    place = Location(hit.path, hit.line)
    if not hit.understood:
        return Problem(f"hadolint cannot read the file: {hit.message}", place, hit.code, Severity.ERROR)
    message = "hadolint could not read the file from here on: its other rules did not run, shipcheck's own did"
    return Problem(message, place, hit.code, Severity.NOTE)


def _left_out(hit: HadolintHit) -> bool:
    if hit.code == "DL3025" and hit.instruction:
        return hit.instruction.name == "HEALTHCHECK" or hit.instruction.arguments.startswith(("exec ", "["))
    if hit.code == "DL3022" and hit.instruction:
        return bool(set("/:") & set(hit.instruction.flag("from") or ""))
    return hit.code in _OURS | _TASTE


def _only_a_note(hit: HadolintHit) -> bool:
    if not (hit.counts and hit.ships) or hit.context == "development":
        return True
    quiet = hit.code in _NOTES or (hit.code in _LEFTOVERS and not hit.layered) or _only_installers(hit)
    return quiet and not hit.asked


def _only_installers(hit: HadolintHit) -> bool:
    """Whether DL3013 is about nothing but what installs the rest: `pip install --upgrade pip setuptools wheel`."""
    if hit.code != "DL3013" or hit.instruction is None:
        return False
    words = [
        word
        for command in run_commands(hit.instruction)
        if program(command) in {"pip", "pip3"} and "-r" not in command.words
        for word in command.words[
            command.words.index("install") + 1 if "install" in command.words else len(command.words) :
        ]
        if not word.startswith("-") and not _PINNED.search(word)
    ]
    return bool(words) and all(_INSTALLER.fullmatch(word) for word in words)


SHOW = Option(
    "show", (), 'codes to show at hadolint\'s own level although they are left out or only noted: `["DL3059"]`'
)
RULE = Rule(HadolintHit, Severity.WARNING, tuned({"show": ()}), options=(SHOW,), tuned=tuned)
