"""Credentials in configuration and other text: `name = value` in the spellings of many formats.

Which spellings count depends on the format: where values need no quotes (YAML, INI, shell) a bare word is a value; in
code it is a variable. Lines are read in order, since a name may stand on the line above its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets import values
from shipcheck.secrets.found import CONTAINER, FALLBACK, NAMED
from shipcheck.secrets.phrases import download, logins, strip
from shipcheck.secrets.vocabulary import AFTER, SERVICES
from shipcheck.secrets.words import STEMS, credible, plural, promise, split, stands_in, unschemed

# What a literal is measured by: `container`, what an image or a service is given, counts whatever it says; `scratch`, what
# a build or a pipeline needs for the moment, does not when it is made of such words; a `sample`, to be copied or for
# developers alone, and what stands in a `text` only when it was drawn.
Mode = Literal["plain", "container", "scratch", "sample", "text"]

_STEM = lazy("|".join(STEMS))
_NAME = r"[A-Za-z_][\w.-]{1,80}+"
_QUOTE = r"\"(?:[^\"\\\n]|\\.){0,2000}+\"|'(?:[^'\\\n]|\\.){0,2000}+'|`[^`\n]{0,2000}+`"
_ASSIGN = lazy(
    rf"(?<![\w./-])(?P<name>{_NAME})[\"'\]]{{0,3}}+\s{{0,8}}+"
    r"(?P<op>:\s{0,2}[A-Za-z][\w<>\[\]|.]{0,40}\s{0,2}=(?![=>])|=>|:=|\?=|[=!]={1,2}|=|:(?!//))\s{0,8}+"
)
_LITERAL = lazy(rf"[@bruf$]{{0,2}}(?P<value>{_QUOTE})")
_UNQUOTED = lazy(r"[^\s;\"'`#,\[{(][^\s;\"'`]{0,2000}")
_FLOW = lazy(r"[^\s,}\]\"'`#\[{][^,}\]\"'\n]{0,2000}")
_SCALAR = lazy(r"[^\s\"'`#\[{,|>][^\n]{0,2000}")
_ITEMS = lazy(rf"{_QUOTE}|[^\s,\[\]\"'`]{{4,400}}")
_DEFAULT = lazy(r"\$\{(?P<name>[A-Za-z_]\w{1,80}+):?[-=](?P<value>[^}$]{1,400})\}")
_COALESCED = lazy(
    rf"(?i)\b(?:env|environ|getenv|fetch|config)\b\W{{1,3}}(?:get\W{{1,2}}|str\W{{1,2}}|fetch\W{{1,2}})?(?P<name>[A-Za-z_]\w{{1,80}})[\"')\]]{{0,3}}\s{{0,3}}"
    rf"(?:\|\||\?\?|\?:|,|or\b)\s{{0,3}}(?P<value>{_QUOTE})"
)  # fmt: skip
_ARGUMENTS = lazy(
    rf"(?i)\b(?:define|set_?env|put_?env|set_?property|set_var|export)\(\s{{0,4}}[\"'](?P<name>{_NAME})[\"']\s{{0,4}},\s{{0,4}}(?P<value>{_QUOTE})"
)
_FISH = lazy(
    rf"^\s*(?:set\s+(?:-\w+\s+){{1,3}}|setx\s+|setenv\s+)(?P<name>{_NAME})\s+(?P<value>{_QUOTE}|[^\s\"';]{{1,2000}})"
)
_DOCKER_ENV = lazy(rf"(?i)^\s*(?:ENV|ARG)\s+(?P<name>{_NAME})\s+(?P<value>{_QUOTE}|[^\s=]\S{{0,2000}})")
_XML = lazy(rf"<(?P<name>{_NAME})(?:\s[^<>\n]{{0,200}})?>(?P<value>[^<>\n]{{3,400}})</")
# Whatever the language: a name, perhaps a type, something that binds, and a value that was surely drawn.
LOOSE = lazy(
    rf"(?<![\w.:/-])(?P<name>{_NAME})[\"'\])\\]{{0,3}}+(?:[ \t]{{1,4}}[A-Za-z][\w.<>\[\]]{{0,30}})?[ \t]{{0,8}}"
    r"(?:[.:?+]{0,3}=>?|:|\|\||,|>)[ \t]{0,8}\\?[\"'`]?(?P<value>[A-Za-z0-9+/=_.~:-]{12,400})(?![\w(\[])"
)
_TAG = lazy(rf"^\s*<(?P<name>{_NAME})(?:\s[^<>]{{0,200}})?>\s*$")
_DRAWN = lazy(r"^\s*(?P<value>[A-Za-z0-9+/=_.~:-]{12,400})\s*$")
# A name and its value as two entries of one row.
_ROW = (
    lazy(rf"(?i)\b(?:name|key)[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?(?P<name>{_NAME})[\"']?\s{{0,3}},?\s{{1,4}}[\"']?(?:value|content|default)[\"']?\s{{0,3}}[:=]\s{{0,3}}(?P<value>{_QUOTE}|[^\s\"',}}][^\s,}}\"']{{0,400}})"),
    lazy(rf"(?i)[\"'](?P<name>{_NAME})[\"']\s{{0,3}}:\s{{0,3}}\{{\s{{0,3}}[\"'](?:value|default)[\"']\s{{0,3}}:\s{{0,3}}(?P<value>{_QUOTE})"),
)  # fmt: skip
_OPENED = lazy(
    rf"^\s*(?:-\s+)?(?:variable\s+)?[\"']?(?P<name>{_NAME})[\"']?\s{{0,4}}(?:[:=]\s{{0,4}}[\[{{(]?|[\[{{(])\s*$"
)
_TITLED = lazy(
    rf"(?i)^\s*(?:-\s*)?[\"']?(?:name|key|variable)[\"']?\s{{0,4}}[:=]\s{{0,4}}[\"']?(?P<name>{_NAME})[\"']?\s{{0,8}},?\s*$"
)
_VALUED = lazy(
    rf"(?i)^\s*(?:-\s*)?[\"']?(?:value|default)[\"']?\s{{0,4}}[:=]\s{{0,4}}(?P<value>{_QUOTE}|[^\s#\"'\[{{][^\n]{{0,2000}})"
)
_ITEM = lazy(rf"^\s*(?:-\s+)?(?P<value>{_QUOTE}|(?<=-\s)[^\s#\"'\[{{:][^\s:]{{0,2000}})\s{{0,8}},?\s*$")
_SECTION = lazy(r"^\s{0,8}\[{1,2}([\w.: -]{1,80})\]{1,2}\s*$")
# A session's secret may be words: `session({ secret: "..." })`, `"session": {"secret": "..."}`.
_SESSION = lazy(r"session(?:\(|[\"']?\s{0,3}:\s{0,3}\{)[^{}]{0,400}\Z|session\(")
_TERNARY = lazy(r"\?\s{0,8}[\"']?\Z")
# Longer lines of code were packed by a program.
_LONGEST_WRITTEN = 2_000
# A scalar is named at the beginning of its line, or in a flow map.
_BEGINNING = lazy(r"[\s\"'-]*\Z|.*\{")
_COMMENT = ("#", ";", "//", "--", "*", "rem ", "REM ", "<!--", "/*", "::", ">")


class Named(NamedTuple):
    """A credential on a line: the value's span in characters from 0."""

    start: int
    end: int
    name: str
    value: str
    rule: str


