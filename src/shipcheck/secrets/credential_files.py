"""Files that exist to hold credentials: every line of a shape is one, weak or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.secrets.blocks import Block
from shipcheck.secrets.values import empty, reference

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
    (re.compile(r"(?:^|/)\.idea/.*\.xml$"), re.compile(r"\bpassword=\"(?P<value>[^\"\n]{4,400})\""), "stored connection"),
    (re.compile(r"(?:^|/)robomongo\.json$"), re.compile(r"\"(?:userPassword|\w*[Pp]ass(?:word|phrase)?)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{2,200})\""), "database password"),
    (re.compile(r"(?:^|/)logins\.json$"), re.compile(r"\"encrypted(?:Password|Username)\"\s{0,8}:\s{0,8}\"(?P<value>[^\"]{8,400})\""), "browser login"),
    (re.compile(r"(?:^|/)(?:config/)?(?:master|credentials)\.key$"), re.compile(r"^(?P<value>[0-9a-f]{32})\s*$"), "Rails master key"),
    (re.compile(r"(?:^|/)\.(?:esmtprc|msmtprc|fetchmailrc|muttrc|mailrc)$"), re.compile(r"(?i)\b(?:pass|password|smtp_pass|imap_pass)\s{0,8}=?\s{0,8}[\"']?(?P<value>[^\s\"']{2,200})"), "mail password"),
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
