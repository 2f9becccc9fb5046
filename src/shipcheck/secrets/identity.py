"""Which provider can be asked whether a token of its own still works, how, and what its answer means.

One harmless call each, which the provider documents as "who am I" or the like (docs/secrets.md, "Verifying", names the
pages). The token goes into a header, never into an address. What is not documented to mean that a token is dead is
unknown: a network that filters, a rate limit, a missing scope, a server of the user's own that the provider cannot know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

Answer = Literal["active", "revoked", "unknown"]
_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403
# What can stand in a header; tokens hold nothing else.
_TOKEN = r"[\x21-\x7e]{8,4096}"  # noqa: S105  # an expression


class Provider(NamedTuple):
    """Whom to ask about some kinds of tokens.

    `headers` hold `{}` where the token goes. `says` reads the answer (status, JSON body) where the status alone does
    not tell. `elsewhere` is where a token may work that the provider does not know: then its refusal proves nothing.
    """

    name: str
    host: str
    path: str
    kinds: tuple[str, ...]
    headers: Mapping[str, str]
    form: str = _TOKEN
    method: str = "GET"
    says: Callable[[int, Any], Answer] | None = None
    elsewhere: str = ""


class Question(NamedTuple):
    """One request: it holds the token, and stays with whoever sends it."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<question to {self.host}>"


class Reply(NamedTuple):
    """What came back: status 0 for nothing."""

    status: int
    body: bytes = b""


def _bearer(**more: str) -> Mapping[str, str]:
    return {"Authorization": "Bearer {}", **{name.replace("_", "-"): value for name, value in more.items()}}


def _slack(_status: int, body: Any) -> Answer:
    """`invalid_auth` also means an address that the workspace does not allow."""
    if body.get("ok") is True:
        return "active"
    return "revoked" if body.get("error") in {"token_revoked", "token_expired", "account_inactive"} else "unknown"


def _stripe(status: int, _body: Any) -> Answer:
    """A restricted key that may not ask for the account is answered with 403, one that is none with 401."""
    return "active" if status in {_OK, _FORBIDDEN} else "revoked" if status == _UNAUTHORIZED else "unknown"


def _openai(status: int, body: Any) -> Answer:
    if status == _UNAUTHORIZED:
        return "revoked" if body.get("error", {}).get("code") == "invalid_api_key" else "unknown"
    return "active" if status == _OK else "unknown"


def _anthropic(status: int, body: Any) -> Answer:
    if status == _UNAUTHORIZED:
        return "revoked" if body.get("error", {}).get("type") == "authentication_error" else "unknown"
    return "active" if status == _OK else "unknown"


def _cloudflare(status: int, body: Any) -> Answer:
    if status != _OK:
        return "revoked" if status == _UNAUTHORIZED else "unknown"
    said = body.get("result", {}).get("status")
    return "active" if said == "active" else "revoked" if said in {"disabled", "expired"} else "unknown"


def _gitlab(status: int, body: Any) -> Answer:
    if status == _OK:
        return "active" if body.get("active") is True else "revoked" if body.get("revoked") is True else "unknown"
    return "revoked" if status == _UNAUTHORIZED else "unknown"


PROVIDERS = (
    Provider(
        "GitHub",
        "api.github.com",
        "/user",
        (
            "GitHub personal access token",
            "GitHub fine-grained personal access token",
            "GitHub OAuth token",
            "GitHub App user token",
        ),
        _bearer(Accept="application/vnd.github+json"),
        elsewhere="a GitHub Enterprise Server",
    ),
    Provider(
        "GitLab",
        "gitlab.com",
        "/api/v4/personal_access_tokens/self",
        ("GitLab personal, project or group access token",),
        {"PRIVATE-TOKEN": "{}"},
        says=_gitlab,
        elsewhere="a GitLab of your own",
    ),
    Provider(
        "Slack",
        "slack.com",
        "/api/auth.test",
        ("Slack bot token", "Slack user token", "Slack legacy token", "Slack expiring token"),
        _bearer(),
        method="POST",
        says=_slack,
    ),
    Provider(
        "Stripe",
        "api.stripe.com",
        "/v1/account",
        ("Stripe secret key", "Stripe restricted key"),
        _bearer(),
        form=r"[sr]k_live_\w{16,300}",
        says=_stripe,
    ),
    Provider("OpenAI", "api.openai.com", "/v1/models", ("OpenAI API key",), _bearer(), says=_openai),
    Provider(
        "Anthropic",
        "api.anthropic.com",
        "/v1/models?limit=1",
        ("Anthropic API key",),
        {"x-api-key": "{}", "anthropic-version": "2023-06-01"},
        says=_anthropic,
    ),
    Provider("Hugging Face", "huggingface.co", "/api/whoami-v2", ("Hugging Face user access token",), _bearer()),
    Provider(
        "SendGrid",
        "api.sendgrid.com",
        "/v3/scopes",
        ("SendGrid API key",),
        _bearer(),
        elsewhere="its region in the EU",
    ),
    Provider(
        "DigitalOcean",
        "api.digitalocean.com",
        "/v2/account",
        ("DigitalOcean personal access token", "DigitalOcean OAuth token"),
        _bearer(),
    ),
    Provider(
        "Heroku",
        "api.heroku.com",
        "/account",
        ("Heroku API key",),
        _bearer(Accept="application/vnd.heroku+json; version=3"),
    ),
    Provider(
        "Notion",
        "api.notion.com",
        "/v1/users/me",
        ("Notion integration token",),
        _bearer(Notion_Version="2022-06-28"),
    ),
    # Of the marked forms only that of a user's token: an account's is asked about at an address with the account in it.
    Provider(
        "Cloudflare",
        "api.cloudflare.com",
        "/client/v4/user/tokens/verify",
        ("Cloudflare API token",),
        _bearer(),
        form=r"cfut_[\w-]{40,80}",
        says=_cloudflare,
    ),
)


def provider_of(kind: str, value: str) -> Provider | None:
    """Who can be asked about a token, if anybody can."""
    return next((one for one in PROVIDERS if kind in one.kinds and re.fullmatch(one.form, value)), None)


def question(provider: Provider, value: str) -> Question:
    """The request that asks about a token."""
    headers = {name: text.replace("{}", value) for name, text in provider.headers.items()}
    return Question(provider.method, provider.host, provider.path, {"User-Agent": "shipcheck", **headers})


def judged(provider: Provider, reply: Reply) -> Answer:
    """What a reply means."""
    try:
        body = json.loads(reply.body)
        said = (provider.says or _by_status)(reply.status, body) if isinstance(body, dict) else "unknown"
    except (ValueError, AttributeError, RecursionError):
        return "unknown"  # not what the provider documents: somebody else answered
    return "unknown" if said == "revoked" and provider.elsewhere else said


def _by_status(status: int, _body: Any) -> Answer:
    return "active" if status == _OK else "revoked" if status == _UNAUTHORIZED else "unknown"


def sentence(provider: Provider, reply: Reply) -> str:
    """What to tell of a reply, in one line, without anything of the account."""
    answer = judged(provider, reply)
    if answer == "active":
        return f"active: {provider.name} says it belongs to an account"
    if answer == "revoked":
        return f"revoked: {provider.name} does not accept it any more"
    if not reply.status:
        return f"unknown: no answer from {provider.name}"
    if reply.status == _UNAUTHORIZED and provider.elsewhere:
        return f"unknown: {provider.host} does not know it, but {provider.elsewhere} may"
    return f"unknown: {provider.name} answers with status {reply.status}"
