r"""`ADD` fetches a file from the network without a checksum.

## Why

What lies at the address today is in the image, whatever it is; nobody notices when it changes, and a cached build keeps
the old one. A repository is fine at a commit, a file with its digest.

## Fix

Give the digest: `ADD --checksum=sha256:... https://example.com/tool-1.2.3.tar.gz /tmp/`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
ADD https://example.com/tool.tar.gz /tmp/
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool.tar.gz /tmp/
ADD https://github.com/example/tool.git#0123456789012345678901234567890123456789 /src
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.dockerfile_runs import reached

_FILE = re.compile(r"https?://(?![^\s#?]*\.git(?:#|\?|\Z))")


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each `ADD` of an address."""
    for _, one in reached(dockerfile):
        if one.name != "ADD" or one.flag("checksum"):
            continue
        words = one.json or one.arguments.split()
        if any(_FILE.match(word) for word in words[:-1]):
            yield Problem(f"`{one.text}` fetches without a checksum", location(one))


RULE = Rule(Dockerfile, Severity.WARNING, check)
