r"""Two filters of detect-secrets with the same answers in linear time, on lines that are as long as anybody likes.

The originals (detect-secrets 1.5, `filters/heuristic.py` and `filters/allowlist.py`) look at every line before any plugin
does; one is cubic in blanks (Yelp/detect-secrets#868), the other quadratic. tests/unit/test_ds_filters.py compares.
"""

from __future__ import annotations

from posixpath import splitext

from shipcheck.lazy import lazy

# Longer lines refer to nothing, says the original.
INDIRECT = 1000
_REFERENCE = lazy(r"[:=!]\s*+[\w.-]++[\[(]")
_PRAGMA = lazy(r"pragma: ?(allow|white)list( nextline|-nextline|)[ -]secret")
_COMMENTS = (("#", ""), ("//", ""), ("/*", "*/"), ("'", ""), ("--", ""), ("<!--", "-->"))
_YAML = _COMMENTS[:1]
_BLANKS = " \t"


def indirect(line: str) -> bool:
    r"""Whether a line takes its value from a call or an index: `x = get_key()`, `x = request.headers["k"]`.

    The original's `([^\v=!:]*)\s*(:=?|[!=]{1,3})\s*([\w.-]+[\[\(][^\v]*[\]\)])` holds wherever one of `:`, `=` and `!`
    stands before blanks, a word, an opening bracket, and a closing one behind that before a vertical tab.
    """
    if len(line) > INDIRECT:
        return False
    for found in _REFERENCE.finditer(line):
        start, end = found.end(), line.find("\v", found.end())
        end = len(line) if end < 0 else end
        if line.find(")", start, end) >= 0 or line.find("]", start, end) >= 0:
            return True
    return False


def allowlisted(path: str, line: str, before: str) -> bool:
    """Whether a pragma in a comment of the line, or alone in the line before, allows what the line holds."""
    comments = _YAML if splitext(path)[1] == ".yaml" else _COMMENTS
    return any(_marked(line, comment) for comment in comments) or any(
        _marked(before, one, alone=True) for one in comments
    )


def _marked(line: str, comment: tuple[str, str], *, alone: bool = False) -> bool:
    if "pragma" not in line:
        return False
    opening, closing = comment
    for found in _PRAGMA.finditer(line):
        if alone == bool(found.group(2)) and not (alone and found.group(1) != "allow"):
            lead = line[: found.start()].rstrip(" ")
            lead = lead.rstrip("# \t") if closing == "-->" else lead
            if (
                lead.endswith(opening)
                and not (alone and lead[: -len(opening)].strip(_BLANKS))
                and _closed(line, found.end(), closing)
            ):
                return True
    return False


def _closed(line: str, at: int, closing: str) -> bool:
    """Whether the comment ends in this line, as far as one must; a line may hold a value of several lines."""
    rest = line[at:]
    rest = rest.removesuffix("\n")
    return "\n" not in rest and rest.rstrip(_BLANKS).endswith(closing)


def announced(line: str) -> bool:
    """Whether a line of an INI file is a comment that allows the next one: its own comments, and only these."""
    return any(_marked(line, comment, alone=True) for comment in (("#", ""), (";", "")))
