"""Asking providers: what is sent, to whom, and what an answer means, against servers that stand in for them."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from shipcheck.check import Outcome
from shipcheck.collect.ask_provider import ask, over_tls
from shipcheck.leaks import verify as verifying
from shipcheck.leaks.verify import Verdict, allowed, verified, verify
from shipcheck.model import ShipcheckError
from shipcheck.project import Memory, Project
from shipcheck.secrets import identity
from shipcheck.secrets.identity import PROVIDERS, Provider, Question, Reply, judged, provider_of, question, sentence
from shipcheck.secrets.shapes import SHAPES
from support import judge

TOKEN = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY2zA4"
BY_NAME = {provider.name: provider for provider in PROVIDERS}
# As the providers document them: status and body, and what follows.
CONTRACTS = [
    ("GitHub", 200, {"login": "octocat", "id": 1, "email": "o@example.org"}, "active"),
    ("GitHub", 401, {"message": "Bad credentials", "status": "401"}, "unknown"),
    ("GitHub", 403, {"message": "API rate limit exceeded"}, "unknown"),
    ("GitLab", 200, {"id": 4, "revoked": False, "active": True, "user_id": 24}, "active"),
    ("GitLab", 200, {"id": 4, "revoked": True, "active": False}, "unknown"),
    ("GitLab", 401, {"message": "401 Unauthorized"}, "unknown"),
    ("Slack", 200, {"ok": True, "team": "T", "user": "grace"}, "active"),
    ("Slack", 200, {"ok": False, "error": "token_revoked"}, "revoked"),
    ("Slack", 200, {"ok": False, "error": "token_expired"}, "revoked"),
    ("Slack", 200, {"ok": False, "error": "account_inactive"}, "revoked"),
    ("Slack", 200, {"ok": False, "error": "invalid_auth"}, "unknown"),
    ("Slack", 200, {"ok": False, "error": "ratelimited"}, "unknown"),
    ("Stripe", 200, {"id": "acct_1", "object": "account"}, "active"),
    ("Stripe", 401, {"error": {"type": "invalid_request_error"}}, "revoked"),
    ("Stripe", 403, {"error": {"type": "invalid_request_error"}}, "active"),
    ("OpenAI", 200, {"object": "list", "data": []}, "active"),
    ("OpenAI", 401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}, "revoked"),
    ("OpenAI", 401, {"error": {"message": "You must be a member of an organization", "code": None}}, "unknown"),
    ("OpenAI", 403, {"error": {"code": "unsupported_country_region_territory"}}, "unknown"),
    ("Anthropic", 200, {"data": [], "has_more": False}, "active"),
    ("Anthropic", 401, {"type": "error", "error": {"type": "authentication_error"}}, "revoked"),
    ("Anthropic", 403, {"type": "error", "error": {"type": "permission_error"}}, "unknown"),
    ("Hugging Face", 200, {"type": "user", "name": "grace"}, "active"),
    ("Hugging Face", 401, {"error": "Invalid credentials in Authorization header"}, "revoked"),
    ("SendGrid", 200, {"scopes": ["mail.send"]}, "active"),
    ("SendGrid", 401, {"errors": [{"message": "authorization required"}]}, "unknown"),
    ("DigitalOcean", 200, {"account": {"email": "g@example.org"}}, "active"),
    ("DigitalOcean", 401, {"id": "unauthorized", "message": "Unable to authenticate you"}, "revoked"),
    ("DigitalOcean", 403, {"id": "forbidden"}, "unknown"),
    ("Heroku", 200, {"id": "x", "email": "g@example.org"}, "active"),
    ("Heroku", 401, {"id": "unauthorized", "message": "Invalid credentials provided."}, "revoked"),
    ("Notion", 200, {"object": "user", "type": "bot"}, "active"),
    ("Notion", 401, {"object": "error", "code": "unauthorized"}, "revoked"),
    ("Cloudflare", 200, {"success": True, "result": {"status": "active"}}, "active"),
    ("Cloudflare", 200, {"success": True, "result": {"status": "disabled"}}, "revoked"),
    ("Cloudflare", 200, {"success": True, "result": {"status": "expired"}}, "revoked"),
    ("Cloudflare", 401, {"success": False, "errors": [{"code": 1000}]}, "revoked"),
]


@pytest.mark.parametrize(("name", "status", "body", "answer"), CONTRACTS)
def test_an_answer_means_what_the_provider_documents(name: str, status: int, body: object, answer: str) -> None:
    reply = Reply(status, json.dumps(body).encode())
    assert judged(BY_NAME[name], reply) == answer
    said = sentence(BY_NAME[name], reply)
    assert said.startswith(f"{answer}: ")
    for word in ("octocat", "grace", "example.org", "acct_1"):
        assert word not in said


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_what_is_not_documented_is_unknown(provider: Provider) -> None:
    for status in (0, 301, 302, 400, 404, 407, 418, 429, 500, 503):
        assert judged(provider, Reply(status, b"{}")) == "unknown", status
    for status in (200, 401, 403):
        for body in (b"", b"<html>sign in to the network</html>", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff"):
            assert judged(provider, Reply(status, body)) == "unknown", (status, body[:20])


def test_every_kind_is_one_that_is_found() -> None:
    kinds = {shape.kind for shape in SHAPES}
    for provider in PROVIDERS:
        assert set(provider.kinds) <= kinds
    assert len(PROVIDERS) >= 8


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_the_token_is_in_a_header_and_nowhere_else(provider: Provider) -> None:
    asked = question(provider, TOKEN)
    assert TOKEN not in asked.host + asked.path + asked.method + "".join(asked.headers)
    assert sum(TOKEN in value for value in asked.headers.values()) == 1
    assert TOKEN not in repr(asked)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("GitHub personal access token", "bm90IGEgdG9rZW4=\n"),
        ("GitHub personal access token", "ghp_ä"),
        ("GitHub personal access token", "x y"),
        ("GitHub personal access token", ""),
        ("Stripe secret key", "sk_test_0123456789012345"),
        ("Cloudflare API token", "cfat_" + "a" * 44),
        ("Telegram bot token", "123456789:" + "a" * 35),
        ("private key", "-----BEGIN PRIVATE KEY-----"),
    ],
)
def test_what_is_no_token_that_somebody_can_be_asked_about(kind: str, value: str) -> None:
    assert provider_of(kind, value) is None
    assert next(verify([(kind, value)], ask=_never)).answer == "unknown"


def _never(_question: Question) -> Reply:
    raise AssertionError("nobody may be asked")


def _answering(*replies: Reply) -> tuple[list[Question], Callable[[Question], Reply]]:
    asked: list[Question] = []

    def answer(question: Question) -> Reply:
        asked.append(question)
        return replies[min(len(asked), len(replies)) - 1]

    return asked, answer


def _kind_and_value(number: int) -> tuple[str, str]:
    return "GitHub personal access token", f"{TOKEN[:-4]}{number:04}"


def test_a_token_is_asked_about_once_and_verdicts_keep_their_order() -> None:
    asked, answer = _answering(Reply(200, b"{}"), Reply(401, b"{}"))
    found = [_kind_and_value(1), _kind_and_value(2), _kind_and_value(1), ("private key", "x")]
    verdicts = list(verify(found, answer))
    assert len(asked) == 2
    assert [verdict.answer for verdict in verdicts] == ["active", "unknown", "active", "unknown"]
    assert verdicts[0] == Verdict(found[0][0], "active", "active: GitHub says it belongs to an account")
    assert verdicts[1].said == "unknown: api.github.com does not know it, but a GitHub Enterprise Server may"
    assert TOKEN[:12] not in repr(verdicts)


@pytest.mark.parametrize(("status", "times"), [(0, 2), (429, 1), (500, 5)])
def test_a_provider_that_does_not_answer_is_left_in_peace(status: int, times: int) -> None:
    asked, answer = _answering(Reply(status))
    verdicts = list(verify([_kind_and_value(number) for number in range(5)], answer))
    assert len(asked) == times
    assert {verdict.answer for verdict in verdicts} == {"unknown"}


def test_the_number_of_questions_is_bounded() -> None:
    asked, answer = _answering(Reply(200, b"{}"))
    verdicts = list(verify([_kind_and_value(number) for number in range(verifying.MOST + 5)], answer))
    assert len(asked) == verifying.MOST
    assert verdicts[-1].answer == "unknown"


def test_nobody_is_asked_in_a_hook() -> None:
    for more in ({"staged": True}, {"push": True}):
        with pytest.raises(ShipcheckError, match="not for hooks"):
            allowed(**{"staged": False, "push": False, "commits": False, **more}, environment={})
    for name in ("PRE_COMMIT", "GIT_INDEX_FILE"):
        with pytest.raises(ShipcheckError, match="not for hooks"):
            allowed(staged=False, push=False, commits=False, environment={name: "1"})
    with pytest.raises(ShipcheckError, match="not of commits"):
        allowed(staged=False, push=False, commits=True, environment={})
    allowed(staged=False, push=False, commits=False, environment={"PRE_COMMIT": ""})


def test_the_report_is_told_what_providers_say() -> None:
    token = "sk_live_" + "51HqLyjWDarjtT1zdp7dcXyZ"
    files = {"notes.txt": f"one {token}\ntwo {token}\n", "app.py": 'DB_PASSWORD = "flour4water"\n'}
    report = judge(files, ["provider-token", "hardcoded-credential"])
    asked, answer = _answering(Reply(200, b'{"login": "octocat"}'))
    project = Project(Memory(files))
    told = verified(Outcome(report, project, "", "warning"), answer).report
    hints = {finding.location.path: finding.hint for finding in told.findings}
    assert len(asked) == 1
    assert hints["notes.txt"].startswith("Active: Stripe says it belongs to an account. Revoke it: https://")
    assert "octocat" not in repr(told)
    assert token not in repr(told)
    assert [one for one in told.findings if one.rule != "provider-token"] == [
        one for one in report.findings if one.rule != "provider-token"
    ]
    nothing = judge({"app.py": files["app.py"]}, ["provider-token"])
    assert verified(Outcome(nothing, project, "", "warning"), _never).report == nothing


# A server that stands in for a provider, with a certificate of its own.


class _Standin(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[tuple[str, str, dict[str, str]]]]
    behaviour: ClassVar[str]

    def do_GET(self) -> None:
        self.seen.append((self.command, self.path, dict(self.headers)))
        if self.behaviour == "drip":
            self._drip()
            return
        status, body = (302, b"") if self.behaviour == "redirect" else (200, b'{"login": "octocat"}')
        if self.behaviour == "large":
            body = b'{"login": "' + b"x" * (4 << 20) + b'"}'
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"https://{self.headers['Host']}/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(200):
                self.wfile.write(f"X-{number}: 1\r\n".encode())
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    options = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path, "-out", f"{path}.crt", *options],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture
def standin(certificate: Path) -> Iterator[SimpleNamespace]:
    """A TLS server, and how to connect to it instead of a provider."""

    class Handler(_Standin):
        seen: ClassVar[list[tuple[str, str, dict[str, str]]]] = []
        behaviour = ""

    handler = Handler
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]

    def connect(_host: str, seconds: float) -> http.client.HTTPConnection:
        trusting = ssl.create_default_context(cafile=str(certificate))
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=seconds, context=trusting)

    yield SimpleNamespace(connect=connect, seen=handler.seen, handler=handler, port=port)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_real_exchange_over_tls(standin: SimpleNamespace) -> None:
    verdict = next(verify([("GitHub personal access token", TOKEN)], partial(ask, connect=standin.connect)))
    assert verdict.answer == "active"
    ((method, path, headers),) = standin.seen
    assert (method, path) == ("GET", "/user")
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["User-Agent"] == "shipcheck"
    assert "Cookie" not in headers


def test_proxies_of_the_environment_are_not_heeded(standin: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://user:password@127.0.0.1:1")
    reply = ask(question(BY_NAME["GitHub"], TOKEN), connect=standin.connect)
    assert reply.status == 200
    assert "Proxy-Authorization" not in standin.seen[0][2]
    assert not hasattr(over_tls("api.github.com", 1), "_tunnel_host_set")
    assert over_tls("api.github.com", 1)._tunnel_host is None  # type: ignore[attr-defined]


def test_a_redirect_is_not_followed(standin: SimpleNamespace) -> None:
    standin.handler.behaviour = "redirect"
    verdict = next(verify([("GitHub personal access token", TOKEN)], partial(ask, connect=standin.connect)))
    assert verdict.answer == "unknown"
    assert [path for _, path, _ in standin.seen] == ["/user"]


def test_an_answer_that_never_ends_is_ended(standin: SimpleNamespace) -> None:
    standin.handler.behaviour = "drip"
    started = time.monotonic()
    reply = ask(question(BY_NAME["GitHub"], TOKEN), connect=standin.connect, seconds=0.5)
    assert time.monotonic() - started < 60, "a limit against hanging, not a measurement"
    assert judged(BY_NAME["GitHub"], reply) == "unknown"


def test_an_answer_that_is_too_large_is_cut_and_unknown(standin: SimpleNamespace) -> None:
    standin.handler.behaviour = "large"
    reply = ask(question(BY_NAME["GitHub"], TOKEN), connect=standin.connect)
    assert len(reply.body) <= 64 << 10
    assert judged(BY_NAME["GitHub"], reply) == "unknown"


def test_a_stranger_s_certificate_is_no_answer(standin: SimpleNamespace) -> None:
    def connect(_host: str, seconds: float) -> http.client.HTTPConnection:
        connection = over_tls("127.0.0.1", seconds)
        connection.port = standin.port
        return connection

    assert ask(question(BY_NAME["GitHub"], TOKEN), connect=connect) == Reply(0)
    assert standin.seen == []


def test_no_network_is_unknown_and_never_revoked() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        def connect(_host: str, seconds: float) -> http.client.HTTPConnection:
            return http.client.HTTPSConnection("127.0.0.1", port, timeout=seconds)

        for provider in PROVIDERS:
            value = "cfut_" + "a" * 44 if provider.name == "Cloudflare" else "sk_live_" + "a" * 24
            (verdict,) = verify([(provider.kinds[0], value)], partial(ask, connect=connect))
            assert verdict.answer == "unknown"
            assert verdict.said == f"unknown: no answer from {provider.name}"


def test_an_error_does_not_hold_the_token() -> None:
    """A value that no header takes is refused before it is sent, and the error, which quotes it, goes no further."""
    hostile = TOKEN + "\r\nX-Injected: 1"
    assert provider_of("GitHub personal access token", hostile) is None
    asked = question(BY_NAME["GitHub"], hostile)

    def connect(_host: str, seconds: float) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", 9, timeout=seconds)

    assert ask(asked, connect=connect) == Reply(0)
    assert TOKEN not in repr(asked)


def test_nothing_else_is_imported_for_it() -> None:
    assert "http" not in vars(identity)
    assert "urllib" not in vars(identity)