class _Pair(NamedTuple):
    name: str
    start: int
    value: str
    bare: bool


class Reader:
    """Reads a file's lines in order; `bare` says that its values need no quotes, `config` that it is no code."""

    def __init__(self, mode: Mode, *, bare: bool, config: bool, xml: bool = False, loose: bool = True) -> None:
        self.mode: Mode = mode
        self.bare = bare
        self.config = config
        self.xml = xml
        self.loose = loose
        self._tag = ""
        self._heading = ""
        self._titled = False  # by `- key: NAME`, whose like are the next entries' names
        self._indent = 0
        self._section = ""

    def read(self, line: str, folded: str) -> Iterator[Named]:
        """The credentials of the next line; `folded` is the line in lower case."""
        minified = not self.config and len(line) > _LONGEST_WRITTEN
        if not minified and _STEM.search(folded):
            for pair in self._pairs(line):
                yield from self._judge(line, pair)
            yield from _defaults(line)
            yield from self._logins(line) if "auth" in folded else ()
            yield from self._loosely(line) if self.loose and len(line) < _LONGEST_WRITTEN else ()
        if self._heading:
            yield from self._below(line)
        if self._tag and (value := _DRAWN.match(line)):
            yield from self._surely(self._tag, value)
        self._follow(line)

    def _pairs(self, line: str) -> Iterator[_Pair]:
        at = 0
        while found := _ASSIGN.search(line, at):
            name = self._qualified(found.group("name"), line[: found.start()])
            if line[found.end("name")] in "\"'" and _quoted_otherwise(line, found):
                at = found.end("name")
                continue
            # What looks like a type may be the next name: `web: SECRET_KEY=...`.
            at = found.end() if promise(name) else found.end("name")
            if promise(name):
                for start, value, bare in self._values(line, found):
                    yield _Pair(name, start, value, bare)
        for pattern in (*_ROW, *((_XML,) if self.xml else (_ARGUMENTS,)), *((_FISH, _DOCKER_ENV) if self.bare else ())):
            for found in pattern.finditer(line):
                if promise(found.group("name")):
                    start, value = strip(found.start("value"), found.group("value"))
                    yield _Pair(found.group("name"), start, value, bare=False)

    def _loosely(self, line: str) -> Iterator[Named]:
        at = 0
        while found := LOOSE.search(line, at):
            at = found.end("name")
            # In code a bare word is a variable.
            if self.bare or self.config or line[found.start("value") - 1] in "\"'`":
                yield from self._surely(found.group("name"), found)

    def _logins(self, line: str) -> Iterator[Named]:
        """A user and a password in one value; the password is judged as one."""
        for one in logins(line) if self.bare or self.config else ():
            rule = self._rule("password", one.value, bare=False)
            if rule and not line.lstrip().startswith(_COMMENT):
                yield Named(one.start, one.end, one.name, one.value, rule)

    def _surely(self, name: str, found: re.Match[str]) -> Iterator[Named]:
        """A value that was drawn, under a name that promises one."""
        value = found.group("value").rstrip(".:")
        if (
            promise(name)
            and values.drawn(value)
            and not download(found.string, value)
            and credible(name, value, config=True)
            and self._rule(name, value, bare=False)
        ):
            yield Named(found.start("value"), found.start("value") + len(value), name, value, NAMED)

    def _qualified(self, name: str, before: str) -> str:
        """A mere `key` belongs to what it stands in: `[api]`, `"Jwt": {`."""
        if name == "secret" and _SESSION.search(before.lower()):
            return "session_secret_key"
        if name.lower() not in {"key", "keys"} or not self.config:
            return name
        opened = re.findall(r"[\"']?([A-Za-z][\w-]{1,40})[\"']?\s{0,3}:\s{0,3}\{", before[-400:])
        holder = opened[-1] if opened else "" if self._titled else self._heading or self._section
        return name if any(word in AFTER for word in split(holder)) else f"{holder}_{name}"

    def _values(self, line: str, found: re.Match[str]) -> Iterator[tuple[int, str, bool]]:
        at, operator = found.end(), found.group("op")
        if operator == ":" and _TERNARY.search(line, 0, found.start()):
            return
        quoted = _LITERAL.match(line, at)
        if quoted and not (self.bare and quoted.group("value")[0] == "`"):
            start, value = strip(quoted.start("value"), quoted.group("value"))
            yield start, value, False
        elif line[at : at + 1] == "[":
            end = line.find("]", at)
            for item in _ITEMS.finditer(line, at + 1, end if end > 0 else len(line)):
                start, value = strip(item.start(), item.group(0))
                if (self.bare or value != item.group(0)) and (
                    values.drawn(unschemed(value)) or (plural(found.group("name")) and not values.member(value))
                ):
                    yield start, value, value == item.group(0)
        elif self.bare and operator in {"=", ":", ":=", "?=", "=>"}:
            yield from _unquoted(line, at, found)

    def _judge(self, line: str, pair: _Pair) -> Iterator[Named]:
        value = unschemed(pair.value)
        start = pair.start + len(pair.value) - len(value)
        rule = self._rule(pair.name, value, bare=pair.bare)
        if (
            rule
            and line.lstrip().startswith(_COMMENT)
            and not line.lstrip().startswith("--")
            and not values.drawn(value)
        ):
            return
        if rule and not download(line, value):
            yield Named(start, start + len(value), pair.name, value, rule)

    def _rule(self, name: str, value: str, *, bare: bool) -> str:
        if self.mode == "container":
            return CONTAINER if stands_in(name, value, bare=bare) else ""
        if not credible(name, value, config=self.config, bare=bare):
            return ""
        if self.mode in {"sample", "text"}:
            return NAMED if values.drawn(value) and not (self.mode == "sample" and values.dummy(value)) else ""
        return "" if self.mode == "scratch" and spare(name, value) else NAMED

    def _below(self, line: str) -> Iterator[Named]:
        """A value, or an item of a list, below the line that names it."""
        valued = _VALUED.match(line)
        found = valued or _ITEM.match(line)
        if not found or not promise(self._heading):
            return
        start, value = strip(found.start("value"), found.group("value").rstrip().rstrip(","))
        bare = start == found.start("value")
        if (
            valued
            and self.mode in {"plain", "container"}
            and self.config
            and stands_in(self._heading, value, bare=bare)
        ):
            yield Named(start, start + len(value), self._heading, value, CONTAINER)
        elif (valued or self._listed(value, bare=bare)) and credible(self._heading, value, config=True, bare=bare):
            yield from self._judge(line, _Pair(self._heading, start, value, bare))

    def _listed(self, value: str, *, bare: bool) -> bool:
        """Whether an item of a list is a secret of several; names of secrets are listed as well."""
        word = bare and value.replace("-", "").isalpha()
        return values.drawn(value) or (plural(self._heading) and not values.member(value) and not word)

    def _follow(self, line: str) -> None:
        """Keeps the name that the next lines may give a value to."""
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            return
        indent = len(line) - len(line.lstrip())
        tag = _TAG.match(line) if stripped[0] == "<" else None
        self._tag = tag.group("name") if tag and promise(tag.group("name")) else ""
        section = _SECTION.match(line) if self.bare and stripped[0] == "[" else None
        if section:
            self._section, self._heading = section.group(1), ""
            return
        titled = _TITLED.match(line)
        opened = titled or (_OPENED.match(line) if stripped[-1] in ":[{(=" else None)
        if opened:
            self._titled = titled is not None
            self._heading, self._indent = opened.group("name"), indent
        elif indent < self._indent or stripped[0] in "]})":
            self._heading = ""


