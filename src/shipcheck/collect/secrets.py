"""Credentials in files, by our own detector; by detect-secrets where the project asks for it.

A file is decoded and read in full only if a word stands in it without which nothing can be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from shipcheck.collect import secret_search, secret_text
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Location, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.secret_hit import SecretHit

if TYPE_CHECKING:
    from shipcheck.collect.pushed import Sought
    from shipcheck.secrets.found import Found


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[SecretHit | Unjudged]:
    """Every credential in the files in focus that `.secrets.baseline` does not know."""
    del evidence
    if config.engine == "detect-secrets":
        from shipcheck.collect import detect_secrets

        yield from detect_secrets.collect(project)
        return
    finds: list[Sought] = []
    for path in project.focused:
        if secret_text.concerned(path):
            try:
                data = secret_text.read(project, path)
                if data:
                    finds += _finds(project, path, data)
            except CannotJudge as reason:
                yield reason.unjudged
    if finds:
        from shipcheck.collect import pushed

        yield from pushed.marked(project.root, finds)


def _finds(project: Project, path: str, data: bytes) -> Iterator[Sought]:
    found = secret_search.find(path, data)
    if found:
        from shipcheck.collect.pushed import sought

        yield from sought(_hits(project, path, found), data)


def _hits(project: Project, path: str, found: Iterable[Found]) -> Iterator[tuple[SecretHit, str]]:
    from shipcheck.secrets.advice import advice

    accepted = secret_text.known(project)
    for one in found:
        if (path, secret_text.sha1(one.value)) not in accepted:
            place = Location(path, one.line, one.column, one.line, one.end)
            key = secret_text.fingerprint(path, one.name, one.value)
            yield SecretHit(place, one.rule, one.kind, one.name, key, advice(one, path)), one.value
