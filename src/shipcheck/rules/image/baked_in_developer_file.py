r"""A developer's own file would be baked into the image.

## Why

CI builds from a clean checkout, so its images look clean. The one that is built by hand, on the machine where `.env` and
`.git` lie, is another. This was tried: markers of those names were planted in a copy of the build context, and what the
Dockerfile copies was looked through for them. Docker itself said what gets in.

## Fix

Leave it out with .dockerignore: `.git`, `**/.env*`, `**/*.pem`, `**/venv`, `**/.venv`.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "baked": [
     {
      "path": ".env",
      "kind": "variables",
      "place": {
       "path": "Dockerfile",
       "line": 5,
       "text": "COPY . ."
      }
     },
     {
      "path": ".git/config",
      "kind": "git",
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
    "built": true,
    "baked": []
   }
  }
 ]
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.image_build import ImageBuild

_SEVERE = ("variables", "key", "git")


def check(build: ImageBuild) -> Iterator[Problem]:
    """One problem for each instruction that takes markers in, private ones first."""
    by_place = dict.fromkeys(one.place for one in build.baked)
    for place in by_place:
        every = [one for one in build.baked if one.place == place]
        private = [one for one in every if one.kind in _SEVERE]
        if private:
            names = ", ".join(f"`{one.path}`" for one in private)
            found = place or build.places.any
            by = f"`{place.text}`" if place else "the Dockerfile"
            yield Problem(f"{by} bakes in {names} of the machine that it is built on", found.location)


RULE = Rule(ImageBuild, Severity.WARNING, check)
