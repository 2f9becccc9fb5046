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
from the mirror with its next fix); everything in Dockerfiles for development and tests, and in stages that nothing which
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

from collections.abc import Iterator

from shipcheck.model import Check, Location, Option, Options, Problem, Rule, Severity
from shipcheck.subjects.hadolint_hit import HadolintHit

_OURS = frozenset({"DL3002", "DL3006", "DL3007", "DL3012", "DL3064", "DL4003", "DL4004"})
_TASTE = frozenset({"DL3059", "DL3066"})
_NOTES = frozenset({"DL3008", "DL3018", "DL3033", "DL3037", "DL3041"})
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
    return not (hit.counts and hit.ships) or hit.context == "development" or (hit.code in _NOTES and not hit.asked)


SHOW = Option(
    "show", (), 'codes to show at hadolint\'s own level although they are left out or only noted: `["DL3059"]`'
)
RULE = Rule(HadolintHit, Severity.WARNING, tuned({"show": ()}), options=(SHOW,), tuned=tuned)
