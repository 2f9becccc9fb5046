"""Draw the comments of every kind as GitHub shows them, in headless Chromium: `python -m action.pictures FOLDER [NAME ...]`.

GitHub's own parser makes the page and GitHub's own style sheet dresses it; both are what the tests install.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

from action.documents import KINDS

STYLES = Path(__file__).parent / "node" / "node_modules" / "github-markdown-css"
# Name, width in pixels, colors.
LOOKS = (("light", 920, "light"), ("dark", 920, "dark"), ("phone", 390, "light"))
# In pixels: of the short ones, and of what a reader sees first of a long one.
HEIGHTS = {"green": 270, "error": 680, "red": 1000}
_PAGE = """<!doctype html><meta charset="utf-8"><style>{style}
body {{ margin: 0; padding: 16px; background: {ground}; }} table {{ font-variant-numeric: tabular-nums; }}
.markdown-body blockquote.alert {{ border-left-color: #cf222e; color: inherit; }} .title {{ color: #cf222e; }}</style><article class="markdown-body">{inner}</article>"""
_GROUND = {"light": "#ffffff", "dark": "#0d1117"}


def page(text: str, colors: str) -> str:
    """A comment as a page; alerts are GitHub's addition, which its parser leaves to others."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_GITHUB_PRE_LANG | Options.CMARK_OPT_HARDBREAKS
    inner = cmarkgfm.github_flavored_markdown_to_html(text, options)
    inner = inner.replace(
        "<blockquote>\n<p>[!CAUTION]<br />",
        '<blockquote class="alert"><p class="title"><strong>Caution</strong></p>\n<p>',
    )
    style = (STYLES / f"github-markdown-{colors}.css").read_text(encoding="utf-8")
    return _PAGE.format(style=style, ground=_GROUND[colors], inner=inner)


def draw(html: str, target: Path, width: int, height: int) -> None:
    """A page as a picture; raises `CalledProcessError` where Chromium cannot."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium found: install it, for example `apt-get install chromium`")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "comment.html"
        source.write_text(html, encoding="utf-8")
        words = [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile",
            f"--window-size={width},{height}", f"--screenshot={target}", source.as_uri(),
        ]  # fmt: skip
        subprocess.run(words, check=True, capture_output=True, timeout=120)


def main(folder: Path, wanted: Sequence[str] = ()) -> None:
    """Every kind in every look, or those that are named."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, make in KINDS.items():
        text = make()
        for look, width, colors in LOOKS:
            name = f"{kind}-{look}"
            if not wanted or name in wanted:
                draw(page(text, colors), folder / f"{name}.png", width, HEIGHTS.get(kind, 2600))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
