r"""A base image names no version.

## Why

Without a tag Docker takes `latest`: whatever that is on the day and on the machine of the build. One morning the image
holds another Python, wheels are missing, and nothing in the repository has changed.

Asked of every stage that what ships is made of, with the defaults of `ARG` filled in. A digest is a version; `scratch`
and other stages need none; an `ARG` without a default is given by whoever builds.

## Fix

Name at least the minor version and the variant: `FROM python:3.12-slim-bookworm`.

A digest (`python:3.12-slim@sha256:...`) makes it exact; Renovate and Dependabot keep both up to date.

## Bad

```dockerfile Dockerfile
FROM python
```

```dockerfile Dockerfile
ARG TAG=latest
FROM localhost:5000/python:${TAG}
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

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.image_name import image_name

_IMAGE = re.compile(r"[\w./:-]+")


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """A registry's port is not a tag: only a colon behind the last slash is."""
    for stage in dockerfile.reached():
        image = stage.image or ""
        if stage.parent is not None or image == "scratch" or not _IMAGE.fullmatch(image):
            continue
        tag = image_name(image).tag
        if tag in {"", "latest"}:
            what = "is `latest`" if tag else "has no tag"
            yield Problem(f"the base image `{image}` {what}", location(stage.start))


RULE = Rule(Dockerfile, Severity.WARNING, check, same_as=("DL3006", "DL3007"))
