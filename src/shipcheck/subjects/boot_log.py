"""Why a program did not come up, read from what it wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from shipcheck.subjects.container_run import Reason

_NAME = r"[A-Za-z_][A-Za-z0-9_.]*"
# What a line says, in the order of how much it says; the group is the name of what is missing or refused.
_LINES = (
    ("variable", rf"(?:^|\b)(?:\w+\.)?KeyError: ['\"]({_NAME})['\"]"),
    ("variable", rf"decouple\.UndefinedValueError: ({_NAME}) not found"),
    ("variable", rf"ImproperlyConfigured: Set the ({_NAME}) environment variable"),
    ("variable", rf"EnvNotSetError: ?['\"]?({_NAME})|Environment variable \"({_NAME})\" not set"),
    (
        "variable",
        rf"(?i)(?:environment )?variable [`'\"]?({_NAME})[`'\"]? (?:is |was |must be |has to be )?(?:not set|missing|required|undefined|unset|not defined|set\b)",
    ),
    (
        "variable",
        r"(?i)\b([A-Z][A-Z0-9_]{2,})[`'\"]? (?:environment variable )?(?:is |was |must be |has to be )(?:not set|missing|required|undefined|unset|not defined|set\b)",
    ),
    (
        "variable",
        r"(?i)(?:missing|required|unset|undefined)(?: required)?(?: environment)?(?: variables?| settings?)?:? [`'\"]?([A-Z][A-Z0-9_]{2,})\b",
    ),
    ("variable", rf": line \d+: ({_NAME}): (?:parameter not set|unbound variable|.{{1,80}})$"),
    ("variable", rf"\w*sh: \d+: ({_NAME}): parameter not set"),
    ("hosts", r"CommandError: You must set settings\.(ALLOWED_HOSTS) if DEBUG is False"),
    ("settings", r"ImproperlyConfigured: The (\w+) setting must not be empty"),
    ("settings", r"ImproperlyConfigured: (.{1,120})"),
    ("module", r"(?:ModuleNotFoundError|ImportError): No module named ['\"]([\w.]+)['\"]"),
    ("module", r"No module named ['\"]?([\w.]+)['\"]?\s*$"),
    ("module", r"ImportError: (cannot import name ['\"]\w+['\"] from ['\"][\w.]+['\"])"),
    ("module", r"Error: Could not import ['\"]([\w.]+)['\"]"),
    ("module", r"Failed to find attribute ['\"](\w+)['\"] in|Attribute \"(\w+)\" not found in module"),
    ("module", r"Error loading ASGI app\. (.{1,120})"),
    ("syntax", r"((?:SyntaxError|IndentationError|TabError): .{1,120})"),
    (
        "port",
        r"(?i)permission denied.{0,40}(?:port|bind|address).{0,20}?(\d+)|Can't connect to \('[^']*', (\d+)\)|(?i:address already in use)",
    ),
    ("permission", r"PermissionError: \[Errno 13\] Permission denied: ['\"]([^'\"]+)['\"]"),
    ("permission", r"(?i)(?:sh: \d+: |bash: |line \d+: )?([^\s:]+): permission denied"),
    ("permission", r"OSError: \[Errno 30\] Read-only file system: ['\"]([^'\"]+)['\"]"),
    ("file", r"FileNotFoundError: \[Errno 2\] No such file or directory: ['\"]([^'\"]+)['\"]"),
    ("file", r"(?:can't open file|cannot open) ['\"]?([^'\":]+)['\"]?:? (?:\[Errno 2\] )?No such file"),
    ("file", r"exec ([^\s:]+): (?:no such file or directory|exec format error)"),
    ("file", r"(?:sh: \d+: |line \d+: )([^\s:]+): (?:command )?not found"),
    (
        "database",
        r"(?i)could not (?:translate host name|connect to server)|connection (?:to server )?.{0,60}(?:refused|failed)|Can't connect to (?:MySQL|local)|Name or service not known|Temporary failure in name resolution|ServerSelectionTimeoutError|Error \d+ connecting to \S+",
    ),
    ("worker", r"(Worker failed to boot|App failed to load|Application startup failed)"),
    ("exception", r"^((?:\w+\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt)(?:: .{1,160})?)$"),
)
_PYDANTIC = re.compile(r"validation errors? for (\w+)")
_FRAME = re.compile(r'^\s*File "([^"]+)", line (\d+), in ')
_FOREIGN = re.compile(r"/site-packages/|/dist-packages/|/lib/python\d|<frozen|<string>|/bin/")
Mask = Callable[[str], str]


def reason(lines: Sequence[str], mask: Mask) -> tuple[Reason, tuple[str, int] | None]:
    """What the log says, and the last frame of the application itself: its path in the image and the line."""
    plain = [line.rstrip() for line in lines]
    traceback = any(line.lstrip().startswith("Traceback (most recent call last)") for line in plain)
    frame = _frame(plain)
    found = _pydantic(plain, mask)
    if found is None:
        found = next((one for kind, pattern in _LINES if (one := _first(kind, pattern, plain, mask))), None)
    if found is None:
        last = next((line for line in reversed(plain) if line.strip()), "")
        found = Reason(sentence=mask(last.strip()))
    return found._replace(traceback=traceback), frame


def _first(kind: str, pattern: str, lines: Sequence[str], mask: Mask) -> Reason | None:
    for line in reversed(lines):
        found = re.search(pattern, line)
        if found:
            name = next((group for group in found.groups() if group), "")
            return Reason(kind, mask(name), mask(line.strip()))
    return None


def _pydantic(lines: Sequence[str], mask: Mask) -> Reason | None:
    """Settings of pydantic: a heading, then for each field its name, and under it what is the matter."""
    for number, line in enumerate(lines):
        if _PYDANTIC.search(line):
            rest = lines[number + 1 : number + 40]
            names = [one.strip() for one, below in pairwise(rest) if "Field required" in below]
            if names:
                return Reason("variable", mask(", ".join(names).upper()), mask(f"{line.strip()}: {', '.join(names)}"))
    return None


def _frame(lines: Sequence[str]) -> tuple[str, int] | None:
    for line in reversed(lines):
        found = _FRAME.match(line)
        if found and not _FOREIGN.search(found.group(1)):
            return found.group(1), int(found.group(2))
    return None
