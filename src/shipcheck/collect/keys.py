"""Answers of a person: a key on a terminal, a line from anywhere else."""

from __future__ import annotations

from typing import TextIO

END = ""


def answer(stream: TextIO) -> str:
    """The next answer in small letters, `END` where there is none any more; raises `KeyboardInterrupt`.

    On a terminal one key is enough, where the system can be asked for it; what is typed is not shown.
    """
    if stream.isatty():
        key = _key(stream)
        if key is not None:
            return key.lower()
    line = stream.readline()
    return line.strip().lower()[:1] or "?" if line else END


def _key(stream: TextIO) -> str | None:
    try:
        import termios
        import tty
    except ImportError:
        return None  # not a system of that kind: a line will do
    try:
        handle = stream.fileno()
        before = termios.tcgetattr(handle)
    except (OSError, ValueError, termios.error):
        return None
    try:
        tty.setcbreak(handle)
        return stream.read(1)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
