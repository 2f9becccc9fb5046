"""Calls that say what their argument is: logins, hashes, signers, readers with a default."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.lazy import lazy
from shipcheck.secrets.python_names import called, owner, read_name, target_name, text_of
from shipcheck.secrets.python_tree import ast
from shipcheck.secrets.python_values import Literal, under
from shipcheck.secrets.words import promise, split

# The names by which an argument is judged that has none of its own.
PASSWORD, KEY, TOKEN = UNNAMED = ("password", "secret_key", "api_token")
# Functions that take a secret by position: which one, and what it is.
_POSITIONAL = {
    "login": (1, PASSWORD),
    "authenticate": (1, PASSWORD),
    "HTTPBasicAuth": (1, PASSWORD),
    "HTTPDigestAuth": (1, PASSWORD),
    "HTTPProxyAuth": (1, PASSWORD),
    "BasicAuth": (1, PASSWORD),
    "OAuthHandler": (1, KEY),
    "OAuth1UserHandler": (1, KEY),
    "OAuth1Session": (1, KEY),
    "OAuth1": (1, KEY),
    "Github": (0, TOKEN),
    "Gitlab": (1, TOKEN),
    "DigestAuth": (1, PASSWORD),
    "PlainCredentials": (1, PASSWORD),
    "username_pw_set": (1, PASSWORD),
    "simple_bind_s": (1, PASSWORD),
    "create_superuser": (2, PASSWORD),
    "create_user": (2, PASSWORD),
    "create_admin": (1, PASSWORD),
    "set_password": (0, PASSWORD),
    "setpassword": (0, PASSWORD),
    "check_password": (0, PASSWORD),
    "make_password": (0, PASSWORD),
    "generate_password_hash": (0, PASSWORD),
    "get_password_hash": (0, PASSWORD),
    "get_hashed_password": (0, PASSWORD),
    "hash_password": (0, PASSWORD),
    "encrypt_password": (0, PASSWORD),
    "hashpw": (0, PASSWORD),
    "FTP": (2, PASSWORD),
    "FTP_TLS": (2, PASSWORD),
    "Fernet": (0, KEY),
    "SecretBox": (0, KEY),
    "AESGCM": (0, KEY),
    "ChaCha20Poly1305": (0, KEY),
    "EncryptedCookieStorage": (0, KEY),
    "LoginManager": (0, KEY),
    "Signer": (0, KEY),
    "JSONWebSignatureSerializer": (0, KEY),
    "URLSafeTimedSerializer": (0, KEY),
    "URLSafeSerializer": (0, KEY),
    "TimestampSigner": (0, KEY),
    "TimedJSONWebSignatureSerializer": (0, KEY),
}
_QUALIFIED = {
    ("jwt", "encode"): (1, KEY),
    ("jwt", "decode"): (1, KEY),
    ("jose", "encode"): (1, KEY),
    ("hmac", "new"): (0, KEY),
    ("hmac", "digest"): (0, KEY),
    ("AES", "new"): (0, KEY),
    ("URL", "create"): (2, PASSWORD),
    ("engine", "URL"): (2, PASSWORD),
    ("url", "URL"): (2, PASSWORD),
    ("sqlalchemy", "URL"): (2, PASSWORD),
    ("keyring", "set_password"): (2, PASSWORD),
    ("MySQLdb", "connect"): (2, PASSWORD),
    ("pymysql", "connect"): (2, PASSWORD),
    ("MySQLdb", "Connect"): (2, PASSWORD),
    ("cx_Oracle", "connect"): (1, PASSWORD),
    ("oracledb", "connect"): (1, PASSWORD),
    ("ssh", "connect"): (3, PASSWORD),
    ("ssh_client", "connect"): (3, PASSWORD),
    ("pyotp", "TOTP"): (0, KEY),
    ("pyotp", "HOTP"): (0, KEY),
}
_CREATORS = frozenset({"create_superuser", "create_user", "create_admin"})
HASHING = frozenset({"make_password", "generate_password_hash", "hashpw", "get_password_hash", "hash_password"})
_HASHERS = ("pwd", "bcrypt", "argon", "crypt", "hasher", "pbkdf2", "password")
_SETTERS = frozenset({"add_header", "setdefault", "setenv", "putenv", "set_header", "putheader", "__setitem__", "add"})
# Readers by the words of their name: `get`, `read_secret`, `env_or_default`; not `get_model`.
_READERS = frozenset({"get", "pop", "getattr", "setdefault", "getenv", "option", "add_argument"})
_READING = frozenset(
    {"env", "environ", "config", "conf", "secret", "setting", "settings", "option", "default", "getenv"}
)
# Functions that take it first.
FIRST = frozenset(name for name, (place, _) in _POSITIONAL.items() if place == 0)
# The same as expressions, for a look at a line: what takes a password by position, what takes a key, pairs of a login. An
# owner and its method are told apart as well, since one expression for both takes the square of a line's length.
TAKERS = (
    r"(?:login|authenticate|HTTP(?:Basic|Digest|Proxy)Auth|BasicAuth|DigestAuth|PlainCredentials|username_pw_set|simple_bind_s"
    r"|OAuthHandler|OAuth1UserHandler|OAuth1Session|OAuth1|Github|Gitlab|create_superuser|create_user|create_admin|FTP|FTP_TLS|hashpw"
    r"|(?:engine|url|sqlalchemy)\s*\.\s*URL)"
)
TAKING = (
    (r"(?:URL|MySQLdb|pymysql|cx_Oracle|oracledb|ssh|ssh_client)", r"\.\s*[cC](?:reate|onnect)"),
    (r"(?:pwd|bcrypt|argon|crypt|hasher|pbkdf2|password)", r"\.\s*(?:hash|verify|encrypt)"),
)
PACKERS = r"(?:(?:standard_|urlsafe_)?b64encode)"
SIGNERS = (
    r"(?:Fernet|SecretBox|AESGCM|ChaCha20Poly1305|EncryptedCookieStorage|LoginManager|Signer|JSONWebSignatureSerializer"
    r"|URLSafeTimedSerializer|URLSafeSerializer|TimestampSigner|TimedJSONWebSignatureSerializer)"
)
SIGNING = (
    (r"(?:jwt|jose)", r"\.\s*(?:encode|decode)"),
    (r"hmac", r"\.\s*(?:new|digest)"),
    (r"AES", r"\.\s*new"),
    (r"pyotp", r"\.\s*[TH]OTP"),
)


def _called(names: str, owned: tuple[tuple[str, str], ...]) -> str:
    every = "|".join((names, *(one + r"[^\n]*" + method for one, method in owned)))
    return rf"(?:^|[^\w])(?:{every})\s*\("


TAKES, SIGNS = _called(f"{TAKERS}|{PACKERS}", TAKING), _called(SIGNERS, SIGNING)
PAIR = r"(?:auth|creds|credentials)[\"'\]]*\s*(?::[^\n=]*)?="
PAIRS = rf"{PAIR}\s*[\(\[]"
# Words of the calls above that no name of a secret holds.
CALLS = (
    "login",
    "username_pw",
    "simple_bind",
    "create_",
    "ftp",
    "fernet",
    "secretbox",
    "serializer",
    "signer",
    "jwt",
    "jose",
    "hmac",
    "aes",
    "url",
    "mysql",
    "hash",
    "verify",
    "encrypt",
    "credential",
    "plain",
    "digest",
    "oauth",
    "github",
    "gitlab",
    "b64encode",
    "gcm",
    "poly1305",
    "cookiestorage",
    "oracle",
    "ssh",
    "otp",
)
_PACKERS = frozenset({"b64encode", "standard_b64encode", "urlsafe_b64encode"})
_LOGIN = lazy(r"[\w.@+-]{1,80}:(\S{3,200})\Z")
_PAIRS = frozenset({"auth", "http_auth", "basic_auth", "proxy_auth", "creds", "credentials"})


def pair(name: str, value: ast.expr) -> Iterator[Literal]:
    """`auth=("user", "literal")`."""
    if name.lower() in _PAIRS and isinstance(value, ast.Tuple | ast.List) and len(value.elts) == 2:  # noqa: PLR2004
        yield from under(PASSWORD, value.elts[1])


def in_call(call: ast.Call) -> Iterator[Literal]:
    """The secrets among a call's arguments."""
    for keyword in call.keywords:
        if keyword.arg:
            yield from under(keyword.arg, keyword.value)
            yield from pair(keyword.arg, keyword.value)
            yield from _typed_default(keyword)
    yield from _by_position(call)
    yield from _packed(call)
    yield from _defaulted(call)
    if len(call.args) == 3 and called(call.func) == "setattr":  # noqa: PLR2004
        yield from under(text_of(call.args[1]), call.args[2])
    if len(call.args) == 2 and called(call.func) in _SETTERS and text_of(call.args[0]):  # noqa: PLR2004
        yield from under(text_of(call.args[0]), call.args[1], fallback=called(call.func) == "setdefault")
    if called(call.func) == "compare_digest" and len(call.args) == 2:  # noqa: PLR2004
        yield from compared(call.args[0], call.args[1])
        yield from compared(call.args[1], call.args[0])


