r"""A service's image names no version.

## Why

Without a tag Docker takes `latest`: whatever that is on the day and on the machine of the pull. One morning the database
is a major version ahead of its data and refuses to start, and nothing in the repository has changed.

Judged are images that are pulled; what the file builds itself, what is never pulled and a tag that is left to whoever
deploys (`${TAG:-latest}`) are not. A digest is a version. In a file that is not said to be for production, an image
that is no database is a note. Base images are the business of `unversioned-base-image`.

## Fix

Name a version, `postgres:17.2`, or a digest; Renovate and Dependabot keep both up to date.

## Bad

```yaml compose.yaml
services:
  db:
    image: postgres
```

```yaml compose.yaml
services:
  cache:
    image: redis:latest
```

## Good

```yaml compose.yaml
services:
  web:
    build: .
    image: shop:latest
  worker:
    image: shop:latest
  db:
    image: postgres:17.2
  api:
    image: registry.example.com/api:${TAG:-latest}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile
from shipcheck.subjects.image_data import data_paths
from shipcheck.subjects.image_name import image_name

_IMAGE = re.compile(r"[\w./:@-]+")


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the image, which may be that of a service it extends."""
    built = {service.image.name for service in compose.services if service.entry("build")}
    for service in compose.shipped():
        entry = service.entry("image")
        text = (entry.value.text or "") if entry else ""
        if entry is None or service.entry("build") or not _IMAGE.fullmatch(text):
            continue
        image = image_name(text)
        local = image.name in built or service.text("pull_policy") in {"never", "build"}
        if not image.digest and image.tag in {"", "latest"} and not local:
            what = "is `latest`" if image.tag else "has no tag"
            matters = compose.context == "production" or data_paths(image)
            severity = None if matters else Severity.NOTE
            yield Problem(f"the image `{text[:60]}` {what}", entry.value.location, severity=severity)


RULE = Rule(ComposeFile, Severity.WARNING, check)
