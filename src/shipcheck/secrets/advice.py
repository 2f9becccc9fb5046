"""What to do about one very find: where its kind, its provider or its file says more than its rule.

One line, which is shown instead of the rule's general one. It holds no value, and no page of a provider that was not
looked up (docs/secrets.md, "After a find").
"""

from __future__ import annotations

import re
from functools import cache

from shipcheck.redact import redact
from shipcheck.secrets.found import CONTAINER, FALLBACK, FILE, KEY, KNOWN, NAMED, TOKEN, URL, Found
from shipcheck.secrets.words import split

# What each rule advises in general, for finds that say no more: the first line of its `## Fix`.
GENERAL = {
    TOKEN: "Revoke it at the provider now, then read it from the environment.",
    KEY: "Make a new key pair, revoke the old one, and mount the key where it is used instead of committing it.",
    URL: 'Read the whole URL from the environment: `os.environ["DATABASE_URL"]`.',
    NAMED: 'Rotate it, then read it from the environment: `os.environ["NAME"]`, with the name in `.env.example`.',
    FALLBACK: 'Drop the literal, so that a missing variable fails early: `os.environ["SECRET_KEY"]`.',
    CONTAINER: "Refer to a variable (`${POSTGRES_PASSWORD:?}`), a secret file, or the platform's secret store.",
    FILE: "`git rm --cached` the file, add it to `.gitignore`, and change what was in it.",
    KNOWN: "Read it from the environment here, too; once it was pushed, rotate it.",
}
PASSWORD_OF_URL = "password of a URL"  # noqa: S105  # a kind
TOKEN_OF_URL = "token of a URL"  # noqa: S105  # a kind
# Of kinds that say more than their rule.
KINDS = {
    PASSWORD_OF_URL: "Change that password, then read the whole URL from the environment.",
    TOKEN_OF_URL: "Revoke that token; a credential helper, or a header from the environment, keeps it out of the URL.",
    "value of a Kubernetes Secret": "Change it, and commit the manifest only sealed (SealedSecrets, SOPS): base64 hides nothing.",
    "htpasswd entry": "Change that password, and mount the file when the server starts: its hash can be guessed offline.",
    "password hash": "Change that password: whoever has the file can guess at its hash offline, at leisure.",
    "shadow entry": "Change that password: whoever has the file can guess at its hash offline, at leisure.",
    "PostgreSQL password file": "`git rm --cached` it, `ALTER ROLE ... PASSWORD`, and give the password by `PGPASSFILE` or a secret.",
    "netrc password": "`git rm --cached` it, and change the password at every host that it names.",
    "git credentials": "`git rm --cached` it, revoke the tokens at the hosts that it names, and use a credential helper.",
    "npm credentials": "`npm token revoke` it, and write `${NPM_TOKEN}` in its place.",
    "PyPI password": "Delete it at the index that it is for, and publish from CI with a trusted publisher or a secret.",
    "Docker registry credentials": "Revoke it at the registry, `git rm --cached` the file, and `docker login` with a credential helper.",
    "Rails master key": "Encrypt the credentials anew with another key, change what was in them, and keep the key out of git.",
    "WordPress secret": "Change the database's password, and draw new keys and salts: that ends every session.",
    "browser login": "`git rm --cached` the profile, and change every password that it holds.",
}
# By the first words of a private key.
_ARMOUR = (
    (
        r"OPENSSH|SSH2|PuTTY",
        "Make a new key pair, and take the old public key out of `authorized_keys` and of deploy keys.",
    ),
    (r"PGP", "Publish a revocation certificate for it (`gpg --gen-revoke`), then make a new key."),
    (r"AGE-SECRET", "Make a new key with `age-keygen`, encrypt again for it, and change what the old one could read."),
)
_VARIABLE = r"[A-Z][A-Z0-9_]{2,39}"


def advice(found: Found, path: str) -> str:
    """One line on what to do about a find, never empty."""
    return f"{found.note} {_advice(found, path)}".lstrip()


def _advice(found: Found, path: str) -> str:
    page = _pages().get(found.kind, "")
    if page:
        return f"Revoke it: {page} then read it from the environment."
    if found.kind == "private key":
        return _key(found.value)
    if found.kind in KINDS:
        return KINDS[found.kind]
    return _named(found, path) or GENERAL[found.rule]


@cache
def _pages() -> dict[str, str]:
    """The page about revoking by the kind of a token; kinds without one are left out."""
    from shipcheck.secrets.shapes import SHAPES  # noqa: PLC0415  # only where something was found

    return {shape.kind: shape.rotate for shape in SHAPES if shape.rotate}


def _key(value: str) -> str:
    return next((said for head, said in _ARMOUR if re.search(head, value[:80])), GENERAL[KEY])


def _named(found: Found, path: str) -> str:
    """For a literal under a name: the variable that takes its place, in the language of the file."""
    name = path.rpartition("/")[2].lower()
    if found.rule == CONTAINER and re.match(r"(?:[\w-]+\.)?(?:docker|container)file", name):
        return "Change it: what ENV and ARG say stays in the image. Give it when the container starts."
    variable = "_".join(split(found.name)).upper()
    if not re.fullmatch(_VARIABLE, variable) or redact(variable) != variable:
        return ""
    if found.rule == CONTAINER:
        return f"Change it, then refer to a variable, `${{{variable}:?}}`, or to a secret file."
    if found.rule == NAMED and path.endswith((".py", ".ipynb")):
        return f'Rotate it, then read it from the environment: `os.environ["{variable}"]`.'
    return _elsewhere(path.lower(), variable) if found.rule == NAMED else ""


def _elsewhere(path: str, variable: str) -> str:
    """The same for files that are no Python: where their kind is given secrets."""
    if re.search(r"(?:^|/)\.github/(?:workflows|actions)/", path):
        return f"Rotate it, then keep it among the repository's secrets: `${{{{ secrets.{variable} }}}}`."
    if re.search(r"\.(?:sh|bash|zsh|mk)$|(?:^|/)(?:makefile|justfile|procfile)$", path):
        return f"Rotate it, then let the environment give it: `${{{variable}:?}}`."
    if path.endswith((".tf", ".tfvars", ".hcl")):
        return f"Rotate it, then declare a variable that is `sensitive`, and give it as `TF_VAR_{variable.lower()}`."
    if re.search(r"\.(?:ya?ml|toml|ini|cfg|conf|properties|json5?|xml|config)$", path):
        return f"Rotate it, and keep it out of the file: give `{variable}` by the environment or a secret store."
    return ""
