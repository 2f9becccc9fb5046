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


# Generated, binary by nature, or our own: judged by nobody, since nobody writes a credential there.
_SKIPPED = (
    ".ai", ".eps", ".psd", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".webp", ".svg", ".pdf", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".zip", ".gz",
    ".bz2", ".xz", ".7z", ".tar", ".whl", ".jar", ".so", ".dll", ".exe", ".bin", ".pyc", ".mo", ".map", ".snap", ".har", ".xlf",
    ".mp3", ".mp4", ".wav", ".ogg", ".webm", ".avi", ".mov", ".sqlite", ".sqlite3", ".db", ".parquet", ".npy", ".pkl", ".min.js",
    ".min.css", ".lock", "lock.json", "lock.yaml", "lock.yml", "bun.lockb",
)  # fmt: skip
_OURS = frozenset({".secrets.baseline", ".shipcheck-baseline", "go.sum", "package.resolved"})


def skipped(path: str) -> bool:
    """Whether nobody reads a file for secrets, by its path."""
    path = path.lower()
    return path.endswith(_SKIPPED) or path.rpartition("/")[2] in _OURS


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
