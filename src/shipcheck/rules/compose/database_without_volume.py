r"""A database keeps its data in no volume.

## Why

What is in the container, or in the nameless volume that its image declares, does not survive `docker compose down`: the
next `up` starts with an empty database. So it is with a volume that is mounted beside the data: PostgreSQL has it in
`/var/lib/postgresql/data`, from version 18 on in a folder below `/var/lib/postgresql`.

Known are the paths of the images' own documentation. Not judged: files for development and tests, files that mount
source over an image, databases that ask for no password, caches (Redis, Memcached), data on `tmpfs`, and a data folder
that is set by a variable.

## Fix

Give it a named volume at the image's data path: `volumes: ["data:/var/lib/postgresql/data"]`.

## Bad

```yaml compose.yaml
services:
  db:
    image: postgres:17
```

```yaml compose.yaml
services:
  db:
    image: postgres:17
    volumes:
      - data:/var/lib/postgres
volumes:
  data:
```

## Good

```yaml compose.yaml
services:
  db:
    image: postgres:17
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, Service, filled
from shipcheck.subjects.image_data import data_paths, kept
from shipcheck.subjects.yaml_tree import Tree

# Said of the data in the container by whoever moves it.
_MOVES = re.compile(r"PGDATA|[A-Z0-9_]{0,80}(?:DATA_?DIR|DATADIR|DATA_PATH)[A-Z0-9_]{0,80}")
_MOVES_OPTION = re.compile(r"data_directory|--datadir|--dbpath")


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the image; a file that is merged with another that names the service may have its volume there."""
    for service in compose.shipped():
        image = service.entry("image")
        paths = data_paths(service.image)
        merged = not compose.stands_alone and service.name in compose.elsewhere
        if not image or not paths or merged or service.entry("build") or _elsewhere(service):
            continue
        mounts = [_target(item) for item in service.items("volumes")]
        if any(UNKNOWN in mount for mount in mounts) or kept(paths, [mount for mount in mounts if mount]):
            continue
        beside = "a volume beside its data" if any(mounts) else "no volume for its data"
        shown = " or ".join(f"`{path}`" for path in paths)
        yield Problem(f"the database `{service.shown}` has {beside}, which is in {shown}", image.value.location)


def _target(volume: Tree) -> str:
    """Where a volume is mounted; empty for one without a name, which is lost with the container."""
    if volume.text is not None:
        parts = [part for part in filled(volume.text).split(":") if part]
        return parts[1] if len(parts) > 1 else UNKNOWN if UNKNOWN in volume.text or "$" in volume.text else ""
    target, source, kind = (volume.get(key) for key in ("target", "source", "type"))
    if target is None:
        target = volume.get("dst") or volume.get("destination")
    named = source is not None or (kind is not None and kind.text != "volume")
    return filled(target.text or "") if target and named else ""


def _elsewhere(service: Service) -> bool:
    """Whether the data may be in another place than the image says, or is to be thrown away."""
    if any(service.entry(key) for key in ("tmpfs", "volumes_from")) or service.text("user") == UNKNOWN:
        return True
    extends = service.tree.get("extends")
    if extends is not None and not service.parents:
        return True
    command = service.entry("command")
    words = [command.value.text or "", *(item.text or "" for item in command.value.items)] if command else []
    moved = any(_MOVES.fullmatch(name) for name in service.variables())
    return moved or service.asks_no_password or any(_MOVES_OPTION.search(word) for word in words)


RULE = Rule(ComposeFile, Severity.WARNING, check)
