"""Credentials that are recognised by their own form: private keys, passwords in URLs, credential files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.secrets.words import empty, placeholder, reference

_KEY_HEAD = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d: |---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|AGE-SECRET-KEY-1")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/]{40,}")
# What stands between a key's head and its body: armour headers, quotes, escaped line breaks.
_BODY_WITHIN = 700
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,30}://(?P<user>[^\s/:@\"'<>`\\]{0,120}):(?P<value>[^\s/@\"'<>`\\]{1,200}|[^\s@\"'<>`\\]{1,200})@(?P<host>[^\s/:\"'<>`\\,)\]}]{1,200})", re.IGNORECASE)
_LOCAL = re.compile(r"(?i)\A(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal|(?:[\w-]+\.)*example(?:\.(?:com|org|net))?|(?:host|hostname|server|ip|domain|address|your[\w.-]*|my[\w-]*host)\b.*)\Z")
_SAMPLE_WORDS = frozenset("pass password passwd pw pwd secret user username token key x xx xxx apikey api_key credentials changeme example test foo bar my_password mypassword p u pswd".split())
_CRYPT = re.compile(r"\$(?:2[abxy]?|1|5|6|y|apr1|argon2id?|pbkdf2[\w-]*)\$[./A-Za-z0-9$=,+-]{20,200}")


class Block(NamedTuple):
    """A credential in a line: its span from 0, its name, its value."""

    start: int
    end: int
    kind: str
    value: str


def private_key(text: str, at: int) -> bool:
    """Whether a key's head at this offset has a body: documents show heads alone."""
    end = text.find("-----END", at + 11)
    stretch = text[at + 11 : min(at + _BODY_WITHIN, end if end > 0 else len(text))]
    body = _KEY_BODY.search(stretch.replace("\\n", "\n"))
    return bool(body) and len(set(body.group(0))) > 12  # type: ignore[union-attr]  # noqa: PLR2004


def key_heads(text: str) -> Iterator[re.Match[str]]:
    """Where private keys begin."""
    return _KEY_HEAD.finditer(text)


def urls(line: str) -> Iterator[Block]:
    """Passwords in URLs, but not the samples that documentation and defaults are full of."""
    for found in _URL.finditer(line):
        user, value, host = found.group("user", "value", "host")
        if _real(user, value, host):
            yield Block(found.start("value"), found.end("value"), "password of a URL", value)


def _real(user: str, value: str, host: str) -> bool:
    if empty(value) or reference(value) or placeholder(value) or "{" in value or value.startswith(("$", "%", "<", "*")):
        return False
    if "$" in user + host or "{" in user + host or "<" in user + host or "%s" in user + host:
        return False
    if value.lower() in _SAMPLE_WORDS or set(value) <= {"x", "X", "*", "."}:
        return False
    return not (_LOCAL.match(host) and value.lower() in {user.lower(), "postgres", "root", "admin", "guest", "redis", "mysql", "rabbitmq", "mongo", "dev", "development", "local"})


def crypt_hashes(line: str) -> Iterator[Block]:
    """Password hashes of crypt(3): in a file that is shared they can be guessed at leisure."""
    for found in _CRYPT.finditer(line):
        yield Block(found.start(), found.end(), "password hash", found.group(0))


# Files whose every line of a shape is a credential: path, then an expression whose group `value` is it.
FILES = (
    (re.compile(r"(?:^|/)\.?pgpass(?:\.conf)?$"), re.compile(r"^(?!#)(?:[^:\n]{1,200}:){4}(?P<value>.{1,200})$"), "PostgreSQL password file"),
    (re.compile(r"(?:^|/)[._]netrc$"), re.compile(r"\b(?:password|account)\s{1,8}(?P<value>\S{1,200})"), "netrc password"),
    (re.compile(r"(?:^|/)\.git-credentials$"), re.compile(r"://[^:@\s]{0,200}:(?P<value>[^@\s]{1,400})@"), "git credentials"),
    (re.compile(r"(?:^|/)\.(?:npmrc|yarnrc)$"), re.compile(r"(?:_auth(?:Token)?|_password)\s{0,4}=\s{0,4}\"?(?P<value>[^\s\"$]{6,400})"), "npm credentials"),
    (re.compile(r"(?:^|/)\.?pypirc$"), re.compile(r"^\s*password\s{0,8}[=:]\s{0,8}(?P<value>\S{1,400})"), "PyPI password"),
    (re.compile(r"(?:^|/)(?:\.dockercfg|\.docker/config\.json|dockerconfig\w*(?:\.json)?)$"), re.compile(r"\"(?:auth|identitytoken|password)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{6,2000})\""), "Docker registry credentials"),
    (re.compile(r"(?:^|/)[\w.-]*htpasswd[\w.-]*$|(?:^|/)proftpdpasswd$"), re.compile(r"^(?!#)[^:\s]{1,100}:(?P<value>[^:\s]{4,200})"), "htpasswd entry"),
    (re.compile(r"(?:^|/)(?:etc/)?shadow$"), re.compile(r"^[^:\s]{1,100}:(?P<value>[^:*!\s][^:\s]{8,200}):"), "shadow entry"),
    (re.compile(r"(?:^|/)wp-config[\w.-]*\.php$"), re.compile(r"define\(\s{0,8}['\"](?:DB_PASSWORD|\w{1,40}_(?:KEY|SALT))['\"]\s{0,8},\s{0,8}['\"](?P<value>[^'\"\n]{4,200})['\"]"), "WordPress secret"),
    (re.compile(r"(?:^|/)filezilla/\w+\.xml$|(?:^|/)(?:sitemanager|recentservers|filezilla)\.xml$"), re.compile(r"<Pass[^>]{0,40}>(?P<value>[^<]{2,200})</Pass>"), "FileZilla password"),
    (re.compile(r"(?:^|/)\.?(?:sftp|ftp|remote-sync|deployment)[\w.-]*\.json$|(?:^|/)\.ftpconfig$"), re.compile(r"\"(?:pass|password|passphrase)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{2,200})\""), "transfer password"),
    (re.compile(r"(?:^|/)robomongo\.json$"), re.compile(r"\"(?:userPassword|\w*[Pp]ass(?:word|phrase)?)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{2,200})\""), "database password"),
    (re.compile(r"(?:^|/)logins\.json$"), re.compile(r"\"encrypted(?:Password|Username)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{8,400})\""), "browser login"),
    (re.compile(r"(?:^|/)(?:config/)?(?:master|credentials)\.key$"), re.compile(r"^(?P<value>[0-9a-f]{32})\s*$"), "Rails master key"),
    (re.compile(r"(?:^|/)\.(?:esmtprc|msmtprc|fetchmailrc|muttrc|mailrc)$"), re.compile(r"(?i)\b(?:pass|password|smtp_pass|imap_pass)\s{0,8}=?\s{0,8}[\"']?(?P<value>[^\s\"']{2,200})"), "mail password"),
)  # fmt: skip


def in_file(path: str, line: str) -> Iterator[Block]:
    """What a line of a credential file holds; nothing for other files."""
    for where, what, kind in FILES:
        if where.search(path):
            for found in what.finditer(line):
                value = found.group("value")
                if not (empty(value) or reference(value) or value.lower() in {"changeme", "xxx", "xxxx"} or value.startswith("<")):
                    yield Block(found.start("value"), found.end("value"), kind, value)
