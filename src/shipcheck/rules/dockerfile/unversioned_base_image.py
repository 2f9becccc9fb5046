r"""A base image names no version, or one that moves.

## Why

Without a tag Docker takes `latest`: whatever that is on the day and on the machine of the build. One morning the image
holds another Python, wheels are missing, and nothing in the repository has changed. `python:3`, `python:slim` and
`debian:stable` move in the same way, only less often.

Asked of every stage that what ships is made of, with the defaults of `ARG` filled in. A digest is a version; `scratch`
and other stages need none; an `ARG` without a default is given by whoever builds. Of a Python image the minor version
is asked, of other well-known images a number. Only a note: a moving tag in a stage that only builds, and a name without an owner
that is none of Docker's own images, since it was built on the spot.

## Fix

Name at least the minor version and the variant: `FROM python:3.12-slim-bookworm`.

A digest (`python:3.12-slim@sha256:...`) makes it exact; Renovate and Dependabot keep both up to date. `digest = true`
demands one of what ships.

## Bad

```dockerfile Dockerfile
FROM python
```

```dockerfile Dockerfile
ARG TAG=latest
FROM localhost:5000/python:${TAG}
```

```dockerfile Dockerfile
FROM python:3-slim
```

## Good

```dockerfile Dockerfile
ARG TAG=3.12-slim
FROM python:${TAG} AS base
FROM base
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Check, Option, Options, Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, Stage, location
from shipcheck.subjects.image_name import ImageName, image_name

_IMAGE = re.compile(r"[\w./:@-]+")
_PYTHON_VERSION = re.compile(r"\d+\.\d+")
# Docker's own images that apps are built on; what else has no owner in its name was built on the spot.
_OFFICIAL = re.compile(
    r"python|pypy|debian|ubuntu|alpine|busybox|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux|archlinux|photon"
    r"|buildpack-deps|node|golang|rust|ruby|php|perl|gcc|openjdk|eclipse-temurin|maven|gradle|caddy|nginx|httpd|traefik"
    r"|haproxy|postgres|mysql|mariadb|mongo|redis|memcached|rabbitmq|elasticsearch|kibana|docker|bash|hylang|swift"
)
_MOVES = {
    "debian": re.compile(r"(?:stable|oldstable|testing|unstable|sid)(?:-|\Z)"),
    "ubuntu": re.compile(r"(?:rolling|devel)\Z"),
    "alpine": re.compile(r"(?:edge|3)\Z"),
    "node": re.compile(r"(?!\d)(?!argon|boron|carbon|dubnium|erbium|fermium|gallium|hydrogen|iron|jod|krypton)"),
}


def tuned(options: Options) -> Check[Dockerfile]:
    """The check that demands a digest, or does not."""
    digest = bool(options["digest"])

    def check(dockerfile: Dockerfile) -> Iterator[Problem]:
        shipped = {one.number for stage in dockerfile.deployed() for one in dockerfile.lineage(stage)}
        for stage in dockerfile.reached():
            what = _what(stage, digest=digest and stage.number in shipped)
            if what:
                moving = what.endswith(_ENDS) and stage.number not in shipped
                severity = Severity.NOTE if moving or _is_local(stage) else None
                yield Problem(f"the base image `{stage.image}` {what}", location(stage.start), severity=severity)

    return check


_ENDS = ("minor version", "that moves")


def _is_local(stage: Stage) -> bool:
    """Whether an image is built on the spot: no registry has a name without an owner but for Docker's own images."""
    name = image_name(stage.image or "").name
    return "/" not in name and not _OFFICIAL.fullmatch(name)


def _what(stage: Stage, *, digest: bool) -> str:
    """What is missing; only a colon behind the last slash opens a tag."""
    text = stage.image or ""
    if stage.parent is not None or text == "scratch" or not _IMAGE.fullmatch(text):
        return ""
    image = image_name(text)
    if image.digest:
        return ""
    if digest:
        return "has no digest"
    if image.tag in {"", "latest"}:
        return "is `latest`" if image.tag else "has no tag"
    return _moving(image)


def _moving(image: ImageName) -> str:
    if image.name in {"python", "pypy"} and not _PYTHON_VERSION.match(image.tag):
        return "names no minor version"
    moves = _MOVES.get(image.name)
    return "has a tag that moves" if moves and moves.match(image.tag) else ""


OPTIONS = (Option("digest", default=False, doc="demand a digest of the base images of what ships"),)
RULE = Rule(
    Dockerfile,
    Severity.WARNING,
    tuned({"digest": False}),
    same_as=("DL3006", "DL3007"),
    options=OPTIONS,
    tuned=tuned,
)
