"""A first look at a path, by words alone: `places` says the same and more, for the price of a dozen expressions."""

from __future__ import annotations

# By its name or its format such a file is always read in full: it exists to hold credentials, or is no plain text.
_TELLING = (
    "pgpass", "netrc", "git-credentials", "npmrc", "yarnrc", "pypirc", "docker", "htpasswd", "proftpdpasswd", "shadow",
    "wp-config", "filezilla", "sitemanager", "recentservers", "ftp", "remote-sync", "deployment", ".idea/", "robomongo",
    "logins.json", "master.key", "credentials.key", "smtprc", "fetchmailrc", "muttrc", "mailrc", ".ipynb",
)  # fmt: skip
# Prose and presentation: what stands there under a name alone says nothing.
_PROSE = (
    ".md", ".markdown", ".rst", ".adoc", ".html", ".htm", ".jinja", ".jinja2", ".j2", ".po", ".pot", ".tex", ".csv",
    ".tsv", ".css", ".scss", ".less", ".mdx", ".graphql", ".proto", ".patch", ".diff", ".log",
)  # fmt: skip
_APART = frozenset(
    (
        "test",
        "tests",
        "testing",
        "e2e",
        "ci",
        "doc",
        "docs",
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "sandbox",
        "conftest",
        "fixture",
        "fixtures",
        "testdata",
    )
)
_SIGNS = "/._-+ "


def telling(path: str) -> bool:
    """Whether a path may be a credential file or a notebook: the gate has no say there."""
    path = path.lower()
    return any(part in path for part in _TELLING)


def quiet(path: str) -> bool:
    """Whether a path is surely prose, or Python of tests, documents or examples: only what has a form of its own counts."""
    if path.endswith((".py", ".pyi")):
        words = path.lower()
        for sign in _SIGNS:
            words = words.replace(sign, "\n")
        name = path.rpartition("/")[2].lower()
        piped = name.startswith(("noxfile", "env", ".env")) or ".env." in name or "env.py" in name
        return not piped and not _APART.isdisjoint(words.split("\n"))
    name = path.rpartition("/")[2].lower()
    return name.endswith(_PROSE) and "env" not in name and not name.startswith((".", "dockerfile", "containerfile"))
