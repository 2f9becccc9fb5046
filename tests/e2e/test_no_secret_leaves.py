"""Secrets are planted wherever they are looked for; then everything that any command wrote or passed on is searched for them."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from shipcheck.report import FORMATS

from .conftest import Repository

# By what finds each: a name, a fallback, a URL, an image, a command, a key, a token, a `.env`, what only stands in a `.env`.
CANARIES = {
    "named": "zeisig-im-Schilf-1",
    "fallback": "stieglitz5korn",
    "url": "girlitz7wacholder",
    "container": "zaunkoenig-nest-3",
    "command": "rohrdommel88ruf",
    "history": "kernbeisser-kirsche-9",
    "tracked": "grasmuecke-hecke-6",
    "known": "q7Rk2vXw9Lp4Tz8Nb3Jm",
    "drawn": "h3Wn8sKd2Zc6Yv1Qx5Pf9Bt7Lm4Rj0Ga",
}
KEY_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7qVt4mZ2s"
# A strong value's digest may stand in the baseline of detect-secrets; nobody can try all that are as likely.
WEAK = [name for name in CANARIES if name not in {"known", "drawn"}]
FILES = {
    "shop/settings.py": f"""
        import os
        DB_PASSWORD = "{CANARIES["named"]}"
        SECRET_KEY = os.environ.get("SECRET_KEY") or "{CANARIES["fallback"]}"
        MAIL_API_TOKEN = "{CANARIES["drawn"]}"
        DATABASE_URL = "postgres://shop:{CANARIES["url"]}@db.internal/shop"
        """,
    "Dockerfile": f"""
        FROM python:3.12
        ENV ADMIN_PASSWORD={CANARIES["container"]}
        RUN echo "root:{CANARIES["command"]}" | chpasswd
        """,
    "deploy/id_rsa": f"-----BEGIN PRIVATE KEY-----\n{KEY_BODY}\n-----END PRIVATE KEY-----\n",
    "shop/page.html": f"<p>{CANARIES['known']}</p>\n",
    "prod.env": f"SESSION_SECRET={CANARIES['tracked']}\n",
    ".gitignore": ".env\n",
}
# Started with every Python: what each process is called with, and what it opens to write.
SPY = """
import os, sys
def heard(event, args):
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.putenv", "os.system"):
        told = event + " " + repr(args)
    elif event == "socket.connect" or event == "socket.getaddrinfo":
        told = event
    else:
        return
    handle = os.open(os.environ["SPY_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, (told + "\\n").encode("utf-8", "surrogatepass"))
    os.close(handle)
sys.addaudithook(heard)
"""
CRASH = """
import sys
from shipcheck import cli
from shipcheck.secrets import detector
from {module} import {holder}
def broken(*args, **kwargs):
    text = open("shop/settings.py").read()
    raise RuntimeError(text)
{patch}
sys.exit(cli.main(sys.argv[1:]))
"""


class Nest:
    """A repository with secrets in it, folders of its own for all that is written, and all that was told."""

    def __init__(self, path: Path) -> None:
        self.outside = path / "outside"
        for name in ("home", "tmp", "cache", "spy", "written"):
            (self.outside / name).mkdir(parents=True)
        self.log = self.outside / "spy.log"
        (self.outside / "spy" / "sitecustomize.py").write_text(SPY, encoding="utf-8")
        self.repository = Repository(
            path / "project",
            HOME=str(self.outside / "home"), XDG_CACHE_HOME=str(self.outside / "home" / ".cache"),
            TMPDIR=str(self.outside / "tmp"), SHIPCHECK_CACHE=str(self.outside / "cache"),
            PYTHONPATH=str(self.outside / "spy"), SPY_LOG=str(self.log),
        )  # fmt: skip
        self.told: dict[str, str] = {}
        old = f'OLD_PASSWORD = "{CANARIES["history"]}"\n'
        self.repository.write({"shop/old.py": old})
        self.repository.commit("old")
        self.repository.write({"shop/old.py": "OLD_PASSWORD = None\n"})
        self.repository.commit("mended")
        self.repository.write({name: dedent(text).lstrip() for name, text in FILES.items()})
        self.repository.write({".env": f"MAIL_TOKEN={CANARIES['known']}\n"}, add=False)

    def run(self, *command: str, stdin: str = "", name: str = "") -> None:
        """Run a command; what it told is kept for the search."""
        done = subprocess.run(
            command, cwd=self.repository.path, env=self.repository.environment, input=stdin, capture_output=True,
            text=True, encoding="utf-8", errors="surrogateescape", timeout=300, check=False,
        )  # fmt: skip
        self.told[name or " ".join(command[3:])] = done.stdout + done.stderr

    def shipcheck(self, *args: str, stdin: str = "") -> None:
        """The same of shipcheck."""
        self.run(sys.executable, "-m", "shipcheck", *args, stdin=stdin)

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """All that was told, passed on or written, but for the files that were planted."""
        for name, text in self.told.items():
            yield name, text.encode("utf-8", "surrogateescape")
        planted = {*FILES, ".env", "shop/old.py"}
        root = self.repository.path
        for file in [*self.outside.rglob("*"), *root.rglob("*")]:
            inside = file.relative_to(root).as_posix() if file.is_relative_to(root) else ""
            if file.is_file() and inside not in planted and not inside.startswith(".git/objects/"):
                yield inside or file.relative_to(self.outside).as_posix(), file.read_bytes()


def forms(value: str) -> Iterator[bytes]:
    """A value as it may be written, and enough of its beginning to be told from others."""
    data = value.encode()
    yield data
    yield data[: max(8, len(data) // 2)]
    yield base64.b64encode(data)[:-4]
    yield data.hex().encode()
    yield data[::-1]


def digests(value: str) -> Iterator[bytes]:
    """What a value could be tried against."""
    for algorithm in ("md5", "sha1", "sha256", "blake2b"):
        digest = hashlib.new(algorithm, value.encode()).hexdigest()
        yield from (digest[:16].encode(), base64.b64encode(bytes.fromhex(digest))[:16])


@pytest.fixture(scope="module")
def nest(tmp_path_factory: pytest.TempPathFactory) -> Nest:
    """Every command was run, crashes included."""
    nest = Nest(tmp_path_factory.mktemp("nest"))
    out = nest.outside / "written"
    for name in FORMATS:
        nest.shipcheck("secrets", "--format", name)
        nest.shipcheck("check", "--format", name, "--output", str(out / f"check.{name}"))
    for args in (
        ["--staged"],
        ["--since", "HEAD~1"],
        ["--push"],
        ["--history"],
        ["--history", "--fresh"],
        ["--verify", "x.py"],
    ):
        nest.shipcheck("secrets", *args)
    nest.shipcheck("secrets", "-", "--as", "app.py", stdin=dedent(FILES["shop/settings.py"]))
    nest.shipcheck("check", "--staged", "--select", "secrets", *FILES)
    (nest.repository.path / "pyproject.toml").write_text('[tool.shipcheck.secrets]\nengine = "detect-secrets"\n')
    nest.shipcheck("secrets")
    (nest.repository.path / "pyproject.toml").unlink()
    nest.shipcheck("secrets", "audit", "--report")
    nest.shipcheck("baseline")
    shutil.move(nest.repository.path / ".shipcheck-baseline", out / "baseline")
    nest.shipcheck("secrets", "baseline")
    nest.shipcheck("secrets", "audit", stdin="y\nn\ns\nu\ny\nq\n")
    nest.shipcheck("secrets", "no-such-file.py")
    for module, holder, patch in (
        ("shipcheck.collect", "secret_search", "detector.detect = broken"),
        ("shipcheck.collect", "secret_search", "secret_search.find = broken"),
        ("shipcheck", "engine", "engine.examine = broken"),
    ):
        code = CRASH.format(module=module, holder=holder, patch=patch)
        nest.run(sys.executable, "-c", code, "secrets", "--no-baseline", "shop", name=f"crash of secrets, {patch}")
        staged = ("check", "--staged", "--select", "secrets", "shop/settings.py")
        nest.run(sys.executable, "-c", code, *staged, name=f"crash of a hook, {patch}")
    return nest


def test_all_of_them_were_seen(nest: Nest) -> None:
    """Without this the search below would prove nothing."""
    report = nest.told["secrets --format text"]
    places = ("settings.py:2", "settings.py:3", "settings.py:4", "settings.py:5", "Dockerfile:2", "Dockerfile:3")
    for place in (*places, "id_rsa:1", "page.html:1", "prod.env:1"):
        assert place in report, place
    assert "old.py:1" in nest.told["secrets --history"]
    crashes = [told for name, told in nest.told.items() if name.startswith("crash")]
    assert len(crashes) == 6
    assert all("bug" in told or "RuntimeError" in told for told in crashes), crashes
    assert "subprocess.Popen" in nest.log.read_text(encoding="utf-8"), "nothing listened to what was started"


def test_no_secret_is_in_anything_that_was_written_or_passed_on(nest: Nest) -> None:
    seen = dict(nest.everything())
    assert len(seen) > 40
    assert any(name.startswith("cache/") for name in seen)
    assert ".secrets.baseline" in seen
    found = {
        (name, canary)
        for canary, value in [*CANARIES.items(), ("key", KEY_BODY)]
        for name, data in seen.items()
        for form in forms(value)
        if form in data
    }
    assert found == set()


def test_no_digest_of_a_weak_one_is_either(nest: Nest) -> None:
    found = {
        (name, canary)
        for canary in WEAK
        for name, data in nest.everything()
        for digest in digests(CANARIES[canary])
        if digest in data
    }
    assert found == set()


def test_nobody_is_asked_on_the_network(nest: Nest) -> None:
    """Not but for `--verify`, which had nothing to ask about."""
    assert "socket." not in nest.log.read_text(encoding="utf-8")


def test_no_temporary_file_stays(nest: Nest) -> None:
    assert [path.name for path in Path(nest.outside, "tmp").iterdir()] == []
    assert os.listdir(nest.outside / "home") in ([], [".cache"])
