"""A GitHub that remembers: comments, pull requests and artifacts of one repository, with faults on demand.

Each request and each of its own answers is held to GitHub's published description (github-api.json); what breaks it is
kept in `violations`, which the fixture demands to be empty. What the description does not say (lengths, rights, words of
refusals) is as GitHub answers.
"""

from __future__ import annotations

import json
import re
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse

DESCRIPTION = Path(__file__).parent / "github-api.json"
REPOSITORY = "acme/shop"
WORKFLOW, READ_ONLY, PERSON, APP = "workflow-token", "read-only-token", "person-token", "app-token"
LOGINS = {WORKFLOW: "github-actions[bot]", READ_ONLY: "github-actions[bot]", PERSON: "maintainer", APP: "acme-ci[bot]"}
_ROUTES = (
    ("GET", r"/user", "user"),
    ("GET", r"/repos/acme/shop/issues/(\d+)/comments", "comments"),
    ("POST", r"/repos/acme/shop/issues/(\d+)/comments", "create"),
    ("PATCH", r"/repos/acme/shop/issues/comments/(\d+)", "update"),
    ("DELETE", r"/repos/acme/shop/issues/comments/(\d+)", "delete"),
    ("GET", r"/repos/acme/shop/pulls", "pulls"),
    ("GET", r"/repos/acme/shop/commits/([0-9a-f]+)/pulls", "pulls_of"),
    ("GET", r"/repos/acme/shop/actions/runs/(\d+)/artifacts", "artifacts"),
    ("GET", r"/repos/acme/shop/actions/artifacts/(\d+)/zip", "archive"),
)


class Fault(NamedTuple):
    """An answer instead of the right one, for the first request that fits; `late` does what was asked first."""

    method: str
    path: str
    status: int = 0
    body: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012
    late: bool = False
    cut: bool = False
    hang: float = 0.0


class Answer(NamedTuple):
    status: int
    body: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012


@cache
def description() -> OpenAPI:
    return OpenAPI.from_dict(_schema())


@cache
def _schema() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return value


def filled(schema: str, /, **values: Any) -> dict[str, Any]:
    """The smallest value that the description's schema of this name allows, with these members."""
    made = _filled(_schema()["components"]["schemas"][schema])
    assert isinstance(made, dict)
    return made | values


