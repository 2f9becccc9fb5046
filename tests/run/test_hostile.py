"""Containers, builds and engines that do their worst: bounded, said clearly, and nothing left."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from run.apps import ASGI, GUNICORN, HEAD, IGNORE
from run.conftest import QUICK, Bench, left, left_by
from run.proxy import Proxy

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("base")]
UVICORN = HEAD + 'EXPOSE 8000\nCMD ["uvicorn", "--host", "0.0.0.0", "--log-level", "warning", "app:app"]\n'
# How fast it stops on a machine that others use is not the question.
NOTHING_ELSE = (*QUICK, "--skip", "layers,canary,variables", "--ignore", "slow-stop", "--ignore", "slow-start")
PYTHON = HEAD + 'EXPOSE 8000\nCMD ["python", "app.py"]\n'
# Behind these hardly anything comes.
BRIEF = {"stop", "canary"}
GENTLE = "import signal\nimport sys\n\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"


@pytest.fixture
def app(bench: Bench, base: str) -> Callable[..., Bench]:
    """Write an app: its Dockerfile and its module."""

    def made(dockerfile: str, module: str, **more: str) -> Bench:
        files = {"Dockerfile": dockerfile.replace("@base@", base), "app.py": module, ".dockerignore": IGNORE, **more}
        bench.write(files)
        return bench

    return made


def _peak(process: subprocess.Popen[bytes]) -> int:
    """The most memory that it had itself, in kilobytes: what `wait4` says includes its parent's until it is another program."""
    peak = 0
    while process.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
        peak = max(peak, int(found.group(1)) if found else 0)
        time.sleep(0.05)
    return peak


def test_a_log_of_fifty_megabytes_a_second_is_bounded(app: Callable[..., Bench]) -> None:
    flood = (
        "\nimport sys\nimport threading\n\nLINE = b'order ' * 160 + b'\\n'\n\n\ndef flood():\n    while True:\n"
        "        sys.stdout.buffer.write(LINE * 50)\n        sys.stdout.buffer.flush()\n"
        "        time.sleep(0.001)\n\n\nthreading.Thread(target=flood, daemon=True).start()\n"
    )
    bench = app(UVICORN, "import time\n" + ASGI + flood)
    with subprocess.Popen(bench.words(*NOTHING_ELSE), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        peak = _peak(process)
        assert process.stdout is not None
        out = process.stdout.read().decode()
    assert process.returncode == 0, out
    assert 10_000 < peak < 160_000, "kilobytes"
    told = bench.told(process.returncode, out)
    assert told.service.run is not None
    assert told.service.run.ready
    # The engine begins its file anew every ten megabytes: that may have been a moment ago.
    assert 0 < told.service.run.log_lines <= 5000
    assert max(map(len, told.service.run.log)) <= 300


@pytest.mark.parametrize("pause", ["0", "0.2"], ids=["as-fast-as-it-can", "drop-by-drop"])
def test_an_endless_body_is_no_answer(app: Callable[..., Bench], pause: str) -> None:
    endless = ASGI.replace(
        'return {"status": "ok"}',
        "from starlette.responses import StreamingResponse\n\n    async def bread():\n        while True:\n"
        f"            yield b'bread ' * 50\n            await asyncio.sleep({pause})\n\n"
        "    return StreamingResponse(bread())",
    )
    told = app(UVICORN, endless).run(*NOTHING_ELSE)
    ran = told.service.run
    assert ran is not None
    assert ran.ready, told.err
    assert ran.health is not None
    assert (ran.health.status, ran.health.error) == (200, "endless")
    assert ran.health.size <= 1 << 18
    assert "failing-health-path" in told.out
    assert left(ran.image) == []


def test_a_log_that_gives_orders_is_only_shown(app: Callable[..., Bench]) -> None:
    orders = (
        "print('\\x1b[2J\\x1b]0;owned\\x07::set-output name=x::y')\nprint('::add-mask::bakery')\n"
        "print('##[error]gotcha \\u202egpj.exe\\u2066')\n"
        "raise RuntimeError('\\x1b[31m::error::`rm -rf /` ##[set-env name=PATH]x \\u202e\\u200b<img src=x> @octocat')\n"
    )
    bench = app(PYTHON, orders)
    for form in ("text", "github", "markdown", "json", "sarif"):
        told = bench.run(*NOTHING_ELSE, "--format", form)
        assert told.code == 1, told.err
        said = told.out + told.err
        assert "crash-at-boot" in said
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]", said), form
        lines = [line for line in said.splitlines() if not (form == "github" and line.startswith("::error file="))]
        assert not [line for line in lines if line.lstrip().startswith("::")], form
        assert "##[" not in said if form in {"text", "github", "markdown"} else True
    kept = json.dumps(json.loads(bench.evidence.read_text()), ensure_ascii=False)
    assert not re.search("[\x1b\u200b\u202a-\u202e\u2066-\u2069]|\\\\u001b", kept)


def test_a_full_disk_is_the_build_s_own_sentence(app: Callable[..., Bench]) -> None:
    told = app(HEAD.replace("RUN useradd", "RUN cp app.py /dev/full && useradd") + GUNICORN, ASGI).run(*NOTHING_ELSE)
    assert told.code == 1
    assert "failed-build" in told.out
    assert told.service.build is not None
    assert any("No space left on device" in line for line in told.service.build.tail)
    assert told.service.build.failed_at is not None
    assert told.states()["start"] == "not run"


