"""Credentials in words that need no name beside them: command lines, connection strings, headers, SQL, whatever the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets import values
from shipcheck.secrets.inserts import INSERT, inserted
from shipcheck.secrets.spans import around, places
from shipcheck.secrets.vocabulary import NOBODIES, SAMPLES
from shipcheck.secrets.words import STEMS, credible, promise, unschemed


class Named(NamedTuple):
    """A credential on a line: the value's span in characters from 0."""

    start: int
    end: int
    name: str
    value: str


_SEP = r"[\s\"',\[\]]{1,6}"
_VALUE = r"(?P<value>\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|(?<=[\"'])[^\"'\n]{2,200}(?=[\"'])|[^\s\"'|;&<>,\]\\-][^\s\"'|;&<>,\]\\]{1,200})"
# A literal without which the expression cannot match, and the expression: every repeat is bounded.
_COMMANDS = tuple(
    (stem, lazy(pattern))
    for stem, pattern in (
        # shipcheck: ignore[hardcoded-credential] the expression that finds such passwords holds none
        ("sshpass", rf"\bsshpass\b.{{0,40}}?-p(?:{_SEP})?{_VALUE}"),
        ("login", rf"\b(?:docker|podman|buildah|skopeo|az|oc|cf|helm registry)\s+login\b.{{0,200}}?\s-p{_SEP}{_VALUE}"),
        ("redis-cli", rf"\bredis-cli\b.{{0,200}}?\s?[\s\"'](?:-a|--pass){_SEP}{_VALUE}"),
        ("mysql", r"\b(?:mysql|mysqldump|mysqladmin)\b.{0,200}?[\s\"']-p(?P<value>'[^'\n]{2,200}'|\"[^\"\n]{2,200}\"|[^\s\"'$=-][^\s\"']{2,200})"),
        ("mariadb", r"\bmariadb(?:-dump|-admin)?\b.{0,200}?[\s\"']-p(?P<value>'[^'\n]{2,200}'|\"[^\"\n]{2,200}\"|[^\s\"'$=-][^\s\"']{2,200})"),
        ("htpasswd", rf"\bhtpasswd\s+-[a-zA-Z]{{0,6}}b[a-zA-Z]{{0,6}}\s+(?:-\w+\s+){{0,3}}(?:[^\s-]\S{{0,200}}\s+){{1,2}}{_VALUE}\s*(?:$|[|;&>])"),
        ("mosquitto_passwd", rf"\bmosquitto_passwd\s+.{{0,10}}-b\s+\S{{1,200}}\s+\S{{1,100}}\s+{_VALUE}"),
        ("chpasswd", r"\becho\s+(?:-\w\s+)?[\"']?[\w$-]{1,40}:(?P<value>[^\s\"'|]{3,200})[\"']?\s*\|\s*(?:sudo\s+)?chpasswd"),
        ("-stdin", rf"\b(?:echo|printf)\s+(?:-\w\s+)?{_VALUE}\s*\|.{{0,200}}?--?(?:password|passphrase|token)-?stdin"),
        ("sudo", rf"\becho\s+(?:-\w\s+)?{_VALUE}\s*\|\s*sudo\s+-S"),
        ("machine", r"\bmachine\s{1,4}\S{1,200}\s{1,4}login\s{1,4}\S{1,200}\s{1,4}password\s{1,4}(?P<value>[^\s\"'\\]{2,200})"),
        ("pass:", r"-pass(?:in|out)?\s{1,4}pass:(?P<value>[^\s\"']{3,200})"),
        ("convertto-securestring", rf"(?i)ConvertTo-SecureString\s+(?:-String\s+|-AsPlainText\s+)?{_VALUE}"),
        ("identified", r"(?i)\bIDENTIFIED\s{1,4}(?:WITH\s{1,4}['\"]?\w{1,40}['\"]?\s{1,4})?(?:BY|AS)\s{1,4}(?:PASSWORD\s{1,4})?(?P<value>'[^'\n]{2,200}'|\"[^\"\n]{2,200}\")"),
        ("password", r"(?i)\b(?:ROLE|USER|LOGIN|WITH|ENCRYPTED)\b.{0,100}?\bPASSWORD\s{1,4}(?P<value>'[^'\n]{3,200}')"),
        ("jwt.", r"\bjwt\.(?:sign|verify)\(\s{0,4}(?:[\w.]{1,60}|\{[^{}\n]{0,300}\})\s{0,4},\s{0,4}(?P<value>'[^'\n]{2,200}'|\"[^\"\n]{2,200}\")"),
        ("mongo", rf"\bmongo(?:sh|dump|restore|export|import)?\b.{{0,200}}?[\s\"']-p{_SEP}{_VALUE}"),
        ("rabbitmqctl", rf"\brabbitmqctl\b.{{0,60}}?\b(?:add_user|change_password)\s+[^\s-]\S{{0,80}}\s+{_VALUE}"),
        ("sequelize(", r"\bSequelize\(\s{0,4}[\"'`][^\"'`\n]{1,80}[\"'`]\s{0,4},\s{0,4}[\"'`][^\"'`\n]{1,80}[\"'`]\s{0,4},\s{0,4}(?P<value>'[^'\n]{2,200}'|\"[^\"\n]{2,200}\")"),
        ("requirepass", rf"^\s*(?:rename-command\s.{{0,40}})?requirepass\s+{_VALUE}"),
        ("masterauth", rf"^\s*masterauth\s+{_VALUE}"),
        ("auth_pass", rf"^\s*auth_pass\s+{_VALUE}"),
        ("sentinel", rf"^\s*sentinel\s+auth-pass\s+\S{{1,80}}\s+{_VALUE}"),
    )
)  # fmt: skip
_FETCH = lazy(
    r"\b(?:curl|wget|https?|httpie)\b.{0,300}?[\s\"'](?:-[a-zA-Z]{0,6}u|--user|-a|--auth)[\s\"',=]{0,6}"
    r"(?P<user>[^\s\"':/$@<]{1,100}):(?P<value>[^\s\"']{2,200})"
)
_OPTION = lazy(
    rf"(?<![\w-])(?:--?(?=[a-z])|-D(?=[A-Za-z]))(?P<name>[A-Za-z][\w.-]{{2,60}}+)(?:=|{_SEP})(?P<value>\"[^\"\n]{{1,400}}\"|'[^'\n]{{1,400}}'|(?<=[\"'])[^\"'\n]{{2,400}}(?=[\"'])|[^\s\"'|;&<>,\])\\-][^\s\"'|;&<>,\])\\]{{2,400}})"
)
_PAIR_LOGIN = lazy(r"(?<![\w/.:@-])(?P<user>\w{1,30})/(?P<value>[^\s/@\"'<>]{3,60})@[\w.-]{1,100}:\d{2,5}/\w")
_DSN = lazy(
    r"(?i)(?:(?<=[\s;?&\"'(`])|^)(?:password|pwd|passwd|pass)\s{0,2}=\s{0,2}(?P<value>'[^'\n]{1,200}'|[^\s;&'\"`)]{1,200})"
)
_DSN_REST = lazy(
    r"(?i)(?:^|[\s;?&\"'(`])(?:host|server|dbname|database|initial catalog|user|uid|user id|username|data source|driver|endpoint)\s{0,2}=|jdbc:"
)
_QUERY = lazy(
    r"(?i)[?&](?P<name>(?:access_?|auth_?|api_?|refresh_?|private_?)?(?:token|key|secret)|client_secret|sig|signature|password|passwd|pwd|auth|code)=(?P<value>[^\s&\"'<>#`)\]]{4,2000})"
)
# Who has the link may have the file: it is made to be passed on.
_DOWNLOAD = lazy(r"[?&]alt=media\b")
# A user and a password in one: `NEO4J_AUTH=neo4j/...`, `basic_auth = "admin:..."`.
_LOGIN = lazy(
    r"(?i)(?<![\w.-])(?P<name>[\w-]{1,60}[_-]auth)[\"'\]]{0,3}\s{0,4}[:=]\s{0,4}[\"']?(?P<user>[a-z][\w-]{0,60})[/:](?P<value>[^\s\"'/:,;@<>(){}\[\]$]{4,100})(?=[\"'\s,]|\Z)"
)
_HEADER = lazy(
    r"(?i)(?<![\w-])(?P<name>(?:proxy-)?authorization|x-api-key|private-token|job-token|x-auth-token|api-key|x-[\w-]{1,30}-(?:token|key|secret))"
    r"[\"']?(?:\]\s{0,3}=\s{0,3}|\s{0,3}[:=,]\s{0,3}|\s{1,4})\[?[\"'`]?(?:(?:bearer|basic|token|apikey|bot|key)\s{1,4})?(?P<value>[A-Za-z0-9_.+/=~-]{12,2000})(?![\w$({])"
)  # fmt: skip
_OF_SERVICES = ("neo4j_auth", "basic_auth", "http_auth", "basic-auth", "http-auth")
_HEADED = ("auth", "token", "key", "secret")
# A statement that is put together from parts: the value is a variable.
_JOINED = lazy(r"[\"']\s{0,4}(?:\+|\.\.|\.\s)|(?:\+|\.\.|\s\.)\s{0,4}[\"']|[\"']\s{0,4}%|%\s{0,4}[\"']")
_PGPASS = lazy(
    r"^\s*(?=[^\n]{0,200}(?:\*|:5432:))(?:\*|[\w.-]{1,100}):(?:\*|\d{2,5}):(?:\*|[\w-]{1,60}):(?:\*|[\w-]{1,60}):(?P<value>[^\s:]{3,200})\s*$"
)


