"""What the tests about ranges, pushes and histories share."""

from __future__ import annotations

import json
import subprocess
import sys

from e2e.conftest import CANARIES, Repository

VALUE = "q8w2e9r1t7y3"
SECRET = f'API_KEY = "{VALUE}"\n'
OTHER = 'DB_PASSWORD = "flour4water-77"\n'

ZERO = "0" * 40
SLOW = """
import sys, time
from shipcheck import cli
from shipcheck.collect import judged_before
from shipcheck.leaks import marks
judged_before._SECONDS = 0.05
of = marks.Marks.of
def slow(self, path, data):
    time.sleep(0.02)
    return of(self, path, data)
marks.Marks.of = slow
sys.exit(cli.main(["secrets", "--history"]))
"""


def commit(repository: Repository, files: dict[str, str | bytes], *, day: int = 1) -> str:
    """Commit these files, empty ones deleted; returns the short id as it is told."""
    gone = [name for name, text in files.items() if not text]
    repository.write({name: text for name, text in files.items() if text})
    if gone:
        repository.git("rm", "-q", "--", *gone)
    date = f"2024-03-{day:02d}T12:00:00+0000"
    repository.environment |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    done = repository.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    return repository.git("rev-parse", "HEAD")[:12]


def secrets(repository: Repository, *args: str, stdin: str = "", code: int | None = None) -> list[str]:
    """What is told, a line a finding or gap; with the exit code as expected."""
    done = subprocess.run(
        [sys.executable, "-m", "shipcheck", "secrets", "--format", "json", *args], cwd=repository.path,
        env=repository.environment, input=stdin.encode(), capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == b"", done.stderr
    assert not [value for value in CANARIES if value.encode() in done.stdout]
    told = json.loads(done.stdout)
    lines = [f"{one['path']}:{one['line']} {one['rule']}: {one['message']}" for one in told["findings"]]
    lines += [f"unjudged {one['what']}: {one['reason']}" for one in told["unjudged"]]
    expected = 2 if told["unjudged"] else 1 if told["findings"] else 0
    assert done.returncode == (expected if code is None else code)
    return lines


def short(lines: list[str]) -> list[str]:
    """The places only."""
    return [line.partition(" ")[0] for line in lines]
