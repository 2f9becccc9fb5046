"""Comments of every kind, from reports that `shipcheck ci` wrote: `red.json` and `green.json` are of the two examples.

To record them anew: copy an example, make it a git repository, `shipcheck ci --output red.json` in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from action import payloads
from shipcheck.ci import told
from shipcheck.github import comment
from shipcheck.github.checked import Checked, Service, parse
from shipcheck.github.context import read
from shipcheck.github.state import State, identities
from shipcheck.model import Finding, Location, Report, Severity, Unjudged

HERE = Path(__file__).parent
ENVIRON = {
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_RUN_ID": "7001",
    "GITHUB_RUN_NUMBER": "41",
}


def recorded(name: str) -> Service:
    """The one service of a recorded report."""
    path = HERE / f"{name}.json"
    (service,) = parse(path.read_bytes(), path.name).services
    return service


def body(found: Checked, before: State | None = None) -> str:
    """The comment on a pull request."""
    context = read(ENVIRON, payloads.pull().payload)
    return comment.comment(told.told(found, context)._replace(before=before), "")


def green() -> str:
    """An app that is fit to ship, a little larger and slower than on the base branch."""
    service = recorded("green")
    return body(Checked((service,), {"": _smaller(service.run or {})}))


def _smaller(run: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence of a base branch whose image was an eighth smaller."""
    services = [
        one | {"build": one["build"] | {"size": one["build"]["size"] * 7 // 8, "seconds": 41.0}}
        for one in run["services"]
    ]
    return {**run, "services": services}


def red() -> str:
    """An app with faults of every kind, of which the last run knew some and others that are mended."""
    found = Checked((recorded("red"),))
    open_now = sorted(identities(found))
    before = State(40, 1, "d" * 40, "fail", frozenset([*open_now[3:], "00000000", "00000001"]))
    return body(found, before)


def error() -> str:
    """No engine answered although one was demanded, and a file could not be read."""
    service = recorded("green")
    gaps = (
        Unjudged("build and run", "no engine answers", "run the check on a Linux runner with Docker, or ask for `checks: static`"),
        Unjudged("services/api/requirements.txt", "line 3 is not UTF-8", "save the file as UTF-8"),
    )  # fmt: skip
    report = service.report._replace(unjudged=gaps)
    return body(Checked((service._replace(report=report, run=None, not_run="no engine answers", code=2),)))


def monorepo() -> str:
    """Fifty services: some changed, two of them with faults, one without a report."""
    good, bad = recorded("green"), recorded("red")
    names = [f"services/{word}" for word in _WORDS]
    checked = [good._replace(name=name, path=name) for name in names[:6]]
    checked += [bad._replace(name=name, path=name) for name in names[6:8]]
    gap = Unjudged(names[8], "its report is missing: the job failed or was cancelled before it could write one")
    checked.append(Service(names[8], names[8], Report(unjudged=(gap,)), code=2))
    skipped = [
        Service(name, name, skipped="unchanged") for name in (*names[9:], *(f"jobs/nightly-{n}" for n in range(34)))
    ]
    return body(Checked((*checked, *skipped)))


_WORDS = (
    "account", "basket", "catalogue", "delivery", "events", "feedback", "gateway", "images",
    "journal", "keys", "ledger", "mail", "notes", "orders", "payments", "quotes",
)  # fmt: skip


def many() -> str:
    """Four hundred findings: more than a comment holds."""
    service = recorded("red")
    return body(Checked((service._replace(report=Report(findings=tuple(_findings()), rules=service.report.rules)),)))


def _findings() -> Iterator[Finding]:
    rules = (
        ("hardcoded-credential", Severity.ERROR, "`{}_PASSWORD` is a literal in the code", "secrets"),
        ("unpinned-requirement", Severity.ERROR, "`{}` is not pinned", "requirements"),
        ("missing-restart-policy", Severity.WARNING, "the service `{}` has no restart policy", "compose"),
        ("no-memory-limit", Severity.NOTE, "the service `{}` has no limit on its memory", "compose"),
    )
    for number in range(400):
        rule, severity, message, family = rules[number % 4]
        word = _WORDS[number % len(_WORDS)]
        path = f"services/{word}/{('settings.py', 'requirements.txt', 'compose.yaml', 'compose.yaml')[number % 4]}"
        yield Finding(
            Location(path, number + 1, 1),
            rule,
            severity,
            message.format(word.upper()),
            family,
            hint=_HINT,
            fingerprint=f"{number:012x}",
        )


_HINT = "Read it from the environment, and document the name in `.env.example`: whoever sets the service up looks there first."
KINDS: dict[str, Callable[[], str]] = {"green": green, "red": red, "error": error, "monorepo": monorepo, "many": many}
