r"""A requirement does not say which version it wants.

## Why

`pip install -r requirements.txt` then takes whatever is newest on that day: what was tested on Monday is not what is
installed on Friday, and nothing in the repository has changed. Files for development are judged as well, since a test
run that changes by itself proves nothing. Not judged are sources of pip-compile (`*.in`), constraints, local paths and
URLs, lines that a `-c` file pins, and files below `tests/`, `docs/` and `examples/`.

## Fix

Write the exact version (`flask==3.1.2`), or put the name into requirements.in and run pip-compile.

## Bad

```text requirements.txt
flask
gunicorn==23.0.0
```

## Good

```text requirements.txt
-r base.txt
flask==3.1.2
gunicorn==23.0.0  # via -r requirements.in
-e .
```

```text requirements.in
flask
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.context import context
from shipcheck.subjects.requirements import Requirements


def check(file: Requirements) -> Iterator[Problem]:
    """A name without any version, where versions are installed."""
    if file.source or context(file.path.rpartition("/")[0]) == "development":
        return
    for one in file.requirements:
        if not (one.specifier or one.url or one.local or one.name in file.constrained):
            yield Problem(f"`{one.shown}` is not pinned", one.location)


RULE = Rule(Requirements, Severity.ERROR, check)
