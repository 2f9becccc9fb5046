"""Files that exist to hold credentials: every line of a shape is one, weak or not."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.lazy import lazy
from shipcheck.secrets.blocks import Block
from shipcheck.secrets.values import empty, reference

# Files whose every line of a shape is a credential: path, then an expression whose group `value` is it.
FILES = (
    (lazy(r"(?:^|/)\.?pgpass(?:\.conf)?$"), lazy(r"^(?!#)(?:[^:\n]{1,200}:){4}(?P<value>.{1,200})$"), "PostgreSQL password file"),
    (lazy(r"(?:^|/)[._]netrc$"), lazy(r"\b(?:password|account)\s{1,8}(?P<value>\S{1,200})"), "netrc password"),
    (lazy(r"(?:^|/)\.git-credentials$"), lazy(r"://[^:@\s]{0,200}:(?P<value>[^@\s]{1,400})@"), "git credentials"),
    (lazy(r"(?:^|/)\.(?:npmrc|yarnrc)$"), lazy(r"(?:_auth(?:Token)?|_password)\s{0,4}=\s{0,4}\"?(?P<value>[^\s\"$]{6,400})"), "npm credentials"),
    (lazy(r"(?:^|/)\.?pypirc$"), lazy(r"^\s*password\s{0,8}[=:]\s{0,8}(?P<value>\S{1,400})"), "PyPI password"),
    (lazy(r"(?:^|/)(?:\.dockercfg|\.docker/config\.json|dockerconfig\w*(?:\.json)?)$"), lazy(r"\"(?:auth|identitytoken|password)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{6,2000})\""), "Docker registry credentials"),
    (lazy(r"(?:^|/)[\w.-]{0,100}htpasswd[\w.-]{0,100}$|(?:^|/)proftpdpasswd$"), lazy(r"^(?!#)[^:\s]{1,100}:(?P<value>[^:\s]{4,200})"), "htpasswd entry"),
    (lazy(r"(?:^|/)(?:etc/)?shadow$"), lazy(r"^[^:\s]{1,100}:(?P<value>[^:*!\s][^:\s]{8,200}):"), "shadow entry"),
    (lazy(r"(?:^|/)wp-config[\w.-]*\.php$"), lazy(r"define\(\s{0,8}['\"](?:DB_PASSWORD|\w{1,40}_(?:KEY|SALT))['\"]\s{0,8},\s{0,8}['\"](?P<value>[^'\"\n]{4,200})['\"]"), "WordPress secret"),
    (lazy(r"(?:^|/)filezilla/\w+\.xml$|(?:^|/)(?:sitemanager|recentservers|filezilla)\.xml$"), lazy(r"<Pass[^>]{0,40}>(?P<value>[^<]{2,200})</Pass>"), "FileZilla password"),
    (lazy(r"(?:^|/)\.?(?:sftp|ftp|remote-sync|deployment)[\w.-]*\.json$|(?:^|/)\.ftpconfig$"), lazy(r"\"(?:pass|password|passphrase)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{2,200})\""), "transfer password"),
    (lazy(r"(?:^|/)\.idea/.*\.xml$"), lazy(r"\bpassword=\"(?P<value>[^\"\n]{4,400})\""), "stored connection"),
    (lazy(r"(?:^|/)robomongo\.json$"), lazy(r"\"(?:userPassword|\w*[Pp]ass(?:word|phrase)?)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{2,200})\""), "database password"),
    (lazy(r"(?:^|/)logins\.json$"), lazy(r"\"encrypted(?:Password|Username)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{8,400})\""), "browser login"),
    (lazy(r"(?:^|/)(?:config/)?(?:master|credentials)\.key$"), lazy(r"^(?P<value>[0-9a-f]{32})\s*$"), "Rails master key"),
    (lazy(r"(?:^|/)\.(?:esmtprc|msmtprc|fetchmailrc|muttrc|mailrc)$"), lazy(r"(?i)\b(?:pass|password|smtp_pass|imap_pass)\s{0,8}=?\s{0,8}[\"']?(?P<value>[^\s\"']{2,200})"), "mail password"),
)  # fmt: skip


def is_one(path: str) -> bool:
    """Whether a file exists to hold credentials."""
    return any(where.search(path) for where, _, _ in FILES)


def in_file(path: str, line: str) -> Iterator[Block]:
    """What a line of a credential file holds; nothing for other files."""
    for where, what, kind in FILES:
        if where.search(path):
            for found in what.finditer(line):
                value = found.group("value")
                if not (
                    empty(value)
                    or reference(value)
                    or value.lower() in {"changeme", "xxx", "xxxx"}
                    or value.startswith("<")
                ):
                    yield Block(found.start("value"), found.end("value"), kind, value)
