"""What is done beside the rest has an answer, or could not be judged: never neither, and nothing is printed of why."""

from __future__ import annotations

import threading

import pytest

from shipcheck.model import CannotJudge
from shipcheck.rules.running.root_process import RULE
from shipcheck.run.beside import Beside
from shipcheck.subjects.container_run import ContainerRun, Process

SECRET = "q8w2e9r1t7y3"


def test_an_answer_is_handed_on() -> None:
    assert Beside("x", lambda: None).join(5) is None
    assert Beside("x", lambda: (), now=False).join(5) == ()


def test_a_crash_is_no_empty_answer_and_quotes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> tuple[str, ...]:
        raise ValueError(f"cannot read {SECRET}")

    beside = Beside("canary", work)
    with pytest.raises(
        CannotJudge, match=r"canary: internal error: ValueError in test_run_beside\.py:\d+ \(work\)"
    ) as raised:
        beside.join(5)
    out, err = capfd.readouterr()
    assert SECRET not in f"{raised.value}{raised.value.hint}{out}{err}"


def test_its_own_reason_stays() -> None:
    def work() -> None:
        raise CannotJudge("canary", "the engine would not")

    with pytest.raises(CannotJudge, match="canary: the engine would not"):
        Beside("x", work).join(5)


def test_what_takes_too_long_is_no_answer_either() -> None:
    stop = threading.Event()
    beside = Beside("canary", stop.wait)
    with pytest.raises(CannotJudge, match="canary: it took too long"):
        beside.join(0.01)
    stop.set()


@pytest.mark.parametrize(
    ("processes", "cancelled"),
    [
        ([("root", "tini -- gunicorn app:app"), ("1000", "gunicorn app:app")], True),
        ([("1000", "gunicorn app:app")], True),
        ([("root", "supervisord -n"), ("root", "gunicorn app:app"), ("33", "nginx: worker process")], False),
        ([("root", "gunicorn --user app app:app"), ("33", "gunicorn --user app app:app")], True),
        ([("root", "gunicorn: master [app]"), ("33", "gunicorn: worker [app]")], True),
        ([("root", "python app.py"), ("33", "python helper.py")], False),
        ([("root", "python app.py")], False),
        ([], False),
    ],
)
def test_a_helper_that_is_not_root_does_not_clear_the_application(
    processes: list[tuple[str, str]], cancelled: bool
) -> None:
    run = ContainerRun(
        service="web",
        ready=True,
        processes=tuple(Process(number, user, args) for number, (user, args) in enumerate(processes, start=1)),
    )
    assert RULE.settles is not None
    assert RULE.settles.denied is not None
    assert bool(RULE.settles.denied(run)) is cancelled
