"""What is asked of the inside of a container: an answer, or that there is none, never an empty one in its place."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from run.conftest import docker
from shipcheck.model import CannotJudge
from shipcheck.run import look
from shipcheck.run.container import Container, Limits, Settings
from shipcheck.run.engine import Engine
from shipcheck.run.mask import Masks
from shipcheck.run.traces import Traces
from shipcheck.subjects.image_build import HealthCheck

pytestmark = pytest.mark.docker
WRITES = ("sh", "-c", 'while :; do echo bread >> "$0"; sleep 0.1; done')
Started = Callable[..., Container]


@pytest.fixture
def start(base: str) -> Iterator[Started]:
    """Start a container with options of the engine, which writes to this file all the time."""
    with ExitStack() as stack:

        def started(path: str, *more: str) -> Container:
            engine = Engine()
            traces = stack.enter_context(Traces(engine))
            name = f"shipcheck-{traces.id}-{uuid.uuid4().hex[:6]}"
            settings = Settings(base, name, 8000, (), Limits(), True, (*WRITES, path), more)
            return stack.enter_context(Container(engine, traces, settings))

        yield started


def _check(*words: str, timeout: float = 20.0) -> HealthCheck:
    return HealthCheck(("CMD", *words), 30.0, timeout, 0.0)


def test_a_check_that_could_not_be_run_is_no_check_that_took_too_long(start: Started) -> None:
    container = start("/dev/null")
    assert look.health_check(container, None, Masks()) is None
    good = look.health_check(container, _check("true"), Masks())
    assert good is not None
    assert (good.code, good.output) == (0, "")
    slow = look.health_check(container, _check("sleep", "9", timeout=0.5), Masks())
    assert slow is not None
    assert (slow.code, slow.output) == (1, "it took longer than its own time limit")
    docker("pause", container.settings.name)
    with pytest.raises(CannotJudge, match=r"`true` in the container: the engine did not begin it: .*paused"):
        look.health_check(container, _check("true"), Masks())
    docker("unpause", container.settings.name)


def test_what_was_written_is_known_or_not_judged(start: Started) -> None:
    container = start("/srv/bakery.log")
    container.first_state()
    name = container.settings.name
    assert look.written(Engine(), container, ()) == (("/srv/bakery.log",), ("/srv/bakery.log",))
    docker("pause", name)  # no command runs in it now: the engine is asked
    assert look.written(Engine(), container, ()) == (("/srv/bakery.log",), ("/srv/bakery.log",))
    assert look.written(Engine(), container, ("/srv",)) == ((), ())
    docker("rm", "-f", name)
    with pytest.raises(
        CannotJudge, match=r"written files: the engine would not say what was written: .*No such container"
    ):
        look.written(Engine(), container, ())


def test_folders_that_its_user_may_not_read_do_not_matter(start: Started) -> None:
    """Where it may not read, it may not write: the engine, which would look through the whole image, is not asked."""
    container = start("/tmp/bread", "--user", "65534")
    assert container.run(("find", "/root"), 20).err.endswith(b"Permission denied\n")
    assert look._newer(container) == ["/tmp/bread"]
