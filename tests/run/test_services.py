"""More than one container: what compose would start with a service, and several services in one run."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from run.apps import ASGI, FLASK, GUNICORN, HEAD, IGNORE
from run.conftest import QUICK, Bench, left
from shipcheck.check import Request
from shipcheck.ci.run_stage import stage
from shipcheck.model import Severity

pytestmark = pytest.mark.docker
NOTHING_ELSE = (*QUICK, "--skip", "layers,canary,variables")
# A database of a few lines: it says yes to whoever knows the password that compose gave to both.
DATABASE = """import os
import socket
import signal
import sys
import time

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
time.sleep(1)
server = socket.create_server(("0.0.0.0", 5432))
open("/tmp/ready", "w").close()
while True:
    connection, _ = server.accept()
    yes = connection.recv(200).decode() == os.environ["POSTGRES_PASSWORD"]
    connection.sendall(b"yes" if yes else b"no")
    connection.close()
"""
CLIENT = """import os
import socket

where, _, password = os.environ["DATABASE"].partition("/")
connection = socket.create_connection((where, 5432), timeout=5)
connection.sendall(password.encode())
assert connection.recv(10) == b"yes", "the database says no"
"""
COMPOSE = """services:
  web:
    build: .
    command: gunicorn --bind 0.0.0.0:9000 app:app
    ports: ["127.0.0.1:80:9000"]
    environment:
      DATABASE: db/${DB_PASSWORD}
    depends_on:
      db:
        condition: service_healthy
      migrate:
        condition: service_completed_successfully
  migrate:
    build: .
    command: ["python", "-c", "import client; print('migrated')"]
    environment:
      DATABASE: db/${DB_PASSWORD}
    depends_on:
      - db
  db:
    image: @base@
    command: ["python", "/init/database.py"]
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD}
    volumes:
      - ./database:/init
      - data:/var/lib/postgresql/data
    healthcheck:
      test: ["CMD", "test", "-e", "/tmp/ready"]
      interval: 30s
volumes:
  data: {}
"""


def bakery(base: str, compose: str = COMPOSE) -> Mapping[str, str]:
    """A shop that does not start without its database."""
    return {
        "Dockerfile": (HEAD + GUNICORN).replace("@base@", base),
        ".dockerignore": IGNORE + "database\ncompose.yaml\n",
        "app.py": "import client\n" + FLASK,
        "client.py": CLIENT,
        "compose.yaml": compose.replace("@base@", base),
        "database/database.py": DATABASE,
    }


def test_a_compose_service_runs_with_what_it_depends_on(bench: Bench, base: str) -> None:
    bench.write(bakery(base))
    told = bench.run(*NOTHING_ELSE, "--compose")
    assert told.code == 0, told.out + told.err
    ran = told.service.run
    assert ran is not None
    assert ran.ready
    assert ran.answered_port == 9000
    assert "gunicorn" in ran.processes[0].args
    assert "canary" not in bench.evidence.read_text().replace('"canary"', "")
    assert left(ran.image) == []


def test_without_compose_it_is_said_what_is_missing(bench: Bench, base: str) -> None:
    bench.write(bakery(base))
    told = bench.run(*NOTHING_ELSE)
    assert told.code == 2, told.out + told.err
    assert "crash-at-boot" not in told.out
    assert "it needs migrate, db, which were not there" in told.out
    assert "--compose" in told.out


def test_a_check_of_a_pull_request_brings_what_is_missing_by_itself(bench: Bench, base: str) -> None:
    bench.write(bakery(base))
    found = stage(Request(root=str(bench.path)), demanded=True)
    assert found.report.unjudged == ()
    assert {one.severity for one in found.report.findings} <= {Severity.NOTE}
    assert found.evidence is not None
    assert [one["run"]["ready"] for one in found.evidence["services"]] == [True]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '["python", "/init/database.py"]',
            '["python", "-c", "exit(\'no ovens\')"]',
            "ended with exit code 1: no ovens",
        ),
        ('test: ["CMD", "test", "-e", "/tmp/ready"]', "disable: true", "has no health check"),
        ("image: @base@", "image: shipcheck-tests/nobody-has-this:1", "cannot be started"),
        ("image: @base@", 'image: "--volume=/:/host"', "cannot be started"),
        ("- db\n", "- nobody\n", "is not there"),
    ],
    ids=["ends", "no-health-check", "no-image", "an-option-for-an-image", "no-service"],
)
def test_a_dependency_that_does_not_come_up_is_no_finding(
    bench: Bench, base: str, old: str, new: str, said: str
) -> None:
    assert old in COMPOSE
    bench.write(bakery(base, COMPOSE.replace(old, new)))
    told = bench.run(*NOTHING_ELSE, "--compose")
    assert told.code == 2, told.out + told.err
    assert said in told.out + told.err
    if told.document is not None:
        assert told.states()["start"] == "failed"
        assert told.service.build is not None
        assert left(told.service.build.image) == []


def test_compose_without_a_compose_file_is_refused(bench: Bench, base: str) -> None:
    bench.write({"Dockerfile": (HEAD + GUNICORN).replace("@base@", base), "app.py": FLASK})
    told = bench.run("--compose")
    assert told.code == 2
    assert "no compose file" in told.err


def test_several_services_in_one_run(bench: Bench, base: str) -> None:
    """Each has its own phases, image and findings; the second one's fault is not the first one's."""
    shop = HEAD.replace("COPY . .", "COPY shop .") + GUNICORN
    oven = HEAD.replace("COPY . .", "COPY oven .") + 'EXPOSE 8000\nCMD ["uvicorn", "--host", "0.0.0.0", "app:apps"]\n'
    bench.write(
        {
            "docker/shop.Dockerfile": shop.replace("@base@", base),
            "docker/oven.Dockerfile": oven.replace("@base@", base),
            "shop/app.py": FLASK,
            "oven/app.py": ASGI,
            ".dockerignore": IGNORE,
            "shipcheck.toml": '[services.shop]\ndockerfile = "docker/shop.Dockerfile"\ncontext = "."\n\n'
            '[services.oven]\ndockerfile = "docker/oven.Dockerfile"\ncontext = "."\n',
        }
    )
    told = bench.run(*NOTHING_ELSE, "--format", "json")
    assert told.code == 1, told.out + told.err
    assert told.document is not None
    runs = {one.service: one.run for one in told.document.services}
    assert {name: run is not None and run.ready for name, run in runs.items()} == {"shop": True, "oven": False}
    found = [(one["rule"], one["path"]) for one in json.loads(told.out)["findings"]]
    assert found == [("crash-at-boot", "docker/oven.Dockerfile")]
    assert "shop: ready" in told.err
    assert "oven: stop" in told.err
    for one in told.document.services:
        assert one.build is not None
        assert left(one.build.image) == []
    alone = bench.run(*NOTHING_ELSE, "--service", "shop")
    assert alone.code == 0, alone.out + alone.err
