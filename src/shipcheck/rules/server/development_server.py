r"""The image starts a development server.

## Why

Development servers are made for one programmer at one machine: they reload and show tracebacks, drop requests when
they stop, and as the first process of a container most of them ignore SIGTERM, so that every deployment waits ten
seconds and then kills them. Their own manuals say not to use them in production.

The start command of the stage that ships is followed through wrappers, shell scripts and into the Python file it runs:
`flask run`, `manage.py runserver`, `fastapi dev`, `quart run`, `python -m http.server`, and `app.run()` of Flask, Dash,
Quart and Bottle, wherever the application was made. So are the commands of compose services, Procfiles, systemd units,
supervisord, Kubernetes and the files of platforms. What is for development by its file, stage, service or profile is
not judged. `shipcheck explain-start` shows the way.

## Fix

Start a server made for it: `CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]`.

For ASGI applications `uvicorn`, `hypercorn` or `granian`, or `fastapi run`. Keep the development server in
compose.override.yaml or in a stage called `dev`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["flask", "run", "--host", "0.0.0.0"]
```

```dockerfile Dockerfile
FROM python:3.12-slim
WORKDIR /srv
COPY . .
CMD python app.py
```
```python app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
WORKDIR /srv
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```
```python app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
```

```dockerfile Dockerfile
FROM python:3.12-slim AS dev
CMD ["flask", "run", "--debug"]

FROM python:3.12-slim
CMD ["waitress-serve", "app:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.servers import server
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for each development server that the command ends in."""
    if start.context == "development" or start.overrides:
        return
    seen = set()
    for end in start.ends:
        found = server(end)
        if found is not None and found.kind == "development" and found.title not in seen:
            seen.add(found.title)
            yield Problem(f"{start.what} starts {found.title}: `{end.chain}`", start.location)


RULE = Rule(StartCommand, Severity.ERROR, check)
