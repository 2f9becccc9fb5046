r"""A secret is in the image: in a file of a layer, its environment or its history.

## Why

The environment and the history of an image are not even files: `docker inspect` and `docker history` print them to
everybody who may pull it. A build argument is there as well, word for word.

Only the kind of the secret is ever shown, never its value.

## Fix

Rotate it; give it to the container when it starts, and to the build with `RUN --mount=type=secret`.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "built": true,
    "settings": [
     {
      "where": "environment",
      "name": "STRIPE_KEY",
      "secret": "Stripe key",
      "place": {
       "path": "Dockerfile",
       "line": 4,
       "text": "ENV STRIPE_KEY=****"
      }
     }
    ]
   }
  }
 ]
}
```

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "built": true,
    "hits": [
     {
      "kind": "secret",
      "path": "/app/settings.py",
      "layer": 2,
      "secret": "GitHub token",
      "line": 7,
      "place": {
       "path": "Dockerfile",
       "line": 5,
       "text": "COPY . ."
      }
     }
    ]
   }
  }
 ]
}
```

## Good

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "built": true
   }
  }
 ]
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Settles, Severity
from shipcheck.subjects.image_build import ImageBuild


def check(build: ImageBuild) -> Iterator[Problem]:
    """One problem for each secret."""
    for setting in build.settings:
        place = setting.place or build.places.any
        name = f" `{setting.name}`" if setting.name else ""
        yield Problem(f"the image's {setting.where}{name} holds a secret ({setting.secret})", place.location)
    for hit in build.hits:
        if hit.kind == "secret":
            place = hit.place or build.places.any
            gone = "; deleted later, and still in its layer" if hit.deleted else ""
            yield Problem(
                f"`{hit.path}` line {hit.line} in the image holds a secret ({hit.secret}){gone}", place.location
            )


RULE = Rule(
    ImageBuild, Severity.ERROR, check, settles=Settles(("container-credential", "secret-build-argument"), here=True)
)