def compared(one: ast.expr, other: ast.expr) -> Iterator[Literal]:
    """A strong name against a literal: a back door. A signing key is compared to refuse known bad ones."""
    if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in {"encode", "strip"}:
        one = one.func.value
    if isinstance(one, ast.Attribute) and one.attr in {"data", "value", "text"}:
        one = one.value
    name = target_name(one) or (text_of(one.args[0]) if isinstance(one, ast.Call) and one.args else "")
    if promise(name) in {"strong", "weak"} and isinstance(other, ast.Constant):
        yield from under(name, other)


def _typed_default(keyword: ast.keyword) -> Iterator[Literal]:
    """`Env(SECRET_KEY=(str, "literal"))`: a type and a default."""
    value = keyword.value
    typed = isinstance(value, ast.Tuple) and len(value.elts) == 2 and isinstance(value.elts[0], ast.Name)  # noqa: PLR2004
    if keyword.arg and typed and isinstance(value, ast.Tuple):
        yield from under(keyword.arg, value.elts[1], fallback=True)


def _by_position(call: ast.Call) -> Iterator[Literal]:
    name = called(call.func)
    known = _QUALIFIED.get((owner(call.func), name)) or _POSITIONAL.get(name)
    if name == "new" and _derives(call):
        return
    if name in {"hash", "verify", "encrypt"} and any(word in owner(call.func).lower() for word in _HASHERS):
        known = (0, PASSWORD)
    known = _by_mail(call) or known
    if known and len(call.args) > known[0]:
        yield from under(known[1], call.args[known[0]])
    if known and known[1] == KEY:
        yield from (one for keyword in call.keywords if keyword.arg == "key" for one in under(KEY, keyword.value))