# Runs a command from a program.
RUNNER = lazy(r"subprocess|os\.system|popen|check_(?:call|output)|\brun\(|\bsystem\(|\blocal\(|\bsudo\(|exec\(")
# A literal of each of its words.
_RUNNERS = (
    "subprocess", "os.system", "popen", "check_call", "check_output", "run(", "system(", "local(", "sudo(", "exec("
)  # fmt: skip
# What finds something wherever it stands, and the pair that has to stand on one line.
EXPRESSIONS = (*(pattern for _, pattern in _COMMANDS), _FETCH, _PAIR_LOGIN, _QUERY, _HEADER, _LOGIN, INSERT)
CONNECTION = (_DSN, _DSN_REST)


def strip(start: int, value: str) -> tuple[int, str]:
    """A value without its quotes, and where it begins then."""
    if len(value) > 1 and value[0] in "\"'`" and value[-1] == value[0]:
        return start + 1, value[1:-1]
    return start, value


def _literal(value: str) -> bool:
    return len(value) > 2 and not (  # noqa: PLR2004
        values.empty(value) or values.reference(value, bare=True) or values.placeholder(value) or values.pathlike(value)
    )


class Phrases:
    """What of all this can be in a text at all, so that its lines are asked for nothing else.

    `folded` is the text in lower case; `options` says that all of its lines are commands, `paired`
    that logins count which nobody else reads.
    """

    def __init__(self, folded: str, *, options: bool, paired: bool = False) -> None:
        self._commands = [(stem, pattern) for stem, pattern in _COMMANDS if stem in folded]
        self._fetches = [one for one in ("curl", "wget", "http") if one in folded]
        self._named = [one for one in _HEADED if one in folded]
        self._inserts = "insert" in folded
        self._options = options
        self._paired = paired and "auth" in folded
        self._runners = [one for one in _RUNNERS if one in folded]

    def on(self, line: str) -> list[Named]:
        """The passwords on a line."""
        folded = line.lower()
        found: list[Named] = []
        for stem, pattern in self._commands:
            if stem in folded:
                found += _found(pattern, line)
        if any(stem in folded for stem in self._fetches):
            found += _words(_FETCH, line)
        if "=" in line:
            found += _connections(line, folded)
        if "@" in line and "/" in line:
            found += _words(_PAIR_LOGIN, line)
        if any(stem in folded for stem in self._named):
            found += _headers(line)
        found += _paired(line) if self._paired else ()
        found += _inserted(line) if self._inserts and "insert" in folded else ()
        if "-" in line and (self._options or self._runs(line, folded)):
            found += _passed(line)
        return found

    def _runs(self, line: str, folded: str) -> bool:
        return any(one in folded for one in self._runners) and bool(RUNNER.search(line))