def test_a_full_disk_under_the_evidence_is_said(app: Callable[..., Bench]) -> None:
    bench = app(UVICORN, ASGI)
    done = subprocess.run(
        [*bench.words(*NOTHING_ELSE), "--evidence", "/dev/full"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert (
        done.stderr.splitlines()[-2:]
        == [
            "shipcheck: /dev/full cannot be written: No space left on device",
        ]
        or "No space left on device" in done.stderr
    )


def test_an_image_of_nothing_cannot_be_started(bench: Bench) -> None:
    bench.write({"Dockerfile": "FROM scratch\nCOPY bakery.txt /\nUSER 1000\n", "bakery.txt": "bread\n"})
    told = bench.run(*QUICK)
    assert told.code == 1, told.err
    assert "start-failure" in told.out
    states = told.states()
    assert (states["build"], states["layers"], states["start"], states["ready"]) == ("ok", "ok", "failed", "not run")


def test_an_image_without_any_layer(bench: Bench) -> None:
    bench.write({"Dockerfile": 'FROM scratch\nLABEL bakery=1\nCMD ["/serve"]\n'})
    told = bench.run(*QUICK)
    assert told.code == 1, told.err
    assert "start-failure" in told.out
    assert told.states()["layers"] == "ok"


def test_an_app_that_ends_in_the_middle_of_an_answer(app: Callable[..., Bench]) -> None:
    module = (
        GENTLE
        + "import os\nimport socket\n\nserver = socket.create_server(('0.0.0.0', 8000))\nasked = 0\nwhile True:\n"
        "    connection, _ = server.accept()\n    connection.recv(4096)\n    asked += 1\n"
        "    if asked == 3:\n        connection.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Le')\n        os._exit(3)\n"
        "    connection.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok')\n    connection.close()\n"
    )
    told = app(PYTHON, module).run(*NOTHING_ELSE)
    assert told.code == 1, told.out + told.err
    assert "exit-after-ready" in told.out
    assert told.service.run is not None
    assert told.service.run.exit is not None
    assert told.service.run.exit.code == 3


@pytest.fixture
def proxy(bench: Bench) -> Iterator[Proxy]:
    """A socket before the engine, which can be closed without harm to others."""
    with Proxy(bench.path.parent / "engine.sock") as one:
        yield one


@pytest.mark.parametrize("last", ["plan", "image", "start", "ready"])
def test_an_engine_that_stops_in_the_middle(app: Callable[..., Bench], proxy: Proxy, last: str) -> None:
    """What it did until then is kept, the rest did not run, and when the engine is back nothing is left."""
    slow = HEAD + f"RUN python -c 'import time; time.sleep(2)' # {os.urandom(8).hex()}\n" if last == "plan" else HEAD
    bench = app(UVICORN.replace(HEAD, slow), "import time\ntime.sleep(1.5)\n" + ASGI)
    words = bench.words("--watch", "3", "--skip", "canary,variables")
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DOCKER_HOST": proxy.address},
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if line.startswith(last):
            time.sleep(0.4)
            proxy.close()
            break
    out, rest = process.communicate(timeout=200)
    said += rest
    assert process.returncode == 2, out + said
    assert "engine" in out, out + said
    assert "Traceback" not in out + said
    told = bench.told(2, out)
    assert told.states()["clean"] == "failed"
    assert "not run" in told.states().values()
    proxy.open()
    assert _gone(process.pid), left_by(process.pid)


@pytest.mark.parametrize(
    "last", ["plan", "build", "image", "start", "ready", "look", "layers", "variables", "watch", "stop", "canary"]
)
def test_nothing_is_left_after_a_kill(app: Callable[..., Bench], last: str) -> None:
    """SIGKILL in every phase, which nobody can catch: a watchdog cleans."""
    slow = HEAD + f"RUN python -c 'import time; time.sleep(1)' # {os.urandom(8).hex()}\n" if last == "plan" else HEAD
    module = ASGI.replace("import asyncio", 'import asyncio\nimport os\n\nTOKEN = os.environ["API_TOKEN"]')
    bench = app(UVICORN.replace(HEAD, slow), module)
    process = subprocess.Popen(
        bench.words("--watch", "0.3"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(last):
            break
    time.sleep(0 if last in BRIEF else 0.25)
    process.kill()
    process.wait()
    process.stderr.close()
    # What is left to do behind the last line may be done already.
    assert process.returncode == -9 or last in BRIEF
    assert _gone(process.pid), left_by(process.pid)


@pytest.mark.parametrize("number", [2, 15], ids=["SIGINT", "SIGTERM"])
def test_nothing_is_left_after_an_interruption(app: Callable[..., Bench], number: int) -> None:
    bench = app(UVICORN, ASGI)
    process = subprocess.Popen(
        bench.words("--skip", "layers"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("start"):
            process.send_signal(number)
            break
    out, said = process.communicate(timeout=100)
    assert process.returncode == 128 + number
    assert out == ""
    assert re.search(r"^clean +ok", said, re.MULTILINE), said
    assert left_by(process.pid) == []


def test_two_runs_side_by_side(app: Callable[..., Bench]) -> None:
    bench = app(UVICORN, ASGI)
    words = bench.words("--watch", "1", "--skip", "layers")
    every = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends: list[tuple[int, str]] = []

    def end(one: subprocess.Popen[str]) -> None:
        out, err = one.communicate(timeout=200)
        ends.append((one.returncode, out + err))

    threads = [threading.Thread(target=end, args=(one,)) for one in every]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [code for code, _ in ends] == [0, 0], ends
    assert [left_by(one.pid) for one in every] == [[], []]


def _gone(pid: int) -> bool:
    """Whether what a run has made is away, soon and for good: what was under way may still come, and has to go as well."""
    end = time.monotonic() + 60
    quiet = 0
    while time.monotonic() < end and quiet < 5:
        quiet = 0 if left_by(pid) else quiet + 1
        time.sleep(0.2)
    return quiet == 5
