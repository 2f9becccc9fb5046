r"""The `HEALTHCHECK` calls a program that the image does not have.

## Why

`python:*-slim`, `debian` and `ubuntu` bring neither curl nor wget, and `*-alpine` no curl. The check then ends with 127
each time: the container is unhealthy for ever, is taken out of service or restarted, and whatever waits for it never
starts.

Silent where anything in the file may bring the program: a package, a copy, a script, a list that is read from elsewhere.

## Fix

Ask with Python, which is there: `HEALTHCHECK CMD ["python", "-c", "..."]`; or install the program.

`import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=3)`

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD ["gunicorn", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD ["gunicorn", "app:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.health_check import health_check, lacks


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each check of a stage that ships."""
    seen = set()
    for stage in dockerfile.deployed():
        found = health_check(dockerfile, stage)
        for words in found.programs if found else ():
            tool = words[0].rpartition("/")[2]
            if tool in {"curl", "wget", "nc"} and lacks(dockerfile, stage, tool) and found not in seen:
                seen.add(found)
                *_, first = dockerfile.lineage(stage)
                place = location(found.instruction) if found else location(stage.start)
                yield Problem(
                    f"the check calls `{tool}`, which `{first.image}` does not have and nothing installs", place
                )


RULE = Rule(Dockerfile, Severity.ERROR, check)