def runs(folded: str) -> bool:
    """Whether a program runs a command on a line of this text, in lower case, that may have an option with a secret."""
    runners = (at for word in _RUNNERS for at in places(folded, word))
    lines = (folded[start:end] for start, end in around(folded, runners))
    return any("-" in line and any(stem in line for stem in STEMS) for line in lines)


def _found(pattern: re.Pattern[str], line: str) -> Iterator[Named]:
    for found in pattern.finditer(line):
        start, value = strip(found.start("value"), found.group("value"))
        if _literal(value) and value.lower() not in {"password", "pass"}:
            yield Named(start, start + len(value), "password", value)


def _inserted(line: str) -> Iterator[Named]:
    yield from (Named(*one) for one in inserted(line))


def _passed(line: str) -> Iterator[Named]:
    """`--db-password literal`; only where the line is known to be a command."""
    for found in _OPTION.finditer(line):
        start, value = strip(found.start("value"), found.group("value"))
        value = value.strip()
        if (
            " " not in value
            and promise(found.group("name"))
            and credible(found.group("name"), value, config=True, bare=True)
        ):
            yield Named(start, start + len(value), found.group("name"), value)


def _connections(line: str, folded: str) -> Iterator[Named]:
    """Connection strings and queries of URLs that carry their password."""
    if ("pass" in folded or "pwd" in folded) and _DSN_REST.search(line):
        remark = line.lstrip().startswith(";")
        yield from (one for one in _words(_DSN, line) if "{" not in one.value and not (remark and one.value.isalpha()))
    if "?" in line and "://" in line:
        for found in _QUERY.finditer(line, line.find("://")):
            name, value = found.group("name", "value")
            if values.drawn(value) and _literal(value) and not download(line, value):
                yield Named(found.start("value"), found.end("value"), name, value)


