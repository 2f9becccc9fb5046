"""Addresses on the server that a comment may point at: built from the run's own context, never from a report."""

from __future__ import annotations

import re

from shipcheck.github.context import Context
from shipcheck.report.escape import code, uri

DOCS = "https://github.com/shipcheck/shipcheck"
_SHORT = 7


class Links:
    """Links into the repository at the commit that was checked; plain text where no run is known."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._root = f"{context.server}/{context.repository}" if context.known else ""

    def file(self, path: str) -> str:
        """A path as a link to the file."""
        return self._link(code(short(path)), path, "")

    def line(self, path: str, first: int, last: int) -> str:
        """`line 4` as a link to the line."""
        text = f"line {first}" if last <= first else f"lines {first} to {last}"
        return self._link(text, path, f"#L{first}" if last <= first else f"#L{first}-L{last}")

    def commit(self, sha: str) -> str:
        """A short commit as a link."""
        return f"[`{sha[:_SHORT]}`]({self._root}/commit/{sha})" if self._root else f"`{sha[:_SHORT]}`"

    def run(self, text: str) -> str:
        """Text as a link to the run's page."""
        return f"[{text}]({self._context.run_url})" if self._context.run_url else text

    def _link(self, text: str, path: str, fragment: str) -> str:
        # A path with `..` could lead to another page; one with an escape in it names no file that could be found.
        odd = path.startswith("/") or "\\x" in path or re.search(r"(?:^|/)\.\.?(?:/|$)", path) or not path
        if odd or not self._root:
            return text
        plain = "?plain=1" if path.lower().endswith((".md", ".markdown", ".rst")) and fragment else ""
        return f"[{text}]({self._root}/blob/{self._context.sha}/{uri(path)}{plain}{fragment})"


def short(text: str, longest: int = 300) -> str:
    """Text cut to what a reader reads."""
    return text if len(text) <= longest else f"{text[:longest]}..."
