r"""A compiled file has something that nothing asks for any more.

## Why

The name was taken out of requirements.in, or added to requirements.txt by hand: the next pip-compile drops it, and
whatever relies on it breaks on that day. Only what can be proved from the annotations (`# via`) is said; what merely
came along with it is not listed again.

## Fix

Run the command that the header of the lock names; if you do need the package, put it into requirements.in first.

## Bad

```text requirements.in
flask
```
```text requirements.txt
#    pip-compile requirements.in
flask==3.1.2
    # via -r requirements.in
redis==5.2.1
    # via -r requirements.in
```

## Good

```text requirements.in
flask
```
```text requirements.txt
#    pip-compile requirements.in
blinker==1.9.0
    # via flask
flask==3.1.2
    # via -r requirements.in
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.lock_check import LockCheck


def check(pair: LockCheck) -> Iterator[Problem]:
    """At the line of the lock; lines of a file that it includes are judged with that file."""
    sources = " or ".join(pair.sources)
    for one in pair.orphans():
        yield Problem(f"`{one.label}` is no longer asked for by {sources}", one.location)


RULE = Rule(LockCheck, Severity.ERROR, check)
