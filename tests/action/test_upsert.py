"""One comment, whatever races, fails or lies."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from action.fake_github import APP, PERSON, READ_ONLY, REPOSITORY, WORKFLOW, Fault, GitHub
from shipcheck.github import api, state, upsert
from shipcheck.github.api import Api, Clock
from shipcheck.github.state import State
from shipcheck.github.upsert import Done, Wish

COMMENTS = r"/issues/\d+/comments"


class Watch:
    """A clock that goes on as soon as somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []

    def clock(self) -> Clock:
        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.time += seconds

        return Clock(lambda: self.time, sleep)


def _text(
    run: int, words: str = "text", key: str = "", verdict: str = "fail", found: frozenset[str] = frozenset()
) -> str:
    return f"{state.marker(key)}\n{state.line(State(run, 1, 'a' * 40, verdict, found))}\n### {words} {run}\n"


def _wish(run: int, mode: str = "always", verdict: str = "fail", key: str = "", found: tuple[str, ...] = ()) -> Wish:
    now = State(run, 1, "a" * 40, verdict, frozenset(found))
    return Wish(key, mode, now, lambda _before: _text(run, key=key, verdict=verdict, found=frozenset(found)))


def _post(github: GitHub, wish: Wish, token: str = WORKFLOW, watch: Watch | None = None) -> Done:
    watch = watch or Watch()
    return upsert.upsert(Api(github.root, token, watch.clock()), REPOSITORY, 7, wish)


def test_the_first_run_writes_and_the_second_writes_over(github: GitHub) -> None:
    first = _post(github, _wish(1))
    assert (first.written, first.said) == (True, "")
    second = _post(github, _wish(2))
    assert second.url == first.url
    assert github.bodies() == [_text(2)]


def test_what_the_last_run_remembers_is_handed_on(github: GitHub) -> None:
    _post(github, _wish(1, found=("00000001",)))
    seen: list[State | None] = []

    def write(before: State | None) -> str:
        seen.append(before)
        return _text(2)

    _post(github, _wish(2)._replace(write=write))
    assert seen == [State(1, 1, "a" * 40, "fail", frozenset({"00000001"}))]


def test_ours_is_found_behind_more_than_three_hundred_others(github: GitHub) -> None:
    for number in range(350):
        github.comment("somebody", f"comment {number}")
    url = _post(github, _wish(1)).url
    for number in range(50):
        github.comment("somebody", f"later {number}")
    assert _post(github, _wish(2)).url == url
    assert github.bodies() == [_text(2)]


def test_a_strangers_marker_is_left_alone(github: GitHub) -> None:
    forged = github.comment("mallory", _text(99))
    assert _post(github, _wish(1)).written
    assert github.bodies("mallory") == [forged["body"]]
    assert github.bodies() == [_text(1)]


def test_a_marker_that_is_not_the_first_line_is_a_quotation(github: GitHub) -> None:
    quoted = github.comment("github-actions[bot]", f"> hello\n{_text(99)}")
    _post(github, _wish(1))
    assert github.bodies() == [quoted["body"], _text(1)]


def test_two_keys_are_two_comments(github: GitHub) -> None:
    _post(github, _wish(1))
    _post(github, _wish(1, key="api"))
    _post(github, _wish(2, key="api"))
    assert github.bodies() == [_text(1), _text(2, key="api")]


def test_a_newer_run_is_never_written_over(github: GitHub) -> None:
    _post(github, _wish(9))
    done = _post(github, _wish(8))
    assert (done.written, done.said) == (False, "no comment: a newer run has written it")
    assert github.bodies() == [_text(9)]


def test_doubles_of_another_time_are_cleared_away(github: GitHub) -> None:
    for run in (3, 5, 4):
        github.comment("github-actions[bot]", _text(run))
    _post(github, _wish(6))
    assert github.bodies() == [_text(6)]


def test_a_double_of_a_newer_run_survives_as_text(github: GitHub) -> None:
    github.comment("github-actions[bot]", _text(3))

    def racing(_before: State | None) -> str:
        github.comment("github-actions[bot]", _text(9))
        return _text(4)

    _post(github, _wish(4)._replace(write=racing))
    assert github.bodies() == [_text(9)]


