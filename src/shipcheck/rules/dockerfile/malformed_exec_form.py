r"""A command in brackets is no JSON, so Docker gives it to the shell as it stands.

## Why

The exec form is JSON: double quotes, a comma between two words, none behind the last. Anything else is taken for a
shell line, and the shell looks for a program called `['gunicorn',`: the container ends with 127 before it started.

## Fix

Write it as JSON: `CMD ["gunicorn", "app:app"]`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ['gunicorn', 'app:app']
```

```dockerfile Dockerfile
FROM python:3.12-slim
ENTRYPOINT ["gunicorn", "app:app",]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
RUN [ -d /data ] || mkdir /data
CMD ["gunicorn", "app:app"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.dockerfile_syntax import exec_form

_LIST = re.compile(r"\[\s*+(?:[\"'\u201c\u2018\u201d]|[\w./-]+\s*+[,\]])")
_COMMAND = re.compile(r"(?i)CMD\s++")


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each command that looks like a list and is none."""
    for one in dockerfile.instructions:
        text = one.arguments
        if one.name == "HEALTHCHECK":
            found = _COMMAND.match(text)
            text = text[found.end() :] if found else ""
        elif one.name not in {"CMD", "ENTRYPOINT", "RUN", "SHELL"}:
            continue
        if one.name == "RUN" and text.startswith("[ "):
            continue  # a test of the shell
        if _LIST.match(text) and exec_form(text) is None:
            message = f"`{one.text}` is no JSON: the shell gets the brackets too"
            yield Problem(message, location(one), edit=_quoted(text))


def _quoted(text: str) -> Edit | None:
    """With the quotes that JSON knows, if that is all that is wrong."""
    mended = re.sub("['\u201c\u2018\u201d\u2019]", '"', text)
    return Edit(text, mended) if exec_form(mended) is not None else None


RULE = Rule(Dockerfile, Severity.ERROR, check, same_as=("DL3025", "SC1020", "SC2092"))
