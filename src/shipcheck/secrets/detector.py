"""Every credential of one file, each once, on the line where its literal begins.

Pure: text in, findings with values out. What a name alone promises counts only where the file ships; a provider's
shape, a key with a body and a credential file count everywhere.
"""

from __future__ import annotations

import ast
import base64
import binascii
import re
import warnings
from collections.abc import Iterable, Iterator

from shipcheck.secrets import blocks, notebooks, text_lines
from shipcheck.secrets.found import CONTAINER, FALLBACK, FILE, KEY, NAMED, ORDER, TOKEN, URL, Found
from shipcheck.secrets.python_code import Literal, literals
from shipcheck.secrets.shapes import SHAPES, Shape, benign, find
from shipcheck.secrets.words import empty, placeholder, reference
from shipcheck.subjects.context import context

PROSE = (".md", ".rst", ".adoc", ".txt", ".html", ".htm", ".po", ".pot", ".tex", ".csv", ".svg", ".css", ".scss", ".log")
LINE_LIMIT = 20_000
MOST = 500
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{24,8000}={0,2}(?![A-Za-z0-9+/=])")
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)\s")


def detect(path: str, text: str) -> list[Found]:
    """The credentials of a file, sorted by place; of several readings of one literal the one that says most."""
    lines = re.split(r"\r\n|\r|\n", text)
    apart = context(path) == "development"
    found = [*_shaped(text, lines), *_keys(path, text), *_files(path, lines)]
    if not apart:
        found += _urls(path, lines)
        if not path.lower().endswith(PROSE) or text_lines.BARE.search(path):
            found += _named(path, text, lines)
    return _once(found)


