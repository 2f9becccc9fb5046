"""One report with every trait that renderers must bear, and the lines that it speaks of."""

from __future__ import annotations

from shipcheck.model import Finding, Location, Report, RuleInfo, Severity, Unjudged
from shipcheck.report import View

SECRET = "AKIAIOSFODNN7EXAMPLE"
PASSWORD = "correct-horse"
HOSTILE_PATH = "a`b|c@octocat,x:1\n::error::boo%0A##[error]\x1b[31m\u202eevil\udcff.py"
HOSTILE_MESSAGE = (
    "`x` | @octocat <img src=x> ![i](http://x.example) [l](http://x.example) ``` \x1b[31m\n"
    "::error::forged %0A ##[add-mask]e \u202e www.x.example #12"
)

LINES = {
    "app.py": ("import flask", "", "if x:", "\tapp.run(debug=True)  # f\u00fcr \u4e2d\u6587\r"),
    "Dockerfile": (
        "FROM python:3.12",
        "RUN apt-get update && \\",
        "    apt-get install -y " + " ".join(f"lib{number}" for number in range(60)),
        'CMD ["flask", "run"]',
    ),
    "settings.py": (f"DATABASE = 'postgres://shop:{PASSWORD}@db/shop'", f"AWS_KEY = '{SECRET}'"),
    HOSTILE_PATH: ("##[error]boo \x1b[2J \u202e ::error::boo",),
}

RULES = (
    RuleInfo(
        "debug-true",
        "server",
        Severity.ERROR,
        "Debug mode is on.",
        "read it from the environment",
        "Debug mode is on.\n",
    ),
    RuleInfo(
        "hadolint",
        "dockerfile",
        Severity.WARNING,
        "hadolint has something to say.",
        "see the wiki of hadolint",
        "hadolint has something to say.\n\n## Why\n\nIt knows shells.\n",
    ),
    RuleInfo(
        "hardcoded-secret", "secrets", Severity.ERROR, "A secret is in a file.", "rotate it", "A secret is in a file.\n"
    ),
)


def _finding(  # noqa: PLR0913, PLR0917
    path: str, line: int, column: int, end: tuple[int | None, int | None], rule: str, severity: Severity, message: str
) -> Finding:
    family = next((info.family for info in RULES if info.rule == rule.partition("/")[0]), "")
    place = Location(path, line, column, *end)
    return Finding(place, rule, severity, message, family, rule == "hardcoded-secret")


REPORT = Report(
    findings=(
        _finding("Dockerfile", 2, 1, (3, 20), "hadolint/DL3008", Severity.WARNING, "pin versions in `apt-get install`"),
        _finding("Dockerfile", 3, 320, (3, 326), "hadolint/DL3008", Severity.NOTE, "a place far to the right"),
        _finding(HOSTILE_PATH, 1, 10, (None, None), "unknown-rule", Severity.ERROR, HOSTILE_MESSAGE),
        _finding(
            "app.py", 4, 10, (4, 20), "debug-true", Severity.ERROR, "`debug=True` is passed to `app.run()`"
        )._replace(fingerprint="0123456789ab"),
        _finding("settings.py", 1, 12, (1, 47), "debug-true", Severity.ERROR, "a line that holds more than it should"),
        _finding(
            "settings.py", 2, 12, (2, 32), "hardcoded-secret", Severity.ERROR, "an AWS access key is in the code"
        )._replace(hint="Revoke it: https://aws.example/keys then read it from the environment. ##[x] | @octocat"),
    ),
    unjudged=(
        Unjudged("compose.yml", "it is not YAML", "correct the file, or exclude it"),
        Unjudged(HOSTILE_PATH, f"{HOSTILE_MESSAGE} password={PASSWORD}", HOSTILE_MESSAGE),
    ),
    rules=RULES,
    files=41,
    suppressed=1,
    baselined=4,
    stale=2,
)


def line_of(path: str, number: int) -> str:
    lines = LINES.get(path, ())
    return lines[number - 1] if 0 < number <= len(lines) else ""


VIEW = View(line_of=line_of)
