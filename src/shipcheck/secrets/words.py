"""What a name promises, and whether a value keeps it: the two halves of judging a literal that has no provider's shape.

The word lists and exclusions are those that met real repositories in the study behind this detector: form fields,
constants that are their own name, references to a vault, prose, identifiers of things that are called a key.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Literal

Promise = Literal["key", "strong", "weak", ""]

_STRONG = frozenset("password passwd passphrase passcode passwords pwd secret secrets credential credentials contrasena passwort kennwort mdp".split())
# Words that say password when they end a name of this kind: `DB_PASS`, `smtp_pw`.
_SHORT = frozenset({"pass", "pw", "psw", "pswd"})
_OWNERS = frozenset(
    "db database user admin root mysql pg postgres postgresql smtp mail email ftp sftp redis rabbitmq rabbit mq amqp ldap my app login http "
    "proxy sudo default mongo es elastic broker ssh wp key cert keystore truststore imap pop dba super superuser jenkins sql auth basic".split()
)
_WEAK = frozenset("token tokens apikey apikeys authtoken accesskey secretkey authkey privatekey bearer dsn webhook pepper authorization".split())
_KEYED = frozenset(
    "api access private signing sign encryption encrypt crypt cipher auth service account client master license licence consumer app application "
    "session jwt hmac fernet aes ssh deploy storage rest server admin integration subscription shared secret write ingest stripe aws openai "
    "sendgrid mailgun twilio maps google azure algolia license webhook hook bot user functions function instrumentation".split()
)
_SALTS = frozenset({"salt"})
# A name with one of these speaks about a secret, it does not hold one.
_ABOUT = frozenset(
    "name names path paths file files filename dir directory url uri urls id ids ref refs field fields header headers label labels type types "
    "policy hasher hashers validator validators validation min max length len size timeout ttl age expiry expires expire expiration expired lifetime "
    "duration format regex regexp pattern prefix suffix env var param params parameter placeholder help text title message msg error errors hint "
    "form view template route endpoint algorithm algo scheme manager store backend class classes model column table index count limit list "
    "enabled disabled required optional allowed used exists present valid is has show hide hidden visible invalid wrong bad missing incorrect "
    "mismatch reset forgot forgotten forget change changed update updated verify verified validate check checker strength rule rules page link button "
    "input element selector css xpath locator icon image event action callback handler listener schema serializer attribute attr "
    "property arg argument option options flag mode version kind source origin provider description desc comment note doc docs example sample demo "
    "question answer prompt public publishable primary foreign cache cached partition sort row hash hashed digest checksum fingerprint bcrypt "
    "encrypted sealed masked redacted sentinel marker symbol keyword word words character char chars alphabet charset random generate generated "
    "generator allow empty require requires requirement mount volume namespace group role scope scopes grant audience issuer realm protocol method "
    "storage_class rotation rotate rotation_days annotation tag tags status state stage step tokenizer tokenizers count usage budget price cost".split()
)
_LAST_ONLY_FINE = frozenset({"hash", "user", "list", "storage", "service", "app", "text", "source", "example", "demo", "sample"})
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


@lru_cache(maxsize=4096)
def split(name: str) -> tuple[str, ...]:
    """The words of an identifier in lower case: `dbPassword`, `DB_PASSWORD` and `db-password` are the same two."""
    return tuple(word.lower() for word in _CAMEL.findall(name[:200]))


@lru_cache(maxsize=4096)
def promise(name: str) -> Promise:
    """What a name promises.

    `key` is a framework's signing key (any literal lets a forger in), `strong` a password or a secret, `weak` a token or
    a key of some kind, whose value must look random besides.
    """
    words = [word for word in split(name) if not word.isdigit()]
    if not words or any(word in _ABOUT for word in words) and not _fine(words):
        return ""
    if "secret" in words and ("key" in words or words[-1] == "secretkey"):
        return "weak" if "access" in words and "aws" not in words else "key"
    if any(word in _STRONG for word in words):
        return "strong"
    if words[-1] in _SHORT and (len(words) == 1 or words[-2] in _OWNERS):
        return "strong"
    if any(word in _WEAK for word in words) or words[-1] in _SALTS:
        return "weak"
    if "key" in words[1:] and words[words.index("key", 1) - 1] in _KEYED:
        return "weak"
    return ""


def _fine(words: list[str]) -> bool:
    """A few words speak about a secret only at the end of a name: `APP_PASSWORD` is one, `password_app` is not."""
    return all(word not in _ABOUT or (word in _LAST_ONLY_FINE and at < len(words) - 1) for at, word in enumerate(words))


_NOTHING = frozenset(
    "true false null none nil yes no on off inherit required optional string str text secretstr undefined unset disabled enabled default auto n/a na "
    "empty hidden masked redacted removed deleted todo tbd fixme void any unknown".split()
)
_REFERENCE = re.compile(
    r"\A(?:\$.*|.*\$\{.*|.*\{\{.*|.*\{%.*|<.*>|\{[^}]*\}|\[[^\]]*\]|%\(.*|%[sdrif]|%\w+%|.*%[sd]|.*%\(\w+\)s.*|@.*@|!\w+.*|&\w+|\*\w+|__\w+__"
    r"|(?:env|vault|ssm|op|secret|secrets|secretsmanager|aws|gcp|sops|file|ref|kms|k8s|akv|bws|doppler|data|pass|lookup)(?::|\+).*"
    r"|arn:.*|projects/.*|ENC\[.*|\$ANSIBLE_VAULT.*|Ag[A-Z]\w{200,}|(?:process\.env|os\.environ|import\.meta\.env|config|settings|self|this|secrets|vars|var|local|module|data|env)\.\w.*"
    r"|[\w.]+\(.*)\Z",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(
    r"(?i)\A(?:x{3,}|\*{2,}|\.{3,}|•{2,}|-{2,}|_{2,}|#{2,}|\?{2,}|0{4,}"
    r"|.*(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|your[-_ ]|[-_ ]here\b|goes[-_ ]here|fill[-_ ]?(?:me|in)|to[-_ ]?be[-_ ](?:set|filled|replaced)"
    r"|set[-_ ]?(?:me|this|in|via|by)[-_ ]?|insert[-_ ]|enter[-_ ]|placeholder|not[-_ ]?set|redacted|x{4,}|\*{3,}|<[^>]*>|\bdummy\b|\bfixme\b|\bexample\b).*"
    r"|(?:my|the|some|any|a|an)[-_ ](?:password|secret|token|key|api[-_ ]?key|secret[-_ ]?key)|dummy\w*|fake\w*|mock\w*|sample\w*|example\w*|foo|bar|baz|foobar|test|testing"
    r"|todo|tbd|n/?a|none|null|empty|secret|password|passwd|pass|pwd|token|key|apikey|api[-_]key|credentials?|username|user)\Z",
    re.DOTALL,
)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)+\Z")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
_KEBAB = re.compile(r"[a-z]+(?:[-_./:][a-z]+)+\Z")
_PATHLIKE = re.compile(r"(?:\.{0,2}/|~/|[A-Za-z]:\\|\\\\|https?://|ws{1,2}://|file:|//|#[A-Za-z]|\.[A-Za-z][\w-]*\Z|[\w-]+\[|application/|text/|[\w./-]+\.(?:py|txt|json|ya?ml|pem|key|crt|html?|js|toml|ini|env|conf|md|sh|png)\Z)")


def empty(value: str) -> bool:
    """Whether a value says nothing at all: blank, a boolean, a null."""
    stripped = value.strip().strip("\"'")
    return not stripped or stripped.lower() in _NOTHING or not any(char.isalnum() for char in stripped)


def reference(value: str) -> bool:
    """Whether a value only says where the secret is: a variable, a template, a vault, a call."""
    return bool(_REFERENCE.match(value.strip()[:2000]))


def placeholder(value: str) -> bool:
    """Whether a value asks to be replaced."""
    return bool(_PLACEHOLDER.match(value.strip()[:400]))


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def own_name(name: str, value: str) -> bool:
    """Whether a value is but its name again: `INVALID_PASSWORD = "invalid_password"`, `{"password": "Password:"}`."""
    mine, theirs = _flat(name), _flat(value)
    return not theirs or mine.endswith(theirs) or (len(mine) > 3 and theirs.endswith(mine) and len(theirs) <= len(mine) + 12 and not any(c.isdigit() for c in theirs))


def names_something(value: str, *, config: bool) -> bool:
    """Whether a value is an identifier, a path or a selector rather than a secret."""
    stripped = value.strip()
    if _PATHLIKE.match(stripped) or (_DOTTED.match(stripped) and not random_looking(stripped)):
        return True
    if _CONSTANT.match(stripped) and promise(stripped):
        return True
    return config and bool(_KEBAB.match(stripped)) and bool(set(split(stripped)) & (_STRONG | _WEAK | {"key", "keys", "creds"}))


def credible(name: str, value: str, *, config: bool) -> bool:
    """Whether a literal under this name is a credential: the name promises one, and the value may be it."""
    kind = promise(name)
    stripped = value.strip()
    if not kind or len(stripped) > 4096 or empty(stripped) or reference(stripped) or placeholder(stripped):  # noqa: PLR2004
        return False
    if own_name(name, stripped) or names_something(stripped, config=config):
        return False
    if kind == "key":
        return len(stripped) > 2 and not (config and " " in stripped)  # noqa: PLR2004
    if kind == "strong":
        return len(stripped) > 3 and not _prose(stripped, name)  # noqa: PLR2004
    return random_looking(stripped)


def _prose(value: str, name: str) -> bool:
    if " " not in value and "\n" not in value:
        return False
    return "phrase" not in name.lower() or len(value.split()) > 12  # noqa: PLR2004


# The letter pairs that make up most of English text and identifiers: rare ones are what random strings are made of.
_COMMON = frozenset(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur "
    "ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir "
    "su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu "
    "ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt rp sk xi oe oy ws lv dl rf eu dg wr xa yi nm eb rb tm xc eh tc gy ja hn yp za gg ym sw bj lm cs ii ix xe oh lk dv lp ax ox uf dm iu sf bt ka yt ek pm ya gt wl rh yl hs ah yc yb hl pd iq aj"
    "".split()
)


def entropy(value: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    size = len(value)
    return -sum((n := value.count(char)) / size * math.log2(n / size) for char in set(value)) if value else 0.0


def random_looking(value: str) -> bool:
    """Whether a value was drawn rather than written: many kinds of characters in no order that a language has."""
    value = value.strip()
    if len(value) < 10 or " " in value or not re.fullmatch(r"[\x21-\x7e]+", value):  # noqa: PLR2004
        return False
    core = re.sub(r"[^A-Za-z0-9]", "", value)
    if len(set(core)) < 6 or len(core) < 8 or re.search(r"(.)\1{5}", core):  # noqa: PLR2004
        return False
    digits = sum(char.isdigit() for char in core)
    if digits == len(core):
        return len(core) >= 20 and entropy(core) > 2.8  # noqa: PLR2004
    if re.fullmatch(r"[0-9a-fA-F-]+", value):
        return len(core) >= 16 and digits >= 3 and entropy(core.lower()) > 2.8  # noqa: PLR2004
    return _surprise(value) >= (0.34 if len(core) >= 20 else 0.42) and entropy(core) > (3.0 if len(core) >= 16 else 2.6)  # noqa: PLR2004


def _surprise(value: str) -> float:
    """How much of a value is unlike words: rare letter pairs, digits among letters, runs of digits."""
    score = total = 0.0
    for one, two in zip(value, value[1:], strict=False):
        total += 1
        if one.isalpha() and two.isalpha():
            score += (one + two).lower() not in _COMMON
        elif one.isalnum() and two.isalnum():
            score += 0.5 if one.isdigit() and two.isdigit() else 1
    return score / total if total else 0.0