def _filled(schema: dict[str, Any]) -> Any:  # noqa: PLR0911
    if "$ref" in schema:
        return _filled(_schema()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    for word in ("oneOf", "anyOf"):
        if word in schema:
            return _filled(schema[word][0])
    if schema.get("nullable"):
        return None
    if "allOf" in schema:
        return {key: value for one in schema["allOf"] for key, value in _filled(one).items()}
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object" or "properties" in schema:
        return {name: _filled(schema["properties"][name]) for name in schema.get("required", ())}
    plain = {"date-time": "2026-11-01T00:00:00Z", "uri": "https://github.test/x", "email": "a@github.test"}
    by_type = {"integer": 1, "number": 1.0, "boolean": False, "array": []}
    return by_type.get(schema.get("type", ""), plain.get(schema.get("format", ""), "x"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no event here."""


class GitHub:
    """The server; use it as a context. `root` is the address of its API."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.comments: list[dict[str, Any]] = []
        self.open: dict[int, str] = {7: "a" * 40}
        self.heads: dict[int, str] = {7: "acme:topic"}
        self.zips: dict[int, dict[int, tuple[str, bytes, bool]]] = {}
        self.locked = False
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, str]] = []
        self.violations: list[str] = []
        self._next = 1000
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.root = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def comment(self, author: str, body: str, number: int = 7) -> dict[str, Any]:
        """Somebody's comment."""
        with self.lock:
            self._next += 1
            made = filled(
                "issue-comment",
                id=self._next,
                body=body,
                user=filled("simple-user", login=author),
                html_url=f"https://github.test/{REPOSITORY}/pull/{number}#issuecomment-{self._next}",
                author_association="NONE",
            )
            self.comments.append(made | {"_pull": number})
            return made

    def bodies(self, author: str = "github-actions[bot]") -> list[str]:
        """What an author's comments say now."""
        with self.lock:
            return [one["body"] for one in self.comments if one["user"]["login"] == author]

    def answer(self, method: str, path: str, query: dict[str, str], token: str, data: Any) -> Answer:
        """The right answer."""
        login = LOGINS.get(token)
        if login is None:
            return Answer(
                401, {"message": "Bad credentials", "documentation_url": "https://docs.github.test", "status": "401"}
            )
        if method != "GET" and token == READ_ONLY:
            return _refusal(403, "Resource not accessible by integration")
        for verb, pattern, name in _ROUTES:
            found = re.fullmatch(pattern, path)
            if verb == method and found:
                with self.lock:
                    return getattr(self, f"_{name}")(*found.groups(), query=query, login=login, data=data)  # type: ignore[no-any-return]
        return _refusal(404, "Not Found")

    def _user(self, *, login: str, **_: Any) -> Answer:
        if login.endswith("[bot]"):
            return _refusal(403, "Resource not accessible by integration")
        return Answer(200, filled("public-user", login=login, user_view_type="public"))

    def _comments(self, number: str, *, query: dict[str, str], **_: Any) -> Answer:
        if int(number) not in self.open:
            return _refusal(404, "Not Found")
        mine = [_public(one) for one in self.comments if one["_pull"] == int(number)]
        return self._page(mine, f"/repos/{REPOSITORY}/issues/{number}/comments", query)

    def _page(self, items: list[Any], path: str, query: dict[str, str], key: str = "") -> Answer:
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        part = items[(page - 1) * size : page * size]
        more = page * size < len(items)
        rest = "&".join(f"{name}={value}" for name, value in query.items() if name not in {"page", "per_page"})
        link = f'<{self.root}{path}?per_page={size}&page={page + 1}{"&" + rest if rest else ""}>; rel="next"'
        body = {"total_count": len(items), key: part} if key else part
        return Answer(200, body, {"Link": link} if more else {})

    def _create(self, number: str, *, login: str, data: Any, **_: Any) -> Answer:
        if int(number) not in self.open:
            return _refusal(404, "Not Found")
        return self._refused(data) or Answer(201, _public(self.comment(login, data["body"], int(number))))

    def _refused(self, data: Any) -> Answer | None:
        if self.locked:
            return _refusal(403, "Unable to create comment because issue is locked.")
        if len(data["body"].encode("utf-16-le")) // 2 > 65536:
            return _refusal(422, "Validation Failed", errors=[{"code": "custom", "message": "body is too long"}])
        return None

    def _update(self, number: str, *, login: str, data: Any, **_: Any) -> Answer:
        found = next((one for one in self.comments if one["id"] == int(number)), None)
        if found is None:
            return _refusal(404, "Not Found")
        if found["user"]["login"] != login and login != "maintainer":
            return _refusal(403, "Resource not accessible by integration")
        refused = self._refused(data)
        if refused is None:
            found["body"] = data["body"]
        return refused or Answer(200, _public(found))

    def _delete(self, number: str, **_: Any) -> Answer:
        before = len(self.comments)
        self.comments = [one for one in self.comments if one["id"] != int(number)]
        return Answer(204) if len(self.comments) < before else _refusal(404, "Not Found")

    def _pull(self, number: int) -> dict[str, Any]:
        made = filled("pull-request-simple", number=number, state="open")
        made["head"] = made["head"] | {"sha": self.open[number], "ref": self.heads[number].partition(":")[2]}
        made["base"] = made["base"] | {"repo": made["base"]["repo"] | {"full_name": REPOSITORY}}
        return made

    def _pulls(self, *, query: dict[str, str], **_: Any) -> Answer:
        wanted = query.get("head")
        mine = [self._pull(number) for number in self.open if not wanted or self.heads[number] == wanted]
        return self._page(mine, f"/repos/{REPOSITORY}/pulls", query)

    def _pulls_of(self, sha: str, *, query: dict[str, str], **_: Any) -> Answer:
        mine = [self._pull(number) for number, head in self.open.items() if head == sha]
        return self._page(mine, f"/repos/{REPOSITORY}/commits/{sha}/pulls", query)

    def _artifacts(self, run: str, *, query: dict[str, str], **_: Any) -> Answer:
        mine = [
            filled("artifact", id=number, name=name, size_in_bytes=len(data), expired=expired)
            for number, (name, data, expired) in self.zips.get(int(run), {}).items()
        ]
        return self._page(mine, f"/repos/{REPOSITORY}/actions/runs/{run}/artifacts", query, "artifacts")

    def _archive(self, number: str, **_: Any) -> Answer:
        known = any(int(number) in of_run for of_run in self.zips.values())
        return Answer(302, None, {"Location": f"{self.root}/blob/{number}"}) if known else _refusal(404, "Not Found")

    def fault(self, method: str, path: str) -> Fault | None:
        """The next fault that fits, taken off the list."""
        with self.lock:
            for one in self.faults:
                if one.method in {method, "*"} and re.search(one.path, path):
                    self.faults.remove(one)
                    return one
        return None

    def judge(self, request: MockRequest, answer: Answer) -> None:
        """Hold a request and its answer to the description."""
        try:
            description().validate_request(request)
        except Exception as error:  # noqa: BLE001
            self.violations.append(
                f"{request.method} {request.path}: {type(error).__name__}: {error} {error.__cause__}"
            )
            return
        text = b"" if answer.body is None else json.dumps(answer.body).encode()
        response = MockResponse(text, answer.status, answer.headers, "application/json")
        try:
            # Refusals are listed for few operations only; their shape is one.
            if answer.status not in {204, 302} and (answer.status < 400 or _listed(request, answer.status)):
                description().validate_response(request, response)
        except Exception as error:  # noqa: BLE001
            self.violations.append(f"our {answer.status} to {request.method} {request.path}: {error} {error.__cause__}")


def _listed(request: MockRequest, status: int) -> bool:
    for path, methods in _schema()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.path):
            return str(status) in methods[request.method]["responses"]
    return True


