"""GitHub's REST API, as far as comments and artifacts need it: bounded waits, bounded answers, and no secret in any error.

Limits and how to wait are as GitHub documents them: `Retry-After` first, else the reset of a limit that is used up, else
a minute for what is called a secondary limit; answers of the 5xx kind may be tried again.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, NamedTuple

from shipcheck import __version__

# Seconds for one answer, and for all waiting of a run together; bytes of an answer; pages of a list.
SECONDS = 20.0
PATIENCE = 60.0
LARGEST = 32 << 20
_PAGES = 300
_TRIES = 3
_OK = range(200, 300)
_SERVER_FAULT = range(500, 600)
_NEXT = re.compile(r'<([^<>]{1,2000})>;\s*rel="next"')


class Reply(NamedTuple):
    """An answer: its status, 0 where there was none, its value, and what its headers say."""

    status: int
    value: Any = None
    headers: Mapping[str, str] = {}

    @property
    def ok(self) -> bool:
        """Whether the server did what was asked."""
        return self.status in _OK

    @property
    def reason(self) -> str:
        """Why not, in the server's words, cut short; never anything that we sent."""
        if self.status == 0:
            return "no answer"
        said = self.value.get("message") if isinstance(self.value, dict) else ""
        return f"{self.status} {said[:200]}".strip() if isinstance(said, str) else str(self.status)


class Clock(NamedTuple):
    """Time, for tests to hold."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirect to elsewhere must not be given the token."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """None: the redirect itself is the answer."""
        return


class Api:
    """One server, one token, one budget of patience. Proxies of the environment are used: runners sit behind them."""

    def __init__(self, root: str, token: str, clock: Clock | None = None, patience: float = PATIENCE) -> None:
        self._root = root.rstrip("/")
        self._token = token
        self._clock = clock or Clock()
        self._patience = patience
        self._open = urllib.request.build_opener(_Stay()).open

    def get(self, path: str) -> Reply:
        """One value."""
        return self.send("GET", path)

    def send(self, method: str, path: str, body: object = None) -> Reply:
        """Ask, and ask again where that is right: after a limit, and after a fault unless it could have been a creation."""
        reply = Reply(0)
        for attempt in range(_TRIES):
            reply = self._once(method, self._address(path), body)
            fault = reply.status == 0 or reply.status in _SERVER_FAULT
            wait = self._wait(reply) if not fault else 2.0**attempt if method != "POST" else None
            if wait is None or attempt == _TRIES - 1 or not self._rest(wait):
                break
        return reply

    def rest(self, seconds: float) -> None:
        """Wait, within the budget."""
        self._rest(seconds)

    def pages(self, path: str, key: str = "") -> Iterator[Reply]:
        """All pages of a list, up to the first that is refused; each reply's value is the page's list."""
        address = f"{path}{'&' if '?' in path else '?'}per_page=100"
        for _ in range(_PAGES):
            if not self._ours(address):
                yield Reply(0)
                return
            reply = self.send("GET", address)
            if reply.ok and key:
                reply = reply._replace(value=reply.value.get(key) if isinstance(reply.value, dict) else None)
            if reply.ok and not isinstance(reply.value, list):
                reply = Reply(0)
            yield reply
            found = _NEXT.search(reply.headers.get("link", "")) if reply.ok else None
            if found is None:
                return
            address = found.group(1)

    def download(self, path: str, largest: int) -> bytes | None:
        """A file that the server sends or points to; None where it cannot be had or is too large. Elsewhere gets no token."""
        reply = self._once("GET", self._address(path), None, largest=largest, raw=True)
        target = reply.headers.get("location", "")
        if reply.status in {301, 302, 303, 307, 308} and target.startswith(("https://", self._root)):
            request = urllib.request.Request(target, headers={"User-Agent": _agent()})  # noqa: S310  # checked above
            reply = self._asked(request, largest, raw=True)
        return reply.value if reply.ok and isinstance(reply.value, bytes) else None

    def _ours(self, address: str) -> bool:
        """Whether it is at our server: the address of a next page is the server's word, and the token goes there."""
        return address.startswith(("/", f"{self._root}/"))

    def _address(self, path: str) -> str:
        return self._root + path if path.startswith("/") else path

    def _once(self, method: str, address: str, body: object, *, largest: int = LARGEST, raw: bool = False) -> Reply:
        data = None if body is None else json.dumps(body).encode()
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": _agent(),
            "X-GitHub-Api-Version": "2022-11-28",
        } | ({"Content-Type": "application/json"} if data else {})
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310  # of our server
        return self._asked(request, largest, raw=raw)

    def _asked(self, request: urllib.request.Request, largest: int, *, raw: bool) -> Reply:
        try:
            with self._open(request, timeout=SECONDS) as response:
                return _reply(response.status, dict(response.headers.items()), response, largest, raw=raw)
        except urllib.error.HTTPError as error:
            with error:
                try:
                    return _reply(error.code, dict(error.headers.items()), error, LARGEST, raw=False)
                except (OSError, http.client.HTTPException):
                    return Reply(error.code)
        except (OSError, ValueError, http.client.HTTPException):
            return Reply(0)

    def _wait(self, reply: Reply) -> float | None:
        """Seconds until it may be asked again; None where asking again makes no sense."""
        if reply.status not in {403, 429}:
            return None
        after = reply.headers.get("retry-after", "")
        if after.isdigit():
            return float(after)
        if reply.headers.get("x-ratelimit-remaining") == "0":
            reset = reply.headers.get("x-ratelimit-reset", "")
            return max(1.0, float(reset) - self._clock.now()) if reset.isdigit() else PATIENCE
        return PATIENCE / 4 if reply.status == 429 or "rate limit" in reply.reason.lower() else None  # noqa: PLR2004

    def _rest(self, seconds: float) -> bool:
        """Whether there was time left to wait so long, which is then over."""
        if seconds > self._patience:
            return False
        self._patience -= seconds
        self._clock.sleep(seconds)
        return True


def _agent() -> str:
    return f"shipcheck/{__version__}"


def _reply(status: int, headers: Mapping[str, str], body: IO[bytes], largest: int, *, raw: bool) -> Reply:
    data = body.read(largest + 1)
    known = {name.lower(): value for name, value in headers.items()}
    if len(data) > largest:
        return Reply(0, headers=known)
    length = known.get("content-length", "")
    if length.isdigit() and int(length) > len(data):
        return Reply(0, headers=known)  # cut off on the way
    if raw and status in _OK:
        return Reply(status, data, known)
    try:
        return Reply(status, json.loads(data) if data else None, known)
    except (ValueError, RecursionError):
        return Reply(0 if status in _OK else status, None, known)