def _once(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    taken: dict[int, list[Found]] = {}
    for one in sorted(found, key=lambda one: (one.line, ORDER.index(one.rule), one.column)):
        if not any(one.column < other.end and other.column < one.end for other in taken.get(one.line, [])):
            taken.setdefault(one.line, []).append(one)
            kept.append(one)
    return sorted(kept, key=lambda one: (one.line, one.column))[:MOST]


def _alive(text: str) -> tuple[Shape, ...]:
    """The shapes of which a literal part stands in the text."""
    folded = text.lower()
    return tuple(
        shape
        for shape in SHAPES
        if (any(head in (folded if shape.folded else text) for head in shape.heads) if shape.heads else re.search(shape.near, text))
    )


def _shaped(text: str, lines: list[str]) -> Iterator[Found]:
    shapes = _alive(text)
    for number, line in enumerate(lines, start=1):
        if len(line) < 12:  # noqa: PLR2004  # shorter than any token
            continue
        for part, offset in _parts(line):
            for match in find(part, shapes) if shapes else ():
                value = part[match.start : match.end]
                if not benign(value, match.shape):
                    start = offset + match.start
                    yield Found(number, start + 1, offset + match.end + 1, TOKEN, match.shape.kind, "", value)
            yield from _wrapped(number, part, offset)


def _wrapped(number: int, part: str, offset: int) -> Iterator[Found]:
    """Tokens and passwords in URLs behind one layer of base64."""
    for run in _BASE64.finditer(part):
        try:
            inner = base64.b64decode(run.group(0) + "=" * (-len(run.group(0).rstrip("=")) % 4)).decode("ascii")
        except (binascii.Error, ValueError):
            continue
        if not inner.isprintable() and "\n" not in inner:
            continue
        shapes = _alive(inner)
        tokens = (m for m in find(inner, shapes) if not benign(inner[m.start : m.end], m.shape)) if shapes else iter(())
        hit = next(tokens, None)
        kind = hit.shape.kind if hit else "password of a URL" if next(blocks.urls(inner), None) else ""
        if kind or any(blocks.private_key(inner, head.start()) for head in blocks.key_heads(inner)):
            yield Found(number, offset + run.start() + 1, offset + run.end() + 1, TOKEN, kind or "private key", "", run.group(0))


def _parts(line: str) -> Iterator[tuple[str, int]]:
    """A line, or overlapping parts of a very long one."""
    if len(line) <= LINE_LIMIT:
        yield line, 0
        return
    for start in range(0, len(line), LINE_LIMIT - 2000):
        yield line[start : start + LINE_LIMIT], start


def _keys(path: str, text: str) -> Iterator[Found]:
    del path
    for head in blocks.key_heads(text):
        if blocks.private_key(text, head.start()):
            before = text.rfind("\n", 0, head.start()) + 1
            column = head.start() - before + 1
            yield Found(text.count("\n", 0, head.start()) + 1, column, column + len(head.group(0)), KEY, "private key", "", head.group(0))


def _files(path: str, lines: list[str]) -> Iterator[Found]:
    if not any(where.search(path) for where, _, _ in blocks.FILES):
        return
    for number, line in enumerate(lines, start=1):
        for block in blocks.in_file(path, line[:LINE_LIMIT]):
            yield Found(number, block.start + 1, block.end + 1, FILE, block.kind, "", block.value)


def _urls(path: str, lines: list[str]) -> Iterator[Found]:
    prose = path.lower().endswith(PROSE) and not path.lower().endswith(".txt")
    for number, line in enumerate(lines, start=1):
        if "://" in line and not prose:
            for part, offset in _parts(line):
                for block in blocks.urls(part):
                    yield Found(number, offset + block.start + 1, offset + block.end + 1, URL, block.kind, "", block.value)


def _named(path: str, text: str, lines: list[str]) -> Iterator[Found]:
    if path.endswith((".py", ".pyi", ".pyw")):
        tree = _parse(text)
        if tree is not None:
            yield from _python(tree, lines)
            return
    if path.endswith(".ipynb"):
        for cell, rows in notebooks.cells(lines):
            tree = _parse(cell)
            if tree is not None:
                yield from _in_notebook(tree, cell, rows, lines)
        return
    yield from _in_lines(path, text, lines)


def _parse(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _python(tree: ast.Module, lines: list[str]) -> Iterator[Found]:
    for literal in literals(tree):
        yield _at(literal, literal.node.lineno, lines)


def _at(literal: Literal, number: int, lines: list[str]) -> Found:
    line = lines[number - 1] if number <= len(lines) else ""
    column = len(line.encode("utf-8", "surrogatepass")[: literal.node.col_offset].decode("utf-8", "ignore"))
    inside = line.find(literal.value, column) if literal.value else -1
    start = inside if inside >= 0 else column
    end = start + len(literal.value) if inside >= 0 else max(len(line.rstrip()), start + 1)
    return Found(number, start + 1, end + 1, FALLBACK if literal.fallback else NAMED, "literal", literal.name, literal.value)


def _in_notebook(tree: ast.Module, cell: str, rows: list[int], lines: list[str]) -> Iterator[Found]:
    del cell
    for literal in literals(tree):
        number = rows[min(literal.node.lineno, len(rows)) - 1]
        line = lines[number - 1]
        start = max(line.find(literal.value), 0)
        rule = FALLBACK if literal.fallback else NAMED
        yield Found(number, start + 1, start + 1 + len(literal.value), rule, "literal", literal.name, literal.value)


def _in_lines(path: str, text: str, lines: list[str]) -> Iterator[Found]:
    dockerfile = bool(text_lines.DOCKERFILE.search(path))
    container = bool(text_lines.COMPOSE.search(path))
    kubernetes = path.endswith((".yaml", ".yml")) and bool(re.search(r"(?m)^kind: *[\"']?Secret\b", text))
    previous, instruction, block = "", "", ""
    for number, line in enumerate(lines, start=1):
        if dockerfile and not previous.rstrip().endswith("\\"):
            first = _INSTRUCTION.match(line)
            instruction = first.group(1).upper() if first else ""
        if kubernetes:
            block = _block(line, block)
            yield from _secret_data(number, line, block)
        given = container or (dockerfile and instruction in {"ENV", "ARG"})
        for part, offset in _parts(line):
            for one in text_lines.in_line(path, part, previous[:LINE_LIMIT], container=given):
                yield Found(number, offset + one.start + 1, offset + one.end + 1, one.rule, "literal", one.name, one.value)
        previous = line


def _block(line: str, block: str) -> str:
    """Which of a Kubernetes Secret's maps a line is in."""
    if re.match(r"\s*(?:data|stringData):\s*$", line):
        return line.strip()[:-1]
    return block if line.startswith((" ", "\t", "#")) or not line.strip() else ""


def _secret_data(number: int, line: str, block: str) -> Iterator[Found]:
    row = re.match(r"\s+[\"']?([\w.-]+)[\"']?:\s*[\"']?([^\s\"'#][^\"'#\n]*)", line) if block else None
    if not row or row.group(1) in {"data", "stringData"}:
        return
    value = row.group(2).strip()
    shown = value
    if block == "data":
        try:
            shown = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            return
    if not (empty(shown) or reference(shown) or placeholder(shown)):
        yield Found(number, row.start(2) + 1, row.start(2) + 1 + len(value), CONTAINER, "value of a Kubernetes Secret", row.group(1), value)
