"""One request to a provider, over TLS: no proxy, no redirect, no cookie, a limit on time and size, and no retry."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Callable

from shipcheck.secrets.identity import Question, Reply

# Of the whole exchange, in seconds; of the answer's body, in bytes.
SECONDS = 10.0
BODY = 64 << 10
Connect = Callable[[str, float], http.client.HTTPConnection]
NOTHING = Reply(0)


def over_tls(host: str, seconds: float) -> http.client.HTTPConnection:
    """A connection to a host whose certificate is checked; variables that name proxies are not heeded."""
    return http.client.HTTPSConnection(host, timeout=seconds, context=ssl.create_default_context())


def ask(question: Question, *, connect: Connect = over_tls, seconds: float = SECONDS) -> Reply:
    """The reply; an empty one where there is none, for whatever reason. Nothing of the question is in any error."""
    try:
        connection = connect(question.host, seconds)
    except (OSError, ValueError):
        return NOTHING
    watch = threading.Timer(seconds, _hang_up, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request(question.method, question.path, headers=dict(question.headers))
        response = connection.getresponse()
        return Reply(response.status, response.read(BODY))
    except (OSError, ValueError, http.client.HTTPException):
        return NOTHING
    finally:
        watch.cancel()
        connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    """End an exchange that goes on drop by drop: each drop alone would be in time."""
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(2)
        except OSError:
            connection.close()
