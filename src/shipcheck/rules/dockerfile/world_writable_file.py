r"""Everybody in the container may write to files of the image.

## Why

`chmod 777` makes an error message about permissions go away. It also lets whoever gets into the process, as whatever
user, replace the code that runs next.

Silent on folders for temporary files, and on modes with the sticky bit.

## Fix

Give the files to the user that needs them: `COPY --chown=app:app`, or `RUN chown -R app /data`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN mkdir /data && chmod -R 777 /data
```

```dockerfile Dockerfile
FROM python:3.12-slim
COPY --chmod=666 app.py /app/
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
RUN mkdir /data && chown app /data && chmod 755 /data && chmod 1777 /scratch
COPY --chmod=755 entrypoint.sh /
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.dockerfile_runs import program, run_commands, shipped

_OCTAL = re.compile(r"0*[0246]?[0-7]{2}[2367]\Z")
_SYMBOLIC = re.compile(r"(?:[^,]*,)?[ug]*[oa][ugoa]*[+=][rxXst]*w")
_TEMPORARY = re.compile(r"/(?:var/)?tmp(?:/|\Z)|/run\b|/dev/")


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each command, or copy, that gives the permission."""
    for _, one in shipped(dockerfile):
        if one.name in {"COPY", "ADD"} and _open(one.flag("chmod") or ""):
            yield Problem(f"`--chmod={one.flag('chmod')}` lets everybody in the container write", location(one))
        for command in run_commands(one) if one.name == "RUN" else ():
            words = [
                word for word in command.words[1:] if not word.startswith("--") and word not in {"-R", "-v", "-f", "-c"}
            ]
            if program(command) == "chmod" and words and _open(words[0]) and not all(map(_TEMPORARY.match, words[1:])):
                shown = " ".join(command.words)[:60]
                yield Problem(f"`{shown}` lets everybody in the container write", location(one))


def _open(mode: str) -> bool:
    return bool(_OCTAL.match(mode) or _SYMBOLIC.match(mode))


RULE = Rule(Dockerfile, Severity.WARNING, check)
