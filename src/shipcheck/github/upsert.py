"""One comment a pull request, whatever races, fails or lies: find ours, write the newest text, remove doubles.

Ours is what carries our marker on its first line *and* was written by us: a stranger's copy of the marker is left alone.
Nothing can be locked on the server, so each run looks again after it wrote, and the newest run's text wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from shipcheck.github import state
from shipcheck.github.api import Api, Reply

BOT = "github-actions[bot]"
# Seconds after which another run that wrote at the same moment has written.
SETTLE = 2.0
_ROUNDS = 5
_TRIES = 3
MODES = ("always", "changes", "failure", "never")


class Wish(NamedTuple):
    """What is to be written: by which key, in which mode, and from what. `write` makes a body, given what is there."""

    key: str
    mode: str
    now: state.State
    write: Callable[[state.State | None], str]


class Done(NamedTuple):
    """What became of it: the comment's address, empty where there is none, and what to say of it."""

    url: str = ""
    said: str = ""
    written: bool = False


class _Refused(Exception):  # noqa: N818  # it is an answer, not an error
    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class _Found(NamedTuple):
    number: int
    author: str
    body: str
    url: str

    @property
    def state(self) -> state.State:
        return state.parse(self.body)


def upsert(api: Api, repository: str, pull: int, wish: Wish, settle: float = SETTLE) -> Done:
    """Write the comment, or say why there is none; never raises for what a server can answer."""
    if wish.mode == "never":
        return Done(said="no comment: it was asked for none")
    thread = _Thread(api, repository, pull, wish.key)
    try:
        return _upsert(thread, wish, settle)
    except _Refused as refused:
        return Done(said=_explained(refused.reply))


def _upsert(thread: _Thread, wish: Wish, settle: float) -> Done:
    mine = thread.mine()
    newest = max(mine, key=lambda one: one.state.order, default=None)
    if newest is not None and newest.state.order > wish.now.order:
        return Done(newest.url, "no comment: a newer run has written it")
    before = newest.state if newest is not None else None
    if _quiet(wish, before):
        url = newest.url if newest is not None else ""
        return Done(url, f"no comment: nothing to say in mode `{wish.mode}`")
    text = wish.write(before)
    kept = thread.write(min(mine, key=lambda one: one.number, default=None), text)
    for round_ in range(_ROUNDS):
        if round_:
            thread.api.rest(settle)
        url, stable = thread.converge(text, wish.now, kept)
        if stable and round_:
            return Done(url, written=True)
    return Done(kept.url, "the comment was written, but other runs kept writing, too", written=True)


def _quiet(wish: Wish, before: state.State | None) -> bool:
    """Whether this mode has nothing to say; a comment that is there is always kept true."""
    if wish.mode == "failure":
        return before is None and wish.now.verdict == "pass"
    if wish.mode == "changes" and before is not None:
        return before.open is not None and (before.open, before.verdict) == (wish.now.open, wish.now.verdict)
    return wish.mode == "changes" and wish.now.verdict == "pass" and not wish.now.open


class _Thread:
    """The comments of one pull request that are ours."""

    def __init__(self, api: Api, repository: str, pull: int, key: str) -> None:
        self.api = api
        self._comments = f"/repos/{repository}/issues/{pull}/comments"
        self._one = f"/repos/{repository}/issues/comments"
        self._marker = state.marker(key)
        self._me = self._who()

    def _who(self) -> str:
        """The login that we write under: a workflow's own token may not ask."""
        reply = self.api.get("/user")
        login = reply.value.get("login") if reply.ok and isinstance(reply.value, dict) else None
        return login if isinstance(login, str) else BOT

    def mine(self) -> list[_Found]:
        """All comments that are ours, the oldest first."""
        found = []
        for reply in self.api.pages(self._comments):
            if not reply.ok:
                raise _Refused(reply)
            found += [one for value in reply.value if (one := _found(value)) and self._ours(one)]
        return sorted(found, key=lambda one: one.number)

    def _ours(self, one: _Found) -> bool:
        return one.author == self._me and one.body.split("\n", 1)[0].strip() == self._marker

    def write(self, old: _Found | None, text: str) -> _Found:
        """Change a comment, or make one where there is none any more."""
        reply = self.api.send("PATCH", f"{self._one}/{old.number}", {"body": text}) if old else Reply(404)
        found = self._create(text) if reply.status in {404, 410} else _found(reply.value) if reply.ok else None
        if found is None:
            raise _Refused(reply)
        # The token of an app may not ask who it is, either: its first comment tells.
        self._me = found.author
        return found

    def _create(self, text: str) -> _Found:
        """A new comment. After a fault nobody knows whether it was made, so that is looked up before it is made again."""
        for attempt in range(_TRIES):
            reply = self.api.send("POST", self._comments, {"body": text})
            found = _found(reply.value) if reply.ok else None
            if found is not None:
                return found
            unsure = reply.ok or reply.status == 0 or reply.status >= 500  # noqa: PLR2004
            if not unsure or attempt == _TRIES - 1:
                break
            self.api.rest(2.0**attempt)
            if made := self.mine():
                return made[0]
        raise _Refused(reply)

    def converge(self, text: str, now: state.State, kept: _Found) -> tuple[str, bool]:
        """Leave one comment with the newest text; its address, and whether that was so already."""
        mine = self.mine()
        if not mine:
            return self.write(None, text).url, False
        first, *doubles = mine
        newest = max(mine, key=lambda one: one.state.order)
        best = newest.body if newest.state.order > now.order else text
        stable = not doubles and first.state.order >= now.order
        if first.state.order < max(newest.state.order, now.order):
            self.write(first, best)
        for double in doubles:
            self.api.send("DELETE", f"{self._one}/{double.number}")
        return (first if mine else kept).url, stable


def _found(value: Any) -> _Found | None:
    """A comment as the API describes it; None where it is something else."""
    if not isinstance(value, dict):
        return None
    user = value.get("user")
    number, body, url = value.get("id"), value.get("body"), value.get("html_url")
    login = user.get("login") if isinstance(user, dict) else None
    if not (isinstance(number, int) and isinstance(login, str) and isinstance(body, str) and isinstance(url, str)):
        return None
    return _Found(number, login, body, url)


def _explained(reply: Reply) -> str:
    """Why there is no comment, and what would help, in one line."""
    if reply.status in {401, 403} and "rate limit" not in reply.reason.lower():
        if "locked" in reply.reason.lower():
            return "no comment: the conversation of the pull request is locked"
        return (
            f"no comment: the token may not write ({reply.reason}); grant `pull-requests: write`, or for forks and "
            "Dependabot use the two workflows of action/workflows/forks-*.yml"
        )
    if reply.status in {404, 410}:
        return f"no comment: the pull request cannot be seen with this token ({reply.reason})"
    return f"no comment: {reply.reason}"
