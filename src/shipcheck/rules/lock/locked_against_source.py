r"""A locked version is not one that the source, or a constraint, allows.

## Why

The range in requirements.in was moved (`flask>=3.1` after a security fix) and pip-compile was not run, or the lock was
edited by hand. What is installed is then exactly the version that somebody decided against.

## Fix

Run the command that the header of the lock names (`pip-compile requirements.in`) and commit both files.

## Bad

```text requirements.in
flask>=3.1
```
```text requirements.txt
#    pip-compile requirements.in
flask==3.0.3
    # via -r requirements.in
```

## Good

```text requirements.in
flask>=3.1,<4
```
```text requirements.txt
#    pip-compile requirements.in
flask==3.1.2
    # via -r requirements.in
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.lock_check import LockCheck


def check(pair: LockCheck) -> Iterator[Problem]:
    """At the line of the lock, naming the line that says otherwise; a URL is never shown."""
    for pin, wanted in pair.violations():
        one = wanted.requirement
        if one.url:
            yield Problem(f"`{pin.shown}` is locked at another commit than {wanted.place} asks for", pin.location)
        else:
            yield Problem(f"`{pin.label}` violates `{one.label}` of {wanted.place}", pin.location)


RULE = Rule(LockCheck, Severity.ERROR, check)