def _by_mail(call: ast.Call) -> tuple[int, str] | None:
    """Where the password stands if the first argument is who signs in: by mail, or a bare function's only other argument."""
    name = called(call.func)
    if name not in _CREATORS or len(call.args) < 2 or not text_of(call.args[0]):  # noqa: PLR2004
        return None
    who, second = text_of(call.args[0]), text_of(call.args[1])
    alone = isinstance(call.func, ast.Name) and len(call.args) == 2  # noqa: PLR2004
    if "@" in second or not ("@" in who or alone) or (name == "create_user" and second.isalpha()):
        return None
    return (1, PASSWORD)


def _derives(call: ast.Call) -> bool:
    """Whether the message of a digest is a secret: a literal for its key is then a label that everybody may know."""
    messages = [*call.args[1:2], *(one.value for one in call.keywords if one.arg == "msg")]
    return owner(call.func) == "hmac" and any(promise(target_name(_bare(one))) for one in messages)


def _bare(node: ast.expr) -> ast.expr:
    return node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else node


def _packed(call: ast.Call) -> Iterator[Literal]:
    """`b64encode(b"user:literal")`: what a header of Basic authentication is made of."""
    if called(call.func) not in _PACKERS or not call.args:
        return
    inner = call.args[0]
    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "encode":
        inner = inner.func.value
    if isinstance(inner, ast.Constant):
        written = inner.value.decode("utf-8", "replace") if isinstance(inner.value, bytes) else inner.value
        found = _LOGIN.match(written) if isinstance(written, str) else None
        if found:
            yield Literal(inner, PASSWORD, found.group(1), fallback=False)


def _defaulted(call: ast.Call) -> Iterator[Literal]:
    """What a reader of the environment, of settings or of a form hands out when there is nothing to read."""
    environment = read_name(call)
    names = [text for one in call.args[:2] if promise(text := text_of(one))]
    name = environment if promise(environment) else names[0] if names else ""
    function = called(call.func)
    reader = function in _READERS or bool(_READING.intersection(split(function)))
    if not name or not (environment or reader):
        return
    given = [one.value for one in call.keywords if one.arg in {"default", "fallback"}]
    at = next(place for place, one in enumerate(call.args) if text_of(one) == name)
    for default in [*call.args[at + 1 : at + 2], *given]:
        yield from under(name, default, fallback=bool(environment))
