"""Strings that look drawn by lot, in files that ship; only asked for where the rule about them is switched on."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.collect import secret_text
from shipcheck.collect.secret_accepted import Accepted
from shipcheck.collect.secret_file import File
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Location, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.bare_strings import Bare, bare_strings
from shipcheck.secrets.found import Found
from shipcheck.subjects.random_string import RandomString
from shipcheck.subjects.secret_hit import SecretHit

RULE = "random-string"
# A larger file is data.
LARGEST = 1 << 20


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[RandomString | Unjudged]:
    """The random-looking strings of the files in focus of which no other rule says more, and that nobody accepted."""
    del config
    taken: dict[tuple[str, int], list[Location]] = {}
    for hit in evidence.of(SecretHit):
        taken.setdefault((hit.location.path, hit.location.line), []).append(hit.location)
    accepted = Accepted(project)
    for path in filter(secret_text.concerned, project.focused):
        try:
            data = secret_text.read(project, path)
        except CannotJudge as reason:
            yield reason.unjudged
            continue
        yield from _strings(path, data, taken, accepted)
    yield from accepted.gaps


def _strings(
    path: str, data: bytes, taken: dict[tuple[str, int], list[Location]], accepted: Accepted
) -> Iterator[RandomString]:
    line_of = File(path, data, []).lines()
    for one in finds(path, data, taken):
        if accepted.open(path, one, line_of):
            yield string(path, one)


def finds(path: str, data: bytes, taken: dict[tuple[str, int], list[Location]]) -> Iterator[Found]:
    """The strings of a file that are not `taken`, accepted or not; nothing of a large one."""
    found = bare_strings(path, data.decode("utf-8", "replace")) if len(data) <= LARGEST else ()
    for one in found:
        if not any(_meets(one, other) for other in taken.get((path, one.line), [])):
            yield Found(one.line, one.column, one.end, RULE, "random string", one.name, one.value)


def string(path: str, one: Found) -> RandomString:
    """What the rule may see of it."""
    place = Location(path, one.line, one.column, one.line, one.end)
    return RandomString(place, one.name, secret_text.fingerprint(path, one.name, one.value))


def _meets(one: Bare, other: Location) -> bool:
    return one.column < (other.end_column or one.end) and other.column < one.end
