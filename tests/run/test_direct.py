"""The engine's socket gives the answers of the command line, and where it is not certain nobody asks it."""

from __future__ import annotations

import socket
import tarfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from run.conftest import docker
from shipcheck.collect.process import Outcome, TookTooLong
from shipcheck.model import CannotJudge
from shipcheck.run.canary import _listed
from shipcheck.run.direct import Direct, socket_of, streams
from shipcheck.run.engine import Engine, Refused
from shipcheck.run.watchdog import KINDS

GENTLE = "trap 'exit 7' TERM; echo bread; echo crumbs >&2; while :; do sleep 0.1; done"
PS = ("-eo", "pid,uid,args")


@pytest.fixture(params=["socket", "command line"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine that is asked this way."""
    found = Engine()
    if request.param == "command line":
        found._direct = None
    elif found._direct is None:
        pytest.fail("this machine's engine has no socket that is certain: the test needs one")
    return found


@pytest.fixture
def container(base: str) -> Iterator[str]:
    """A container that writes to both streams and ends when it is asked to."""
    name = f"shipcheck-test-{uuid.uuid4().hex}"
    docker("run", "-d", "--name", name, "--label", f"shipcheck-test={name}", base, "sh", "-c", GENTLE)
    yield name
    docker("rm", "-f", name)


@pytest.mark.docker
def test_a_container_s_life(engine: Engine, container: str) -> None:
    began = time.time()
    waiting = engine.wait(container)
    try:
        assert not waiting.ended()
        assert next(row[2] for row in engine.top(container, 3, *PS) or ()) == f"sh -c {GENTLE}"
        assert engine.top(container, 3, "--no-such-option") is None
        out, err = _logs(engine, container)
        assert (out.split(b" ", 1)[1], err.split(b" ", 1)[1]) == (b"bread\n", b"crumbs\n")
        engine.stop(container, 5)
        assert _soon(waiting.ended)
    finally:
        waiting.close()
    assert engine.inspect("container", container)[0]["State"]["ExitCode"] == 7
    (died,) = engine.events(container, "die", began - 1, time.time())
    assert died["Actor"]["Attributes"]["exitCode"] == "7"
    assert engine.events(container, "oom", began - 1, time.time()) == []
    assert engine.remove(KINDS[0], [container])
    with pytest.raises(Refused, match="No such container"):
        engine.inspect("container", container)
    with pytest.raises(CannotJudge, match="the container's log: the engine would not give it out"):
        engine.logs(container, 10)


def _soon(what: object) -> bool:
    end = time.monotonic() + 10
    while callable(what) and not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _logs(engine: Engine, container: str) -> tuple[bytes, bytes]:
    """Both streams as soon as both have come."""
    assert _soon(lambda: all(engine.logs(container, 10)))
    return engine.logs(container, 10)


@pytest.mark.docker
def test_a_command_in_a_container(engine: Engine, container: str) -> None:
    said = engine.run(container, ("sh", "-c", "echo out; echo err >&2; exit 3"), 20)
    assert said == Outcome(3, b"out\n", b"err\n")
    assert engine.run(container, ("no-such-program",), 20).code in {126, 127}
    assert engine.run(container, ("head", "-c", "300000", "/dev/zero"), 20).out == bytes(300_000)
    with pytest.raises(TookTooLong, match=r"0\.5 s"):
        engine.run(container, ("sleep", "5"), 0.5)
    docker("pause", container)
    with pytest.raises(Refused, match="paused"):
        engine.run(container, ("true",), 20)
    docker("kill", container)
    with pytest.raises(Refused, match="not running"):
        engine.run(container, ("true",), 20)
    docker("rm", "-f", container)
    with pytest.raises(Refused, match="No such container"):
        engine.run(container, ("true",), 20)


@pytest.mark.docker
def test_what_is_there_is_listed_and_removed(engine: Engine, base: str) -> None:
    value = uuid.uuid4().hex
    label = f"shipcheck-test={value}"
    docker("create", "--label", label, base, "true")
    docker("volume", "create", "--label", label)
    docker("network", "create", "--label", label, value)
    image = docker("commit", "--change", f"LABEL {label}", docker("ps", "-aq", "--filter", f"label={label}").strip())
    for kind, what in zip(KINDS, ("container", "network", "volume", "image"), strict=True):
        (name,) = engine.labelled(kind[0], label)
        assert value in engine.values(what, kind[0], "shipcheck-test")
        assert engine.remove(kind, [name])
        assert engine.labelled(kind[0], label) == []
    with pytest.raises(Refused, match="No such image"):
        engine.inspect("image", image.strip())


@pytest.mark.docker
def test_a_small_image_s_archive(engine: Engine, tmp_path: Path) -> None:
    name = f"shipcheck-test-{uuid.uuid4().hex}"
    (tmp_path / "bread").write_text("rye")
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        archive.add(tmp_path / "bread", "basket/bread")
    docker("import", str(tmp_path / "all.tar"), name)
    try:
        assert list(_listed(engine, name)) == ["basket/bread"]
    finally:
        engine.remove(KINDS[3], [name])
    with pytest.raises(Refused, match=r"(?i)no such image|reference does not exist"):
        engine.saved(name, 20)


@pytest.mark.docker
def test_the_socket_says_what_the_command_line_says(base: str) -> None:
    direct, plain = Engine(), Engine()
    plain._direct = None
    assert direct.inspect("image", base) == plain.inspect("image", base)
    assert direct.history(base) == plain.history(base)
    assert len(direct.history(base)) > 1
    for engine in (direct, plain):
        with pytest.raises(Refused, match=r"(?i)no such image"):
            engine.history(f"nobody-{uuid.uuid4().hex}")


def test_frames_are_told_from_what_a_terminal_writes() -> None:
    frames = b"\1\0\0\0\0\0\0\5bread\2\0\0\0\0\0\0\1!\1\0\0\0\0\0\0\2s\n"
    assert streams(frames) == (b"breads\n", b"!")
    assert streams(b"") == (b"", b"")
    assert streams(b"2026-11-29T10:00:00Z bread\n") is None
    assert streams(b"bread") is None


@pytest.mark.parametrize(
    ("environment", "config", "found"),
    [
        ({"DOCKER_HOST": "tcp://127.0.0.1:1"}, "{}", False),
        ({"DOCKER_HOST": "unix://@"}, "{}", True),
        ({"DOCKER_CONTEXT": "other"}, "{}", False),
        ({}, '{"currentContext": "other"}', False),
        ({}, "not JSON", False),
        ({}, "[]", False),
    ],
)
def test_only_a_certain_socket_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], config: str, found: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shipcheck.run.direct.USUAL", "s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        (tmp_path / ".docker").mkdir()
        (tmp_path / ".docker" / "config.json").write_text(config)
        at = {name: value.replace("@", "s") for name, value in environment.items()}
        assert socket_of(at, str(tmp_path)) == ("s" if found else "")


def test_the_usual_socket_is_found_without_any_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shipcheck.run.direct.USUAL", "s")
    assert socket_of({}, str(tmp_path)) == ""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert socket_of({}, str(tmp_path)) == "s"
        direct = Direct("s")
        assert direct.inspect("image", "x", 1) is None
        assert direct.run("x", ("true",), 0.1) is None
        assert not direct.stop("x", 1, 0.1)
