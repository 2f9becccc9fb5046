"""`shipcheck secrets --verify`: asks providers whether the tokens that were found still work.

Only when a person asks for it: tokens are sent, each once, to the provider whose they are. Never in a hook, which runs
unasked, over and over, and on other people's machines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from shipcheck.check import Outcome
from shipcheck.config import load
from shipcheck.model import Finding, ShipcheckError, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.found import TOKEN
from shipcheck.secrets.identity import Answer, Question, Reply, judged, provider_of, question, sentence

# Of one run: whoever has more needs another tool first.
MOST = 100
# A provider that so often did not answer is asked no more; one that limits its rate, at once.
STRIKES = 2
_TOO_MANY = 429
Ask = Callable[[Question], Reply]
# How a process knows that it is a hook: pre-commit's variable, and git's for the hooks of a commit.
HOOKS = ("PRE_COMMIT", "GIT_INDEX_FILE")


class Verdict(NamedTuple):
    """What is known of a token, in one word and in one sentence; the token is not in it."""

    kind: str
    answer: Answer
    said: str


def allowed(*, staged: bool, push: bool, commits: bool, environment: Mapping[str, str] = os.environ) -> None:
    """Whether providers may be asked in this run; raises `ShipcheckError`."""
    if staged or push or any(environment.get(name) for name in HOOKS):
        raise ShipcheckError(
            "--verify is not for hooks: it sends the tokens that it finds to their providers",
            "run `shipcheck secrets --verify` by hand",
        )
    if commits:
        raise ShipcheckError("--verify asks about the tokens of files, not of commits", "leave one of the two out")


def verify(found: Iterable[tuple[str, str]], ask: Ask | None = None) -> Iterator[Verdict]:
    """A verdict for each token, given by its kind and value, in the same order; a token is asked about once."""
    known: dict[tuple[str, str], Verdict] = {}
    asking = _Asking(ask)
    for kind, value in found:
        if (kind, value) not in known:
            known[kind, value] = asking.about(kind, value)
        yield known[kind, value]


class _Asking:
    """Asks providers, and leaves one in peace that does not answer or wants to be left."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._asked = 0
        self._strikes: dict[str, int] = {}

    def about(self, kind: str, value: str) -> Verdict:
        provider = provider_of(kind, value)
        if provider is None:
            return Verdict(kind, "unknown", "unknown: nobody is asked about this kind of credential")
        if self._asked >= MOST:
            return Verdict(kind, "unknown", f"unknown: {MOST} tokens were asked about before it")
        if self._strikes.get(provider.host, 0) >= STRIKES:
            return Verdict(kind, "unknown", f"unknown: {provider.name} did not answer about others")
        self._asked += 1
        reply = self._sent(question(provider, value))
        if reply.status in {0, _TOO_MANY}:
            weight = 1 if not reply.status else STRIKES
            self._strikes[provider.host] = self._strikes.get(provider.host, 0) + weight
        return Verdict(kind, judged(provider, reply), sentence(provider, reply))

    def _sent(self, asked: Question) -> Reply:
        if self._ask is None:
            from shipcheck.collect.ask_provider import ask  # noqa: PLC0415  # nobody else needs a network

            self._ask = ask
        return self._ask(asked)


def verified(outcome: Outcome, ask: Ask | None = None) -> Outcome:
    """The same outcome, each token's finding told what its provider says."""
    tokens = [finding for finding in outcome.report.findings if finding.rule == TOKEN]
    if not tokens:
        return outcome
    values = _values(outcome.project)
    known = [(finding, values[place]) for finding in tokens if (place := _place(finding)) in values]
    verdicts = verify((value for _, value in known), ask)
    said = {_place(finding): verdict.said for (finding, _), verdict in zip(known, verdicts, strict=True)}
    told = tuple(_with(finding, said.get(_place(finding), "")) for finding in outcome.report.findings)
    return outcome._replace(report=outcome.report._replace(findings=told))


def _place(finding: Finding) -> tuple[str, int, int]:
    return (finding.location.path, finding.location.line, finding.location.column)


def _values(project: Project) -> dict[tuple[str, int, int], tuple[str, str]]:
    """The kinds and values of the tokens by place: the report does not hold them, so they are looked up again."""
    from shipcheck.collect.secrets import read  # noqa: PLC0415  # only where a token was found

    values = {}
    for file in read(project, load(project)):
        if not isinstance(file, Unjudged):
            for one in file.found:
                if one.rule == TOKEN:
                    values[file.path, one.line, one.column] = (one.kind, one.value)
    return values


def _with(finding: Finding, said: str) -> Finding:
    if finding.rule != TOKEN or not said:
        return finding
    return finding._replace(hint=f"{said[0].upper()}{said[1:]}. {finding.hint}".strip())