def _public(comment: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in comment.items() if not key.startswith("_")}


def _refusal(status: int, message: str, **more: Any) -> Answer:
    return Answer(
        status, {"message": message, "documentation_url": "https://docs.github.test", "status": str(status)} | more
    )


def _handler(github: GitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def _handle(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            with github.lock:
                github.requests.append((self.command, self.path, self.headers.get("Authorization", "")))
            if parts.path.startswith("/blob/"):
                number = int(parts.path.rsplit("/", 1)[1])
                packed = next(of_run[number][1] for of_run in github.zips.values() if number in of_run)
                self._send(200, packed, {"Content-Type": "application/zip"})
                return
            self._api(parts.path, dict(parse_qsl(parts.query)), data)

        def _api(self, path: str, query: dict[str, str], data: bytes) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            asked = json.loads(data) if data else None
            fault = github.fault(self.command, path)
            if fault is None or fault.late:
                answer = github.answer(self.command, path, query, token, asked)
                request = MockRequest(
                    "https://api.github.com", self.command.lower(), path, args=query, data=data or None,
                    content_type=self.headers.get("Content-Type", "application/json"),
                )  # fmt: skip
                github.judge(request, answer)
            if fault is not None:
                time.sleep(fault.hang)
                if not fault.status:
                    self.close_connection = True
                    return
                answer = Answer(fault.status, fault.body, fault.headers)
            text = b"" if answer.body is None else json.dumps(answer.body).encode()
            more = {"Content-Type": "application/json; charset=utf-8"} | answer.headers
            self._send(answer.status, text, more, cut=fault is not None and fault.cut)

        def _send(self, status: int, text: bytes, headers: dict[str, str], *, cut: bool = False) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text[: len(text) // 2] if cut else text)
            self.close_connection = self.close_connection or cut

        do_GET = do_POST = do_PATCH = do_DELETE = _handle  # noqa: N815

    return Handler
