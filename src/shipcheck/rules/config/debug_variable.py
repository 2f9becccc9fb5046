r"""An image or a deployment file switches debug mode on.

## Why

The variable is what production runs with: `FLASK_DEBUG=1` switches Flask's debug mode on under every server, a
`DJANGO_SETTINGS_MODULE` for development brings its `DEBUG = True` along, and `WERKZEUG_DEBUG_PIN=off` takes away the
last lock of a console that runs any code.

Judged are `ENV` of what ships and the variables of compose services, env files that they name, Procfile platforms,
units, manifests and ConfigMaps, what start scripts export or stands in front of the command, and models of env files
that become the image's own (`COPY .env.example .env`); the last value of a name counts. `FLASK_ENV` does nothing since Flask 2.3 and is a note
where a newer one is pinned.

## Fix

Leave the variable out of what ships, and set it in compose.override.yaml or in a stage called `dev`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
ENV FLASK_APP=shop FLASK_DEBUG=1
CMD ["gunicorn", "shop:app"]
```

```yaml compose.yaml
services:
  web:
    image: example/shop:1.4
    command: gunicorn shop.wsgi
    environment:
      DJANGO_SETTINGS_MODULE: shop.settings.local
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
ENV FLASK_APP=shop FLASK_DEBUG=0
CMD ["gunicorn", "shop:app"]
```

```yaml compose.override.yaml
services:
  web:
    environment:
      DEBUG: "1"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.lazy import lazy
from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.context import context
from shipcheck.subjects.servers import is_on
from shipcheck.subjects.start_command import StartCommand, Variable

_DEBUG = lazy(r"(?:FLASK_|DJANGO_|APP_|QUART_)?DEBUG(?:_MODE)?")
_SETTINGS = lazy(r"DJANGO_SETTINGS_MODULE|DJANGO_CONFIGURATION|(?:APP|FLASK)_(?:SETTINGS|CONFIG)(?:_MODULE|_CLASS)?")
_CLASS = lazy(r"(?:Local|Dev\w*|Test\w*)(?:Config|Settings|Configuration)?")
_MODE = frozenset({"FLASK_ENV", "APP_ENV", "ENV", "DJANGO_ENV", "QUART_ENV", "FLASK_CONFIG", "ENVIRONMENT"})
_DEVELOPMENT = frozenset({"dev", "development", "develop", "local", "debug"})
_FIRST_WITHOUT_ENV = (2, 3)


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for each variable whose last value switches something on, a warning where what deploys it says no."""
    if start.context == "development":
        return
    for one in {variable.name: variable for variable in (*start.variables, *start.on_the_way)}.values():
        if one.value is None or context(one.location.path) == "development":
            continue
        found = _problem(one, start)
        if found is not None:
            # What deploys the image sets it back; whoever runs the image itself does not.
            yield found._replace(severity=Severity.WARNING) if start.covered and found.severity is None else found


def _problem(one: Variable, start: StartCommand) -> Problem | None:
    value = (one.value or "").strip().strip("'\"")
    if _DEBUG.fullmatch(one.name) and is_on(value):
        return Problem(f"`{one.name}={value[:20]}` switches debug mode on in what ships", one.location)
    if one.name in _MODE and value.lower() in _DEVELOPMENT:
        if one.location.path.rpartition("/")[2] == ".env" and one.name != "FLASK_ENV":
            return None  # each machine has its own, and what is committed is where people begin
        gone = one.name == "FLASK_ENV" and start.flask >= _FIRST_WITHOUT_ENV
        severity = Severity.NOTE if gone else None if one.name == "FLASK_ENV" else Severity.WARNING
        return Problem(f"`{one.name}={value[:20]}` selects development in what ships", one.location, severity=severity)
    if _SETTINGS.fullmatch(one.name) and _for_development(value):
        return Problem(f"`{one.name}={value[:60]}` selects settings for development in what ships", one.location)
    if one.name == "WERKZEUG_DEBUG_PIN" and value.lower() == "off":
        return Problem("`WERKZEUG_DEBUG_PIN=off` takes the lock off Werkzeug's console", one.location)
    return None


def _for_development(value: str) -> bool:
    """Whether a dotted name ends in a module or a class for development."""
    last = value.replace(":", ".").rpartition(".")[2]
    return context(last) == "development" or _CLASS.fullmatch(last) is not None


RULE = Rule(StartCommand, Severity.ERROR, check)
