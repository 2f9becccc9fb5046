"""Every credential of one file, each once, on the line where its literal begins.

Pure: text in, findings with values out. What a name alone promises counts only where the file ships; a provider's
shape, a key with a body and a credential file count everywhere. Readers are imported when a file needs them: behind a
gate most files need none, and few need two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from shipcheck.secrets import groups
from shipcheck.secrets.found import FALLBACK, FILE, KEY, ORDER, TOKEN, Found
from shipcheck.secrets.gating import python
from shipcheck.secrets.look import Look
from shipcheck.secrets.paths import telling
from shipcheck.secrets.places import Place, place
from shipcheck.secrets.spans import Lines, parts, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from shipcheck.secrets.look import Gate

MOST = 500
_NONE = "illustration"


def detect(path: str, text: str, met: AbstractSet[int] | None = None, gate: Gate | None = None) -> list[Found]:
    """The credentials of a file, sorted by place; of several readings of one literal the one that says most.

    `met` are the groups of conditions that a gate saw in the text: what cannot be there is not looked for. Without it
    everything is, with the same answer. `gate` is that gate, for parts of the text.
    """
    lines = list(enumerate(split(text), start=1))
    return _once(_found(path, text, lines, place(path), Look(met, gate)))


def _found(path: str, text: str, lines: Lines, where: Place, look: Look) -> Iterator[Found]:
    if path.endswith(".ipynb"):
        from shipcheck.secrets import notebook_file  # noqa: PLC0415  # see above

        yield from notebook_file.read(text, lines, where)
        return
    if look.shapes != [] or look(groups.WRAPPED):
        from shipcheck.secrets.tokens import tokens  # noqa: PLC0415  # see above

        yield from tokens(lines, look)
    if telling(path):
        yield from _files(path, lines)
    if look(groups.KEY):
        from shipcheck.secrets.blocks import private_keys  # noqa: PLC0415  # see above

        yield from private_keys(text)
    if not where.urls and look(groups.URL):
        from shipcheck.secrets.text_file import leaked  # noqa: PLC0415  # see above

        yield from leaked(lines, named=where.named)
    if python(path):
        from shipcheck.secrets import python_file  # noqa: PLC0415  # see above

        yield from python_file.read(text, lines, where, look)
    elif where.urls or where.named:
        from shipcheck.secrets import text_file  # noqa: PLC0415  # see above

        yield from text_file.read(path, text, lines, where, look)


def _files(path: str, lines: Lines) -> Iterator[Found]:
    from shipcheck.secrets import credential_files  # noqa: PLC0415  # see above

    if credential_files.is_one(path):
        for number, part, offset in parts(lines):
            for block in credential_files.in_file(path, part):
                yield Found(number, offset + block.start + 1, offset + block.end + 1, FILE, block.kind, "", block.value)


def _once(found: Iterable[Found]) -> list[Found]:
    order = (KEY, TOKEN, FALLBACK, _NONE, *ORDER)
    kept: list[Found] = []
    taken: dict[int, list[Found]] = {}
    for one in sorted(found, key=lambda one: (one.line, order.index(one.rule), one.column)):
        if not any(one.column < other.end and other.column < one.end for other in taken.get(one.line, [])):
            taken.setdefault(one.line, []).append(one)
            kept.append(one)
    return sorted((one for one in kept if one.rule != _NONE), key=lambda one: (one.line, one.column))[:MOST]
