"""Waits for an HTTP answer: neither a connection nor a line of the log is readiness."""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue
from typing import NamedTuple

from shipcheck.run import ask
from shipcheck.run.ask import Reply, Target
from shipcheck.run.container import Container
from shipcheck.subjects.container_run import Listener

# Nobody has it: every server answers it at once, whatever its own pages wait for.
PATH = "/shipcheck-ready"
# Between two questions; an answer is seen that much later at most.
_PAUSE = 0.02
_LONGER_PAUSE = 0.08
_SHORT = 3.0
# A question that is not answered may be lost, or its answer may take long: another one is asked beside it.
_BESIDE = 2.0
_MOST_BESIDE = 4
_FIRST_LOOK = 1.0
# So many looks in a row must see the same before it counts.
_STABLE = 3


class Readiness(NamedTuple):
    """Whether and when an answer came, on which port, and what was listening when none did."""

    ready: bool
    seconds: float = 0.0
    port: int = 0
    ended: bool = False
    listeners: tuple[Listener, ...] = ()
    reply: Reply = Reply()


class _Questions:
    """Asks again and again, each time in a thread of its own, so that a lost question holds nobody up."""

    def __init__(self, target: Target, end: float) -> None:
        self._target, self._end = target, end
        self._answers: SimpleQueue[Reply] = SimpleQueue()
        self._open = 0
        self._last = 0.0
        self.spoke = Reply()

    def ask(self) -> None:
        """Ask, if no question is open or the last one has been open for long."""
        now = time.monotonic()
        if self._open == 0 or (now - self._last > _BESIDE and self._open < _MOST_BESIDE):
            self._open += 1
            self._last = now
            threading.Thread(target=self._one, daemon=True).start()

    def _one(self) -> None:
        left = max(0.05, self._end - time.monotonic())
        self._answers.put(ask.get(self._target, PATH, seconds=left))

    def answer(self, seconds: float) -> Reply | None:
        """An HTTP answer that came by then."""
        try:
            reply = self._answers.get(timeout=seconds)
        except Empty:
            return None
        self._open -= 1
        if reply.head and not reply.status:
            self.spoke = reply
        time.sleep(seconds if not reply.status else 0)
        return reply if reply.status else None


def wait(container: Container, seconds: float) -> Readiness:
    """Until it answers, ends, turns out to listen where nobody can reach it, or the time is over."""
    target = container.target()
    if target is None:
        return Readiness(ready=False, ended=container.ended())
    end = container.began + seconds
    questions = _Questions(target, end)
    seen: list[tuple[Listener, ...]] = []
    look_at = _FIRST_LOOK
    while time.monotonic() < end:
        questions.ask()
        pause = _PAUSE if container.seconds < _SHORT else _LONGER_PAUSE
        reply = questions.answer(pause)
        if reply is not None:
            first = (reply.at or time.monotonic()) - container.began
            return Readiness(True, round(first, 3), container.settings.port, reply=reply)
        if container.ended():
            return Readiness(ready=False, ended=True)
        if container.seconds >= look_at:
            look_at += 1.0
            seen.append(tuple(container.listeners() or ()))
            if len(seen) >= _STABLE and seen[-1] and len(set(seen[-_STABLE:])) == 1 and _elsewhere(seen[-1], container):
                break
    listeners = seen[-1] if seen else tuple(container.listeners() or ())
    if not _elsewhere(listeners, container):
        return Readiness(ready=False, listeners=listeners, ended=container.ended(), reply=questions.spoke)
    first = next((number for number, one in enumerate(seen, start=1) if one == listeners), len(seen))
    return _other_port(container, listeners, questions.spoke, float(first) * _FIRST_LOOK)


def _elsewhere(listeners: tuple[Listener, ...], container: Container) -> bool:
    """Whether nothing can come on the port that is asked: it is only open for the inside, or another one is."""
    return not any(one.port == container.settings.port and not one.local for one in listeners)


def _other_port(container: Container, listeners: tuple[Listener, ...], spoke: Reply, since: float) -> Readiness:
    """Whether another port answers, asked by the container's own address; it has been open `since` then."""
    for one in listeners:
        if not one.local and one.port != container.settings.port:
            target = container.target(one.port)
            reply = ask.get(target, PATH, seconds=_SHORT) if target else Reply()
            if reply.status:
                return Readiness(True, since or round(container.seconds, 3), one.port, listeners=listeners, reply=reply)
    return Readiness(ready=False, listeners=listeners, ended=container.ended(), reply=spoke)
