"""Where a server listens, and with how many workers: by its arguments, its configuration, its variables, its defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.servers import server
from shipcheck.subjects.start_command import End
from shipcheck.subjects.task_files import option

_LOCAL = "127.0.0.1"
_ALL = "0.0.0.0"  # noqa: S104  # it is read, not bound
_ADDRESS = lazy(r"(?:\[(?P<six>[0-9a-fA-F:]*)\]|(?P<host>[^:\[\]]*)):(?P<port>[^:]*)")


class Listening(NamedTuple):
    """An address; a part is None where it is not known. `said` tells whether somebody said so, or it is the default."""

    host: str | None
    port: str | None
    said: bool = True
    socket: bool = False

    @property
    def local(self) -> bool:
        """Whether nobody outside of the machine, or of the container, gets an answer."""
        host = (self.host or "").lower()
        return not self.socket and (host in {"localhost", "::1"} or host.startswith("127."))

    @property
    def shown(self) -> str:
        """The address, for messages."""
        if self.socket:
            return "a socket file"
        return f"{self.host or '?'}:{self.port or '?'}"


class _Server(NamedTuple):
    """A server's options and defaults: `--host`, `--port`, or one option for both; the variables that stand for them."""

    host: tuple[str, ...] = ()
    port: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    default: tuple[str, str] = (_LOCAL, "8000")
    variables: tuple[str, str] = ("", "")
    sockets: tuple[str, ...] = ()


_SERVERS = {
    "gunicorn": _Server(address=("-b", "--bind")),
    "uvicorn": _Server(("--host",), ("--port",), variables=("UVICORN_HOST", "UVICORN_PORT"), sockets=("--uds", "--fd")),
    "hypercorn": _Server(address=("-b", "--bind"), sockets=("-c", "--config")),
    "granian": _Server(("--host",), ("--port",), variables=("GRANIAN_HOST", "GRANIAN_PORT"), sockets=("--uds",)),
    "waitress-serve": _Server(("--host",), ("--port",), ("--listen",), (_ALL, "8080"), sockets=("--unix-socket",)),
    "daphne": _Server(("-b", "--bind"), ("-p", "--port"), sockets=("-u", "--unix-socket", "-e", "--endpoint", "--fd")),
    "flask": _Server(("-h", "--host"), ("-p", "--port"), (), (_LOCAL, "5000"), ("FLASK_RUN_HOST", "FLASK_RUN_PORT")),
    "quart": _Server(("-h", "--host"), ("-p", "--port"), (), (_LOCAL, "5000"), ("QUART_RUN_HOST", "QUART_RUN_PORT")),
    "fastapi": _Server(("--host",), ("--port",), (), (_ALL, "8000"), ("UVICORN_HOST", "UVICORN_PORT")),
    "sanic": _Server(("-H", "--host"), ("-p", "--port"), sockets=("-s", "--unix")),
    "litestar": _Server(
        ("-H", "--host"), ("-p", "--port"), variables=("LITESTAR_HOST", "LITESTAR_PORT"), sockets=("--uds",)
    ),
    "http.server": _Server(("-b", "--bind"), (), (), (_ALL, "8000")),
    "streamlit": _Server(
        ("--server.address",),
        ("--server.port",),
        (),
        (_ALL, "8501"),
        ("STREAMLIT_SERVER_ADDRESS", "STREAMLIT_SERVER_PORT"),
    ),
}
# What `run()` of each kind does when it is told nothing; a host of None stands for one that is decided elsewhere.
_CALLS: dict[str, tuple[str | None, str | None]] = {
    "flask": (_LOCAL, "5000"),
    "quart": (_LOCAL, "5000"),
    "dash": (_LOCAL, "8050"),
    "socketio": (_LOCAL, "5000"),
    "bottle": (_LOCAL, "8080"),
    "bottle-server": (_LOCAL, "8080"),
    "uvicorn": (_LOCAL, "8000"),
    "sanic": (_LOCAL, "8000"),
    "waitress": (_ALL, "8080"),
    "aiohttp": (_ALL, "8080"),
    "gradio": (None, "7860"),
}
_HOST_VARIABLES = {"dash": "HOST", "gradio": "GRADIO_SERVER_NAME", "uvicorn": "UVICORN_HOST"}


def listening(end: End, environment: Mapping[str, str | None]) -> Listening | None:
    """Where an end listens; None where it is no server, or nothing can be said."""
    known = {**environment, **dict(end.variables)}
    if end.run:
        return _called(end, known)
    found = server(end)
    words = end.words[1:] if end.words[:1] == ("python",) else end.words
    words = words[1:] if words[:1] == ("-m",) else words
    if found is None or not words:
        return None
    if found.program in {"manage.py", "django-admin", "django-admin.py"}:
        return _django(words)
    spec = _SERVERS.get(found.program)
    if spec is None or any(_given(words[1:], (name,)) for name in spec.sockets):
        return None
    return _by_options(found.program, spec, words[1:], end, known)


