"""What a path says about the file: how its values are written, and by which measure they are judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.context import apart as never_deployed
from shipcheck.subjects.context import context

if TYPE_CHECKING:
    from shipcheck.secrets.text_lines import Mode

_BARE = lazy(
    r"(?i)\.(?:ya?ml|ini|cfg|conf|cnf|config|properties|toml|env|envrc|sh|bash|zsh|fish|ps1|psm1|service|tfvars|desktop|prefs|mk|bat|cmd|rc|txt|eyaml|hcl|cred|creds|credentials)$"
    r"|(?:^|/)(?:makefile|justfile|procfile|jenkinsfile|caddyfile|vagrantfile|credentials|config|heroku|passwords?|secrets?|env)$"
    r"|(?:^|/)\.[\w-]+$|(?:^|/)\.?env\.[\w.-]+$|(?:^|/)\.env[\w.-]*$|\.env\.[\w.-]{1,100}$"
)
_CODE = lazy(r"(?i)\.(?:hcl)$|(?:^|/)(?:vagrantfile|jenkinsfile)$")
_COMPOSE = lazy(r"(?i)(?:^|/)[^/]*(?:compose|stack)[^/]*\.ya?ml$")
_DOCKERFILE = lazy(r"(?i)(?:^|/)(?:[^/]*[._-])?(?:dockerfile|containerfile)(?:[._-][^/]*)?$")
_PROSE = lazy(
    r"(?i)\.(?:md|markdown|rst|adoc|html?|jinja2?|j2|po|pot|tex|csv|tsv|svg|css|scss|less|log|mdx|ipynb_checkpoints|graphql|proto|patch|diff)$"
)
_GENERATED = lazy(
    r"(?i)(?:^|/)(?:[\w.-]*[-.]lock(?:\.json|\.yaml|b)?|[\w.-]+\.lock|npm-shrinkwrap\.json|go\.sum|\.secrets\.baseline|\.pre-commit-config\.yaml|[\w.-]*messages\.json|strings\.json|[^/]*(?:openapi|swagger)[^/]*)$"
    r"|\.(?:min\.\w+|map|har|snap|xlf|xliff|arb|resx|strings|lock|sum|baseline|cassette)$|(?:^|/)(?:node_modules|vendor|third_party|site-packages|bower_components|locales?|i18n|l10n|translations?|lang|langs|languages|cassettes|alembic/versions|(?:openapi|swagger)(?:[_-](?:ya?ml|json|docs?|specs?|schemas?))?)/"
)
_PIPELINE = lazy(
    r"(?i)(?:^|/)(?:\.github/(?:workflows|actions)/.*\.ya?ml|\.?gitlab-ci[^/]*\.ya?ml|\.gitlab/.*\.ya?ml|\.circleci/.*\.ya?ml|azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.yml|appveyor\.yml|\.cirrus\.yml|tox\.ini|noxfile\.py|action\.ya?ml|buildspec[^/]*\.ya?ml|cloudbuild[^/]*\.ya?ml)$"
)
_DOTENV = lazy(r"(?i)(?:^|/)(?:\.?env(?:\.[\w.-]+)?|\.env[\w.-]*|[\w.-]+\.env|\.envrc[\w.-]*)$")
_SAMPLE = lazy(
    r"(?i)(?<![a-z])(?:examples?|samples?|dist|defaults?|tpl|skel|skeleton|stub)(?![a-z])|[._-]templates?(?![a-z])"
)
_MADE_UP = lazy(
    r"(?i)(?<![a-z0-9])(?:specs?|mocks?|devstack|devel|molecule|testinfra|cypress|playwright|storybook|stories|testsuite|benchmarks?|locust(?:file)?s?|postman(?=/collections?/)|postman_collections?)(?![a-z0-9])"
)
_APART = lazy(r"(?i)(?<![a-z0-9])(?:tests?|testing|e2e|ci|docs?|examples?|samples?|fixtures?)(?![a-z0-9])")
# Settings of editors are shared by those who share the repository.
_EDITOR = lazy(r"(?:^|(?<=/))\.(?:vscode|idea|devcontainer)/")
_COMMAND = lazy(
    r"(?i)\.(?:sh|bash|zsh|ya?ml|mk|ps1|bat|cmd|json|service|tf|conf)$|(?:^|/)(?:makefile|justfile|procfile|jenkinsfile|vagrantfile)$|(?:^|/)\.[\w-]+$"
)
_DATA = lazy(r"(?i)\.(?:json5?|ya?ml|toml|ini|cfg|conf|properties|xml|plist)$")


class Place(NamedTuple):
    """How a file is read. `named` says that names count in it, `urls` that passwords of URLs do."""

    mode: Mode
    named: bool
    urls: bool
    bare: bool
    config: bool
    dockerfile: bool
    commands: bool
    xml: bool
    prose: bool
    python: bool


def place(path: str) -> Place:
    """What a path says.

    A test, a document or an example is apart: there a name alone says nothing. What developers use themselves is a
    sample: there it says something of a value that was drawn.
    """
    dotenv, pipeline = bool(_DOTENV.search(path)), bool(_PIPELINE.search(path))
    dockerfile = bool(_DOCKERFILE.search(path))
    bare = (bool(_BARE.search(path)) and not _CODE.search(path)) or dockerfile
    mode: Mode = "container" if _COMPOSE.search(path) else "scratch" if pipeline else "plain"
    shared = _EDITOR.sub("", path)
    apart = not pipeline and (never_deployed(shared) or bool(_MADE_UP.search(path)))
    development = not pipeline and context(path) == "development"
    if dotenv:
        sample = _sample(path)
        folder = path.rpartition("/")[0]
        apart = bool(_APART.search(folder) or (_APART.search(path) and not sample))
        mode = "sample" if sample else "plain"
    elif development or (_sample(path) and not path.endswith((".py", ".html"))):
        mode = "sample"
    text = mode == "plain" and _plain_text(path)
    prose, generated = bool(_PROSE.search(path)), bool(_GENERATED.search(path))
    named = not (apart or prose or generated)
    return Place(
        mode="text" if text else mode,
        named=named,
        urls=named and mode != "sample",
        bare=bare,
        config=bare or bool(_DATA.search(path)),
        dockerfile=dockerfile,
        commands=dockerfile or bool(_COMMAND.search(path)),
        xml=path.lower().endswith((".xml", ".config", ".plist", ".csproj", ".props", ".xsd")),
        prose=prose or path.lower().endswith(".txt"),
        python=path.endswith((".py", ".pyi", ".pyw")),
    )


def _sample(path: str) -> bool:
    """Whether a file's name says that it is to be copied first; `config/default.json` is what runs."""
    name = path.rpartition("/")[2]
    return bool(_SAMPLE.search(name)) and not name.startswith(("default.json", "default.y", "default.toml"))


def _plain_text(path: str) -> bool:
    """Text files are mostly prose and lists: what they hold under a name counts only when it was drawn."""
    return path.lower().endswith(".txt") and not re.search(
        r"(?i)pass|secret|cred|key|env|token", path.rpartition("/")[2]
    )
