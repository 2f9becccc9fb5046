r"""What ships is started under a debugger.

## Why

`debugpy --listen` opens a port where everybody who reaches it runs any code, without a password; `pdb` and its like
stop the program at the first error and wait for a keyboard that nobody has. All of them make it slow.

## Fix

Start the server itself, and debug in compose.override.yaml: `CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["python", "-m", "debugpy", "--listen", "0.0.0.0:5678", "-m", "uvicorn", "shop:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["uvicorn", "shop:app", "--host", "0.0.0.0"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.servers import debugger
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for each debugger, a warning where what deploys the image says something else."""
    if start.context == "development":
        return
    severity = Severity.WARNING if start.covered else None
    seen = set()
    for end in start.ends:
        found = debugger(end)
        if found and found not in seen:
            seen.add(found)
            text = f"{start.what} runs under the debugger `{found}`: `{end.chain}`"
            yield Problem(text, start.location, severity=severity)


RULE = Rule(StartCommand, Severity.ERROR, check)
