r"""gunicorn serves one request at a time.

## Why

Its default is one worker of the kind `sync`: while one request waits for a database, all others wait for it, and two
slow ones make the next time out. Measured: two requests of one second take two seconds.

## Fix

Say how many: `--workers 2 --threads 4`, or set `WEB_CONCURRENCY`; or choose workers that serve several at once.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--threads", "8", "shop:app"]
```

```dockerfile Dockerfile
FROM python:3.12-slim
ENV WEB_CONCURRENCY=3
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.listening import gunicorn_workers
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """A note where everything is known, and it is one; platforms without containers set the number themselves."""
    if not start.judged or not start.container:
        return
    for end in start.ends:
        found = gunicorn_workers(end, start.environment)
        if found is not None and found == ("1", "1", "sync"):
            yield Problem("gunicorn has one worker that serves one request at a time", start.location)
            return


RULE = Rule(StartCommand, Severity.NOTE, check)