def _words(pattern: re.Pattern[str], line: str) -> Iterator[Named]:
    """What an expression takes for a password, but for the samples of documentation."""
    for found in pattern.finditer(line):
        start, value = strip(found.start("value"), found.group("value"))
        if _literal(value) and value.lower() not in SAMPLES and not _JOINED.search(value):
            yield Named(start, start + len(value), "password", value)


def logins(line: str) -> Iterator[Named]:
    """Passwords behind a user, in one value under a name of authentication: of letters alone they may be names."""
    for found in _LOGIN.finditer(line):
        if found.group("user").lower() not in NOBODIES and not values.pathlike(line[found.start("user") : found.end()]):
            name, value = found.group("name", "value")
            known = name.lower().endswith(_OF_SERVICES)
            if known or not value.replace("-", "").replace("_", "").isalpha():
                yield Named(found.start("value"), found.end("value"), name, value)


def _paired(line: str) -> Iterator[Named]:
    for one in logins(line):
        if one.value.lower() not in SAMPLES and credible("password", one.value, config=True):
            yield one


def download(line: str, value: str) -> bool:
    """Whether a value is the token of a link to a file that everybody may have who has the link."""
    return values.uuid(value) and bool(_DOWNLOAD.search(line))


def pgpass_rows(line: str) -> Iterator[Named]:
    """A row of a PostgreSQL password file inside another file: a here-document."""
    found = _PGPASS.match(line) if line.count(":") > 3 else None  # noqa: PLR2004
    if found and _literal(found.group("value")):
        yield Named(found.start("value"), found.end("value"), "password", found.group("value"))


def _headers(line: str) -> Iterator[Named]:
    """Authorization headers and their kin with a literal that looks random."""
    for found in _HEADER.finditer(line):
        value = unschemed(found.group("value"))
        if credible("api_token", value, config=True):
            yield Named(found.end("value") - len(value), found.end("value"), found.group("name"), value)