def test_a_comment_that_was_deleted_meanwhile_is_made_again(github: GitHub) -> None:
    old = github.comment("github-actions[bot]", _text(1))

    def deleting(_before: State | None) -> str:
        github.comments = [one for one in github.comments if one["id"] != old["id"]]
        return _text(2)

    assert _post(github, _wish(2)._replace(write=deleting)).written
    assert github.bodies() == [_text(2)]


class Together:
    """Sleeps until everybody sleeps or has ended: nobody is in the middle of a write then, however slow the machine."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._resting = self._round = 0
        self._change = threading.Condition()

    def sleep(self, _seconds: float) -> None:
        with self._change:
            self._resting += 1
            mine = self._round
            self._go()
            self._change.wait_for(lambda: self._round > mine, timeout=60)

    def leave(self) -> None:
        with self._change:
            self._many -= 1
            self._go()

    def _go(self) -> None:
        if self._resting >= self._many:
            self._resting = 0
            self._round += 1
            self._change.notify_all()


@pytest.mark.parametrize("attempt", range(4))
def test_four_runs_that_race_leave_one_comment_of_the_newest(github: GitHub, attempt: int) -> None:
    barrier, together = threading.Barrier(4), Together(4)

    def run(number: int) -> None:
        barrier.wait()
        upsert.upsert(Api(github.root, WORKFLOW, Clock(sleep=together.sleep)), REPOSITORY, 7, _wish(number))
        together.leave()

    if attempt % 2:
        github.comment("github-actions[bot]", _text(0))
    threads = [threading.Thread(target=run, args=(number,)) for number in (4, 3, 2, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert github.bodies() == [_text(4)]


def test_a_person_and_an_app_write_under_their_own_names(github: GitHub) -> None:
    for token, name in ((PERSON, "maintainer"), (APP, "acme-ci[bot]")):
        _post(github, _wish(1), token)
        _post(github, _wish(2), token)
        assert github.bodies(name) == [_text(2)]


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (READ_ONLY, "grant `pull-requests: write`"),
        ("nonsense", "401 Bad credentials"),
    ],
)
def test_a_token_that_may_not_is_explained(github: GitHub, token: str, said: str) -> None:
    done = _post(github, _wish(1), token)
    assert not done.written
    assert said in done.said
    assert "\n" not in done.said
    assert token not in done.said


def test_a_locked_conversation_is_explained(github: GitHub) -> None:
    github.locked = True
    assert "locked" in _post(github, _wish(1)).said


def test_a_pull_request_that_is_not_there_is_explained(github: GitHub) -> None:
    github.open = {}
    assert "cannot be seen" in _post(github, _wish(1)).said


def test_a_text_that_is_refused_is_explained(github: GitHub) -> None:
    wish = _wish(1)._replace(write=lambda _before: _text(1) + "x" * 70_000)
    assert _post(github, wish).said == "no comment: 422 Validation Failed"


def _secondary(**headers: str) -> Any:
    return {"message": "You have exceeded a secondary rate limit. Please wait.", "documentation_url": "d"}, headers


FAULTS: dict[str, tuple[Fault, ...]] = {
    "429 with Retry-After": (Fault("GET", COMMENTS, 429, {"message": "slow"}, {"Retry-After": "7"}),),
    "429 without": (Fault("GET", COMMENTS, 429, {"message": "slow"}),),
    "secondary limit with Retry-After": (Fault("POST", COMMENTS, 403, _secondary()[0], {"Retry-After": "9"}),),
    "secondary limit without": (Fault("POST", COMMENTS, 403, _secondary()[0]),),
    "a limit that is used up": (
        Fault("GET", COMMENTS, 403, {"message": "API rate limit exceeded"},
              {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000020"}),
    ),
    "500 on reading": (Fault("GET", COMMENTS, 500, {"message": "oops"}),),
    "502 twice": (Fault("GET", COMMENTS, 502), Fault("GET", COMMENTS, 502)),
    "502 on creating, which was not done": (Fault("POST", COMMENTS, 502),),
    "502 on creating, which was done": (Fault("POST", COMMENTS, 502, late=True),),
    "no answer on creating, which was done": (Fault("POST", COMMENTS, late=True),),
    "no answer on reading": (Fault("GET", COMMENTS),),
    "half an answer": (Fault("GET", COMMENTS, 200, [{"id": 1, "body": "x" * 500}], cut=True),),
    "who am I fails": (Fault("GET", "/user", 500),),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_waited_for(github: GitHub, fault: str) -> None:
    github.faults = list(FAULTS[fault])
    watch = Watch()
    done = _post(github, _wish(1), watch=watch)
    assert done.written
    assert github.bodies() == [_text(1)]
    assert not github.faults
    assert sum(watch.slept) <= api.PATIENCE + upsert.SETTLE


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", COMMENTS, 429, {"message": "slow"}, {"Retry-After": "3600"}),
        Fault("GET", COMMENTS, 409, {"message": "conflict"}),
        Fault("POST", COMMENTS, 409, {"message": "conflict"}),
        Fault("POST", COMMENTS, 422, {"message": "Validation Failed"}),
        Fault("POST", COMMENTS, 404, {"message": "Not Found"}),
        Fault("GET", COMMENTS, 410, {"message": "Gone"}),
        Fault("GET", COMMENTS, 200, {"not": "a list"}),
        Fault("GET", COMMENTS, 200, None),
    ],
)
def test_what_waiting_does_not_mend_ends_at_once(github: GitHub, fault: Fault) -> None:
    github.faults = [fault]
    watch = Watch()
    assert _post(github, _wish(1), watch=watch).said.startswith("no comment: ")
    assert not watch.slept
    assert not github.bodies()


def test_a_server_that_stays_down_ends_within_the_budget(github: GitHub) -> None:
    github.faults = [Fault("*", "", 503) for _ in range(50)]
    watch = Watch()
    assert _post(github, _wish(1), watch=watch).said == "no comment: 503"
    assert sum(watch.slept) <= api.PATIENCE


def test_a_server_that_hangs_ends_at_the_limit(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "SECONDS", 0.2)
    github.faults = [Fault("*", "", 200, hang=2.0) for _ in range(6)]
    assert _post(github, _wish(1)).said == "no comment: no answer"


def test_an_answer_without_end_is_not_read(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "LARGEST", 1000)
    client = Api(github.root, WORKFLOW)
    github.faults = [Fault("GET", "/user", 200, {"login": "x" * 5000})]
    assert client._once("GET", f"{github.root}/user", None, largest=1000).status == 0


def test_the_next_page_is_never_at_another_server(github: GitHub) -> None:
    asked: list[bytes] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.requestline.encode())
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        link = f'<http://127.0.0.1:{elsewhere.server_address[1]}/steal>; rel="next"'
        github.faults = [Fault("GET", COMMENTS, 200, [], {"Link": link})] * 2
        pages = list(Api(github.root, WORKFLOW).pages(f"/repos/{REPOSITORY}/issues/7/comments"))
        assert [page.status for page in pages] == [200, 0]
        # Whether there is a comment of ours is not known then, so none is written.
        done = upsert.upsert(Api(github.root, WORKFLOW), REPOSITORY, 7, _wish(1), settle=0)
        elsewhere.shutdown()
    assert (done.written, done.said) == (False, "no comment: no answer")
    assert not asked
    assert not github.bodies()


@pytest.mark.parametrize(
    ("mode", "before", "verdict", "found", "writes"),
    [
        ("always", None, "pass", (), True),
        ("failure", None, "pass", (), False),
        ("failure", None, "fail", ("0000000a",), True),
        ("failure", None, "error", (), True),
        ("failure", "fail", "pass", (), True),
        ("changes", None, "pass", (), False),
        ("changes", None, "fail", ("0000000a",), True),
        ("changes", "fail", "fail", ("0000000a",), False),
        ("changes", "fail", "fail", ("0000000b",), True),
        ("changes", "fail", "pass", (), True),
        ("never", None, "fail", ("0000000a",), False),
    ],
)
def test_modes(  # noqa: PLR0913, PLR0917
    github: GitHub, mode: str, before: str | None, verdict: str, found: tuple[str, ...], writes: bool
) -> None:
    if before:
        github.comment("github-actions[bot]", _text(1, verdict=before, found=frozenset({"0000000a"})))
    done = _post(github, _wish(2, mode, verdict, found=found))
    assert done.written is writes
    assert bool(done.said) is not writes
    assert (f"{_text(2, verdict=verdict, found=frozenset(found))}" in github.bodies()) is writes
