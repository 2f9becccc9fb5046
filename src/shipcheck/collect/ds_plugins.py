"""The plugins of detect-secrets, entered by the side door.

Its package imports the scan loop and multiprocessing at the front door, and `requests` in the plugins' base class, which
only its verification needs: ten bare interpreter starts. So single modules are imported, with both names stood in for
meanwhile; whoever wants the real ones gets them afterwards. Its settings stay as they are when nobody touched them,
which is without verification.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from shipcheck.model import CannotJudge
from shipcheck.secrets import ds_keyword

# The modules of its plugins by their classes, in the order in which it lists them.
MODULES = {
    "ArtifactoryDetector": "artifactory",
    "AWSKeyDetector": "aws",
    "AzureStorageKeyDetector": "azure_storage_key",
    "Base64HighEntropyString": "high_entropy_strings",
    "BasicAuthDetector": "basic_auth",
    "CloudantDetector": "cloudant",
    "DiscordBotTokenDetector": "discord",
    "GitHubTokenDetector": "github_token",
    "GitLabTokenDetector": "gitlab_token",
    "HexHighEntropyString": "high_entropy_strings",
    "IbmCloudIamDetector": "ibm_cloud_iam",
    "IbmCosHmacDetector": "ibm_cos_hmac",
    "IPPublicDetector": "ip_public",
    "JwtTokenDetector": "jwt",
    "KeywordDetector": "keyword",
    "MailchimpDetector": "mailchimp",
    "NpmDetector": "npm",
    "OpenAIDetector": "openai",
    "PrivateKeyDetector": "private_key",
    "PypiTokenDetector": "pypi_token",
    "SendGridDetector": "sendgrid",
    "SlackDetector": "slack",
    "SoftlayerDetector": "softlayer",
    "SquareOAuthDetector": "square_oauth",
    "StripeDetector": "stripe",
    "TelegramBotTokenDetector": "telegram_token",
    "TwilioKeyDetector": "twilio",
}
# Packages whose `__init__` imports what is not used here.
_PACKAGES = ("detect_secrets", "detect_secrets.core", "detect_secrets.filters", "detect_secrets.transformers")


class _Absent(ModuleType):
    """A module that is not there: whatever is asked of it is a class that nothing is an instance of."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent(name) if name == "exceptions" else type(name, (Exception,), {})


@contextmanager
def _side_door() -> Iterator[None]:
    stubs: dict[str, ModuleType] = {}
    spec = find_spec("detect_secrets") if "detect_secrets" not in sys.modules else None
    if spec is not None:
        folder = list(spec.submodule_search_locations or ())
        for package in _PACKAGES:
            stubs[package] = ModuleType(package)
            stubs[package].__path__ = ["/".join((path, *package.split(".")[1:])) for path in folder]
    if "requests" not in sys.modules:
        stubs["requests"] = _Absent("requests")
    sys.modules.update(stubs)
    try:
        yield
    finally:
        for name in stubs:
            del sys.modules[name]


@cache
def module(name: str) -> Any:
    """A module of detect-secrets; raises `CannotJudge` where there is none."""
    try:
        with _side_door():
            return import_module(name)
    except (ImportError, AttributeError):
        raise CannotJudge(
            "detect-secrets", "it cannot be imported", "install it: `pip install detect-secrets`"
        ) from None


def plugin(name: str, options: Mapping[str, Any]) -> Any:
    """One of its own plugins; raises `CannotJudge` for options that it does not take."""
    found = getattr(module(f"detect_secrets.plugins.{MODULES[name]}"), name)
    try:
        return found(**options)
    except (TypeError, ValueError):
        raise CannotJudge(".secrets.baseline", f"detect-secrets does not take these options of `{name}`") from None


def version() -> str:
    """Which detect-secrets it is."""
    return str(module("detect_secrets.__version__").VERSION)


def keywords(keyword: Any, path: str, line: str) -> Iterable[Any]:
    """What the keyword plugin finds on a long line of a file whose type wants values in quotes."""
    its = module("detect_secrets.plugins.keyword")
    expressions = its.QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP
    if keyword.keyword_exclude and keyword.keyword_exclude.search(line):
        return ()
    found = ds_keyword.values(line, expressions, its.PRECEDED_BY_EQUAL_COMPARISON_SIGNS_QUOTES_REQUIRED_REGEX)
    secret = module("detect_secrets.core.potential_secret").PotentialSecret
    return [secret(type=keyword.secret_type, filename=path, secret=value) for value in found]


def run(code: str, path: str) -> ModuleType:
    """Execute a file of the project that holds plugins or filters: only for who trusts it (`ds_trust`)."""
    made = ModuleType(path.rpartition("/")[2].removesuffix(".py"))
    made.__file__ = path
    with _side_door():
        exec(compile(code, path, "exec"), made.__dict__)  # noqa: S102  # that is what these files are for
    return made


def injected(function: Any, *, bound: bool = False) -> Callable[..., Any]:
    """A function, or a bound method, that is called with the arguments that it names: so detect-secrets calls all it has."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount][int(bound) :]

    def call(**values: Any) -> Any:
        return function(**{name: value for name, value in values.items() if name in names})

    return call
