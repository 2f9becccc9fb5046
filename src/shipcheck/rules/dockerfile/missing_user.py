r"""The image runs as root.

## Why

Whoever breaks into the process is root in the container: free to change the code it runs, to read every file and every
secret mounted, and one kernel or runtime fault away from root on the host. Clusters that forbid root refuse the image.

Asked of the stage that ships, through everything it builds on; `useradd` alone changes nothing. Silent where somebody
else decides: a base image that is not known to run as root, a `USER` whose value is given to the build, an entry
script that steps down by itself (`gosu`, `su-exec`, `setpriv`, ...) or that is not in the project to be read (an
`/init` too).

## Fix

Add a user and switch to it behind the last `RUN` that needs root: `USER app`.

`RUN useradd --create-home app` (Debian) or `RUN adduser -D app` (Alpine) makes one.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN useradd --create-home app
COPY . .
CMD ["gunicorn", "app:app"]
```

```dockerfile Dockerfile
FROM python:3.12-slim AS base
USER app

FROM base
USER root
RUN apt-get update
CMD ["gunicorn", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim AS base
RUN useradd --create-home app
USER app

FROM base
CMD ["gunicorn", "app:app"]
```

```dockerfile Dockerfile
FROM gcr.io/distroless/python3-debian12:nonroot
COPY . /app
CMD ["/app/main.py"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, Stage, expand, location
from shipcheck.subjects.image_name import image_name

# Images whose Config.User is empty, by their documentation. Of others we do not know; nginx, httpd and php let their
# workers step down.
_ROOT = re.compile(
    r"python|pypy|debian|ubuntu|alpine|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux|archlinux|busybox|photon"
    r"|buildpack-deps|node|caddy|golang|ruby|rust|openjdk|eclipse-temurin"
    r"|continuumio/(?:mini|ana)conda3|condaforge/(?:miniforge3|mambaforge)|tiangolo/[\w-]+|ghcr\.io/astral-sh/uv|nvidia/cuda"
    r"|pytorch/pytorch|tensorflow/tensorflow|mcr\.microsoft\.com/playwright(?:/python)?|mcr\.microsoft\.com/azure-functions/python"
)
_STEPS_DOWN = re.compile(
    r"\b(?:gosu|su-exec|setpriv|runuser|chpst|s6-setuidgid|setuidgid|pysu)\b|\bsudo +(?:-\w+ +)?(?:-u|--user)\b|\bsu +[-\w]"
    r"|\bgunicorn\b[^\n]*? (?:-u|--user)\b|\buwsgi\b[^\n]*? --uid\b"
)


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each stage that ships."""
    for stage in dockerfile.deployed():
        if _steps_down(dockerfile, stage):
            continue
        if stage.user is not None:
            user = expand(stage.user.arguments, stage.variables, dockerfile.escape)
            if user is not None and user.partition(":")[0].strip() in {"root", "0"}:
                yield Problem(f"the last user of the image is root: `{stage.user.text}`", location(stage.user))
        elif _known_root(dockerfile, stage):
            yield Problem("the image runs as root: it has no `USER`", location(stage.start))


def _known_root(dockerfile: Dockerfile, stage: Stage) -> bool:
    *_, first = dockerfile.lineage(stage)
    if first.image is None:
        return False
    if first.image == "scratch":
        # Without a command it is a bag of files for `docker build --output`.
        return stage.command is not None or stage.entrypoint is not None
    image = image_name(first.image)
    return bool(_ROOT.fullmatch(image.name)) and not re.search("nonroot|rootless|unprivileged", image.tag)


def _steps_down(dockerfile: Dockerfile, stage: Stage) -> bool:
    if stage.entrypoint is None and stage.command is None:
        return False
    started = [one for one in (stage.entrypoint, stage.command) if one]
    line = " ".join(" ".join(one.json) if one.json is not None else one.arguments for one in started)
    texts = [line, *(script.text for script in dockerfile.scripts)]
    texts += [heredoc.content for one in stage.instructions for heredoc in one.heredocs if one.name in {"COPY", "ADD"}]
    if any(_STEPS_DOWN.search(_code(text)) for text in texts):
        return True
    word = line.split()[0] if line.split() else ""
    return not dockerfile.scripts and ("entrypoint" in word or word.endswith((".sh", "/init", "/my_init")))


def _code(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))


RULE = Rule(Dockerfile, Severity.WARNING, check, same_as=("DL3002",))
