r"""A requirement does not say which version it wants.

## Why

`pip install -r requirements.txt` then takes whatever is newest on that day: what was tested on Monday is not what is
installed on Friday, and nothing in the repository has changed.

requirements-dev.txt and requirements/test.txt are judged as well: they stand beside the application, and a test run that
changes by itself proves nothing. Not judged are sources (`*.in` and what it includes, a file that the header of a
compiled one names, what setup.py or pyproject.toml takes a package's own requirements from), constraints, local paths and
URLs, lines that a `-c` file pins (or may pin, where it is on the web), lists for other package managers, and files in
folders of tests, documents, examples and development.

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
from shipcheck.subjects.requirements import Requirements


def check(file: Requirements) -> Iterator[Problem]:
    """A name without any version, where versions are installed."""
    if file.wanted or file.apart:
        return
    for one in file.loose:
        if not one.specifier and one.name not in file.constrained:
            yield Problem(f"`{one.label}` is not pinned", one.location)


RULE = Rule(Requirements, Severity.ERROR, check)