def _quoted_otherwise(line: str, found: re.Match[str]) -> bool:
    """Whether a quote behind a name ends something else than a key.

    Of markup the value of an attribute (what is quoted has no type, and the next attribute has a name of its own), of a
    shell a text that is compared: `test "$mode,$pass" = "lib,link"`.
    """
    operator = found.group("op")
    markup = operator[0] == ":" and len(operator) > 2  # noqa: PLR2004
    return markup or (operator[0] in "=!" and line[found.start() - 1 : found.start()] == "$")


def _unquoted(line: str, at: int, found: re.Match[str]) -> Iterator[tuple[int, str, bool]]:
    """A value without quotes: to the end of a YAML scalar, to the next comma of a flow map, to the next blank elsewhere."""
    scalar = found.group("op") == ":"
    if scalar and (line[at - 1 : at] not in {" ", "\t"} or not _BEGINNING.match(line, 0, found.start())):
        return
    shape = _UNQUOTED if not scalar else _FLOW if "{" in line[: found.start()] else _SCALAR
    value = shape.match(line, at)
    if not value:
        return
    text = re.split(r"\s#", value.group(0), maxsplit=1)[0].rstrip().rstrip(",")
    spaced = not scalar and line[found.end("name") : at].startswith(" ")
    if spaced and re.match(r"\s+[^\s#;]", line[value.end() :]):
        return  # several words: prose
    yield at, text, True


def spare(name: str, value: str) -> bool:
    """Whether a build's or a pipeline's secret is one of the moment: a service container's password, a made-up key."""
    word = value.isalpha() and value.islower()
    return word or promise(name) == "key" or values.dummy(value) or split(name)[0] in SERVICES


def _defaults(line: str) -> Iterator[Named]:
    """`${DB_PASSWORD:-literal}`, `process.env.X || "literal"`: what runs when the variable is not set."""
    for pattern in (_DEFAULT, _COALESCED):
        for found in pattern.finditer(line):
            start, value = strip(found.start("value"), found.group("value"))
            if stands_in(found.group("name"), value):
                yield Named(start, start + len(value), found.group("name"), value, FALLBACK)