def _given(words: Sequence[str], names: Sequence[str]) -> bool:
    return any(word in names or word.partition("=")[0] in names for word in words)


def _by_options(
    program: str, spec: _Server, words: Sequence[str], end: End, known: Mapping[str, str | None]
) -> Listening | None:
    address = option(words, spec.address) if spec.address else ""
    if not address and program == "gunicorn":
        return _gunicorn(end, known)
    if address:
        return _parsed(address, spec.default)
    default = (_LOCAL, "8000") if program == "fastapi" and "dev" in words else spec.default
    host, port = option(words, spec.host), option(words, spec.port)
    if program == "http.server" and not port:
        port = next((word for word in words if word.isdecimal()), "")
    host_said, port_said = bool(host), bool(port)
    for name, at in ((spec.variables[0], "host"), (spec.variables[1], "port")):
        if name and name in known and not (host if at == "host" else port):
            if known[name] is None:
                return None
            host, port = (known[name] or "", port) if at == "host" else (host, known[name] or "")
            host_said = host_said or at == "host"
    return Listening(_plain(host or default[0]), _plain(port or default[1]), host_said or port_said)


def _gunicorn(end: End, known: Mapping[str, str | None]) -> Listening | None:
    """Gunicorn without `--bind`: its variable, its file, `PORT`, and only then the default."""
    if "GUNICORN_CMD_ARGS" in known:
        arguments = known["GUNICORN_CMD_ARGS"]
        if arguments is None:
            return None
        address = option(arguments.split(), ("-b", "--bind"))
        if address:
            return _parsed(address, (_LOCAL, "8000"))
    bind = end.option("bind")
    if bind is not None:
        return _parsed(bind.value, (_LOCAL, "8000")) if bind.value is not None else None
    if end.option("config") is not None:
        return None  # a file that is not here
    if "PORT" in known:
        return Listening(_ALL, known["PORT"])
    return Listening(_LOCAL, "8000", said=False)


def _parsed(address: str, default: tuple[str, str]) -> Listening:
    if address.startswith(("unix:", "fd://", "fd:")):
        return Listening(None, None, socket=True)
    found = _ADDRESS.fullmatch(address.rpartition("://")[2])
    if found is None:
        if address.isdecimal():
            return Listening(default[0], address)
        return Listening(_plain(address), default[1])
    host = found.group("six") if found.group("six") is not None else found.group("host")
    return Listening(_plain(host if host not in {"", "*"} else _ALL), _plain(found.group("port")))


def _plain(text: str) -> str | None:
    return None if "$" in text or "{" in text else text


def _django(words: Sequence[str]) -> Listening:
    """`runserver [address:]port`; `0` is every address."""
    at = next((number for number, word in enumerate(words) if word.startswith(("run", "testserver"))), len(words))
    given = next((word for word in words[at + 1 :] if not word.startswith("-")), "")
    if not given:
        return Listening(_LOCAL, "8000", said=False)
    if given.isdecimal():
        return Listening(_LOCAL, given)
    found = _parsed(given, (_LOCAL, "8000"))
    return found._replace(host=_ALL) if found.host == "0" else found


def _called(end: End, known: Mapping[str, str | None]) -> Listening | None:
    if end.run not in _CALLS:
        return None
    host, port = _CALLS[end.run]
    variable = _HOST_VARIABLES.get(end.run, "")
    if variable in known:
        host = known[variable]
    bind = end.option("listen") or end.option("bind")
    if bind is not None:
        return _parsed(bind.value, (_LOCAL, "8080")) if bind.value is not None else None
    if end.option("uds") is not None:
        return None
    asked_host, asked_port = end.option("host"), end.option("port")
    if asked_host is not None:
        host = asked_host.value
    if asked_port is not None:
        port = asked_port.value
    return Listening(host, port, asked_host is not None or asked_port is not None)


class Workers(NamedTuple):
    """How many requests gunicorn serves at once; a part is None where it is not known."""

    number: str | None
    threads: str | None
    worker_class: str | None


def gunicorn_workers(end: End, environment: Mapping[str, str | None]) -> Workers | None:
    """What gunicorn is told of its workers; None for what is not gunicorn."""
    words = end.words
    if not words or words[0].rpartition("/")[2] != "gunicorn":
        return None
    known = {**environment, **dict(end.variables)}
    extra = known.get("GUNICORN_CMD_ARGS", "")
    if extra is None or end.option("config") is not None:
        return Workers(None, None, None)
    given = [*extra.split(), *words[1:]]

    def one(names: tuple[str, ...], name: str, default: str) -> str | None:
        value = option(given, names)
        if value:
            return _plain(value)
        held = end.option(name)
        return held.value if held is not None else default

    number = known.get("WEB_CONCURRENCY", "1")
    return Workers(
        one(("-w", "--workers"), "workers", "") if one(("-w", "--workers"), "workers", "") != "" else number,
        one(("--threads",), "threads", "1"),
        one(("-k", "--worker-class"), "worker_class", "sync"),
    )
