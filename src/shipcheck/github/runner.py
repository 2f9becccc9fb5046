"""What the runner reads from us: its files of outputs and summaries, and a log in which nothing foreign is a command.

From the runner's source (ActionCommand.cs, FileCommandManager.cs): `::name::` counts after blanks, `##[name]` anywhere in
a line; a summary over 1 MiB is dropped whole; a value of several lines stands between two lines of a delimiter.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import TextIO

from shipcheck.report.escape import terminal

SUMMARY = 1 << 20
# Every known problem matcher looks for a file with a line: `a.py:3`, `a.ts(3,4)`, `a.js: line 3`, `a.go: words`.
_POSITION = re.compile(r"(?<=[:(,])(?=\s*(?:\d|line\b))|(?<=\bline)(?=\s*\d)|(?<=\.go:)", re.IGNORECASE)
_BREAK = "\u200b"


def outputs(environ: Mapping[str, str], values: Mapping[str, str]) -> None:
    """Hand values on to later steps; nowhere, where no runner asks for them. Raises `OSError`."""
    path = environ.get("GITHUB_OUTPUT")
    if path:
        with open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(_assignment(name, value) for name, value in values.items())


def _assignment(name: str, value: str) -> str:
    """A delimiter that nobody can guess, as a value may hold any line."""
    end = f"shipcheck-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"


def summary(environ: Mapping[str, str], text: str) -> None:
    """Add to the job's summary; nowhere, where no runner asks for one. Raises `OSError`."""
    path = environ.get("GITHUB_STEP_SUMMARY")
    if path and len(text.encode("utf-8", "backslashreplace")) <= SUMMARY:
        with open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)


def foreign_log(lines: Iterable[str], out: TextIO, title: str) -> None:
    """Print lines that strangers wrote: folded, no command among them, none at which a problem matcher fires.

    Stopped commands do not stop matchers, which other steps may have left on: a character that nobody sees takes every
    file and line apart, and the bar keeps blanks from a line's start.
    """
    stop = secrets.token_hex(16)
    out.write(f"::group::{terminal(title)}\n::stop-commands::{stop}\n")
    out.writelines(f"| {_POSITION.sub(_BREAK, terminal(line))}\n" for line in lines)
    out.write(f"::{stop}::\n::endgroup::\n")
