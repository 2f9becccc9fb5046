"""Files that are one machine's own, by their names: variables, keys, credentials, databases."""

from __future__ import annotations

from typing import Literal

from shipcheck.lazy import lazy
from shipcheck.subjects.context import context
from shipcheck.subjects.dotenv import is_model

PrivateKind = Literal["variables", "key", "credentials", "database", ""]

_VARIABLES = lazy(r"(?i)(?:^|/)(?:\.env(?:\.[\w.-]+)?|(?:prod|production|secrets?|live|staging)\.env)\Z")
_KEY = lazy(
    r"(?i)(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|(?!(?:public|pub)\b)[\w.-]+(?<!\.pub)\.(?:key|ppk|p12|pfx|jks|keystore)"
    r"|(?:[\w.-]*[._-])?(?:priv(?:ate)?[._-]?)?key\.pem|privkey\d*\.pem|[\w.-]{0,100}private[\w.-]{0,100}\.pem)\Z"
)
_CREDENTIALS = lazy(
    r"(?i)(?:^|/)(?:\.pypirc|\.netrc|\.pgpass|\.git-credentials|\.aws(?:/credentials)?|\.ssh|\.kube(?:/config)?|kubeconfig"
    r"|\.docker/config\.json|service[-_]?account(?:[-_]?key)?\.json|credentials\.json|client_secrets?\.json)\Z"
)
_DATABASE = lazy(r"(?i)(?:^|/)[\w.-]+\.(?:sqlite3?|db)\Z")


def private_kind(path: str) -> PrivateKind:
    """What a file holds that no image should, by its name; nothing for models, public halves and files of tests."""
    if is_model(path) or context(path) == "development":
        return ""
    if _VARIABLES.search(path):
        return "variables"
    if _KEY.search(path):
        return "key"
    if _CREDENTIALS.search(path):
        return "credentials"
    return "database" if _DATABASE.search(path) else ""
