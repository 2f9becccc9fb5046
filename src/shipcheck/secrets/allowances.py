"""What a project's `.gitleaks.toml` and `.gitleaksignore` allow, applied to finds of ours.

The meaning is gitleaks' own (its README, "Configuration" and ".gitleaksignore"): an allowlist allows a find when one of
its criteria holds, or with `condition = "AND"` all of them; a list for rules is applied where a rule of gitleaks and
one of ours mean the same. What cannot be used is told, and allows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from shipcheck.model import Unjudged
from shipcheck.secrets.found import CONTAINER, FALLBACK, KEY, NAMED, TOKEN, URL, Found
from shipcheck.secrets.go_expressions import TEXT, Expression, read
from shipcheck.secrets.kept import GITLEAKS_IGNORE as IGNORE

# In front of the value on its line, as much as an expression for the whole match of a rule may be about.
_BEFORE = 200
_NAMED = frozenset({NAMED, FALLBACK, CONTAINER})
# Rules of gitleaks by what they look for; all others look for the tokens of one provider.
_SAME = {
    "generic-api-key": _NAMED,
    "private-key": frozenset({KEY}),
    "kubernetes-secret-yaml": frozenset({CONTAINER}),
    "hashicorp-tf-password": frozenset({NAMED}),
    "nuget-config-password": frozenset({NAMED}),
    "curl-auth-header": frozenset({NAMED}),
    "curl-auth-user": frozenset({NAMED}),
    "sidekiq-sensitive-url": frozenset({URL}),
}
# How gitleaks calls a provider in the ids of its rules, where it is not the word of our kinds.
_PROVIDERS = {"gcp": "google", "jwt": "jsonwebtoken", "hashicorp": "terraform"}


class Allowlist(NamedTuple):
    """One allowlist: criteria that are missing are None; one of which nothing can be used holds for nothing.

    `dated` says that it names commits: what is judged here is in none of them.
    """

    every: bool
    rules: frozenset[str] | None
    dated: bool
    paths: tuple[Expression, ...] | None
    regexes: tuple[Expression, ...] | None
    stopwords: tuple[str, ...] | None
    target: str

    def allows(self, path: str, one: Found, line: str) -> bool:
        """Whether it allows a find on this line of a file."""
        if self.rules is not None and not any(means(rule, one) for rule in self.rules):
            return False
        held = [
            False if self.dated else None,
            None if self.paths is None else _any(self.paths, [path]),
            None if self.regexes is None else _any(self.regexes, self._texts(one, line)),
            None if self.stopwords is None else any(word in one.value.lower() for word in self.stopwords),
        ]
        asked = [answer for answer in held if answer is not None]
        return bool(asked) and (all(asked) if self.every else any(asked))

    def _texts(self, one: Found, line: str) -> list[str]:
        value = one.value[:TEXT]
        if self.target == "line":
            start = max(0, one.column - TEXT // 2)
            return [line if len(line) <= TEXT else line[start : start + TEXT]]
        if self.target == "match":
            # gitleaks' match begins at the name, if there is one; which that is depends on its rule.
            return [value, line[max(0, one.column - 1 - _BEFORE) : one.end - 1].lstrip()]
        return [value]


class Allowances(NamedTuple):
    """Everything that gitleaks is told to allow: lists, and places (path and line)."""

    lists: tuple[Allowlist, ...] = ()
    places: frozenset[tuple[str, int]] = frozenset()

    def allow(self, path: str, one: Found, line: str) -> bool:
        """Whether gitleaks was told to leave a find like this alone."""
        return (path, one.line) in self.places or any(each.allows(path, one, line) for each in self.lists)


def means(rule: str, one: Found) -> bool:
    """Whether a rule of gitleaks and the rule of a find ask the same."""
    if rule in _SAME:
        return one.rule in _SAME[rule]
    provider = rule.partition("-")[0]
    word = _PROVIDERS.get(provider, provider)
    words = re.findall(r"[a-z0-9]+", one.kind.lower())
    return one.rule == TOKEN and bool(word) and (word in words or "".join(words).startswith(word))


def _any(expressions: Iterable[Expression], texts: Iterable[str]) -> bool:
    every = list(texts)
    return any(expression.matches(text) for expression in expressions for text in every)


def places(text: str) -> Iterator[tuple[str, int] | Unjudged]:
    """The places of a `.gitleaksignore`: `path:rule:line`, or `commit:path:rule:line`, where the commit says when it was seen."""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        stripped = line.strip()
        parts = stripped.split(":")
        if not stripped or stripped.startswith("#"):
            continue
        if len(parts) in {3, 4} and re.fullmatch(r"[0-9]{1,9}", parts[-1]):
            yield parts[-3].replace("\\", "/"), int(parts[-1])
        else:
            hint = "write `path:rule:line`, or delete the line"
            yield Unjudged(f"{IGNORE}:{number}", "it is no fingerprint of gitleaks", hint)


def lists(document: Mapping[str, Any], name: str) -> Iterator[Allowlist | Unjudged]:
    """The allowlists of a configuration, for all rules and for those of gitleaks that mean one of ours."""
    table = _folded(document)
    for key in ("allowlist", "allowlists"):
        for number, one in enumerate(_tables(table.get(key))):
            yield from _Reading(f"{name}: {key}[{number}]").allowlist(one, _words(one.get("targetrules")) or None)
    for rule in map(_folded, _tables(table.get("rules"))):
        for key in ("allowlist", "allowlists"):
            for number, one in enumerate(_tables(rule.get(key))):
                where = f"{name}: rule {_shown(str(rule.get('id', '')))}: {key}[{number}]"
                yield from _Reading(where).allowlist(one, [str(rule.get("id", ""))])


def extended(document: Mapping[str, Any]) -> str:
    """The path of the configuration that this one extends, empty if there is none."""
    extend = _folded(document).get("extend")
    path = _folded(extend).get("path", "") if isinstance(extend, Mapping) else ""
    return path if isinstance(path, str) else ""


def _folded(table: Mapping[str, Any]) -> dict[str, Any]:
    """Gitleaks does not tell `stopWords` from `stopwords`."""
    return {str(key).lower(): value for key, value in table.items()}


def _tables(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(one, Mapping) for one in listed):
        raise ValueError("an allowlist that is no table")
    return [_folded(one) for one in listed]


def _words(value: Any) -> list[str]:
    listed = [value] if isinstance(value, str) else [] if value is None else value
    if not (isinstance(listed, list) and all(isinstance(word, str) for word in listed)):
        raise ValueError("a list that holds something other than strings")
    return listed


class _Reading:
    """Reads one allowlist; remembers what of it could not be used."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._gaps: list[Unjudged] = []

    def allowlist(self, one: Mapping[str, Any], rules: list[str] | None) -> Iterator[Allowlist | Unjudged]:
        condition, target = str(one.get("condition", "")).upper(), str(one.get("regextarget", "")) or "secret"
        if condition not in {"", "OR", "||", "AND", "&&"} or target not in {"secret", "match", "line"}:
            raise ValueError("an unknown `condition` or `regexTarget`")
        yield Allowlist(
            every=condition in {"AND", "&&"},
            rules=None if rules is None else frozenset(rules),
            dated=bool(_words(one.get("commits"))),
            paths=self._expressions(one, "paths"),
            regexes=self._expressions(one, "regexes"),
            stopwords=tuple(word.lower() for word in _words(one.get("stopwords")) if word) or None,
            target=target,
        )
        yield from self._gaps

    def _expressions(self, one: Mapping[str, Any], key: str) -> tuple[Expression, ...] | None:
        words = _words(one.get(key))
        return tuple(self._usable(words, key)) if words else None

    def _usable(self, words: Iterable[str], key: str) -> Iterator[Expression]:
        for number, word in enumerate(words):
            try:
                yield read(word)
            except ValueError as reason:
                hint = "write it more simply: repeats within repeats and look-around are not used"
                what = f"{self._where}: {key}[{number}]"
                self._gaps.append(Unjudged(what, f"it allows nothing: {reason}", hint))


def _shown(text: str) -> str:
    return re.sub(r"[^ -~]", "?", text)[:60]
