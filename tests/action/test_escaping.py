"""Nothing foreign is markup: hostile strings in spans, sentences and whole comments, judged by GitHub's own parser."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

from action import payloads
from shipcheck.github import comment
from shipcheck.github.checked import Checked, Service
from shipcheck.github.comment import Base, Told
from shipcheck.github.context import read
from shipcheck.github.figures import Figures
from shipcheck.model import Finding, Fix, Location, Report, RuleInfo, Severity, Unjudged
from shipcheck.report.escape import code, markdown

FRAGMENTS = (
    "@octocat", "@acme/team", "a@b.example", "#1", "GH-1", "acme/shop#12", "acme/shop@0a1b2c3d", "https://evil.example/x",
    "http://evil.example", "ftp://evil.example", "www.evil.example", "mailto:a@b.example", "xmpp:a@b.example/c",
    "[l](http://evil.example)", "[l][r]", "[r]: http://evil.example 'x'", "![i](http://evil.example/i.png)", "![i][r]",
    "<http://evil.example>", "<img src=x onerror=y>", "<a href='//evil.example'>", "</details>", "<details>", "</summary>",
    "<!--", "-->", "<!-- shipcheck:v1 key=main -->", "<script>", "<style>", "<![CDATA[", "<?x", "</td>", "<br>", "&lt;", "&#64;",
    "&commat;octocat", "`", "``", "```", "````", "~~~", "```mermaid", "``` `", "|", "\\|", "\\\\|", "|--|", "| a | b |", ":-:", "\\",
    "\\`", "\\@", "*", "**", "***", "_", "__", "~", "~~", "$x$", "$$", "[^1]", "[^1]: x", ":smile:", ":x", "- ", "+ ", "* ",
    "- [ ] ", "1. ", "1) ", "> ", "> [!CAUTION]", "# ", "### ", "===", "---", "***\n", "\n", "\n\n", "\r", "\r\n", "\t", "    ",
    "\n    code", "\n\n<img src=x>\n\n", "\n```\n@octocat\n```\n", "\n# head", "\n---\n", "\n===\n", "\n- @octocat", "\n> q",
    "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00", "\x1b[31m", "\x1b]8;;http://evil.example\x07", "\u202e", "\u200b", "\u2066",
    "\ufeff", "\u00a0", "\u3000", "\ud800", "\udcff", "\U0001f600", "e\u0301", "::error::x", "##[error]x", "::add-mask::e",
    "deadbeefcafe1234", "a", "word", "two words", "app.run()", "12", ".", ",", ":", ";", "!", "?", "(", ")", "[", "]", "{", "}",
    "{{ x }}", "${{ secrets.X }}", "$(id)", "%0A", "javascript:alert(1)", "data:text/html,x", " ", "  ", "  \n", "/", "../../", "'", '"',
)  # fmt: skip
# How many strings; a comment takes a dozen of them.
SPANS = 24_000
COMMENTS = 700


def _strings(seed: int, most: int) -> Iterator[str]:
    rng = random.Random(seed)  # the same strings everywhere
    for _ in range(most):
        parts = rng.choices(FRAGMENTS, k=rng.randint(1, 6))
        yield rng.choice(("", " ", "", "\n")).join(parts)


class _Shape(HTMLParser):
    """A page without what is code: its tags, its addresses, and its bare text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text: list[str] = []
        self.comments: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag == "code":
            self._inside += 1
        elif tag != "a" and not (self._inside and tag == "pre"):
            self.tags.append(tag)
        assert set(held) <= {"href", "align", "lang", "checked", "disabled", "type"} - {"checked", "type"}, held

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._inside -= 1
        elif tag != "a":
            self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def _shape(text: str) -> _Shape:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_GITHUB_PRE_LANG | Options.CMARK_OPT_FOOTNOTES
    shape = _Shape()
    shape.feed(cmarkgfm.github_flavored_markdown_to_html(text.encode("utf-8", "backslashreplace").decode(), options))
    shape.close()
    return shape


# What GitHub makes more of than its parser shows: mentions, references, emoji, mathematics.
_MORE = re.compile(r"@\w|(?<!&)#\d|\bGH-\d|:\w+:|\$|\[\^|!\[|\]\(|://|www\.|\b[0-9a-f]{12,40}\b|[<>]")


def _bare(shape: _Shape) -> str:
    return "\x00".join(shape.text)


@pytest.mark.parametrize("seed", range(4))
def test_spans_and_sentences_stay_what_they_are(seed: int) -> None:
    leaks = []
    for text in _strings(seed, SPANS // 4):
        for shown, cell in ((code(text), False), (markdown(text), False), (code(text, cell=True), True)):
            page = f"| a | b |\n|--|--|\n| {shown} | x |\n" if cell else f"x {shown} x\n"
            shape = _shape(page)
            benign = _shape(page.replace(shown, "x") if shown else page)
            if shape.tags != benign.tags or shape.addresses or shape.comments or _MORE.search(_bare(shape)):
                leaks.append((text, shown))
        shape = _shape(f"| a | b |\n|--|--|\n| {markdown(text, cell=True)} | x |\n")
        if shape.tags != CELL.tags or shape.addresses or _MORE.search(_bare(shape)):
            leaks.append((text, markdown(text, cell=True)))
    assert not leaks, f"{len(leaks)} leaks, the first: {leaks[0]!a}"


CELL = _shape("| a | b |\n|--|--|\n| x | x |\n")


def _told(take: Iterator[str], *, many: bool) -> Told:
    """A report in which every string is a stranger's."""

    def one(name: str, path: str) -> Service:
        rules = (RuleInfo("rule", next(take), Severity.NOTE, next(take), next(take), ""),)
        findings = tuple(
            # The number keeps two paths two.
            Finding(
                Location(f"{line}{next(take)}", line, 1),
                rule,
                severity,
                next(take),
                next(take),
                fix=Fix(next(take), next(take)),
            )
            for line, (rule, severity) in enumerate((("rule", Severity.ERROR), (next(take), Severity.NOTE)), start=1)
        )
        gaps = (Unjudged(next(take), next(take), next(take)),)
        run = {"anything": next(take)}
        report = Report(findings=findings, unjudged=gaps, rules=rules, files=3)
        return Service(name, path, report, ("secrets", next(take)), run, next(take), "", 1.0, 2)

    services = [one(f"{each}{next(take)}", next(take)) for each in range(3)] if many else [one("", ".")]
    services += [Service(next(take), next(take), skipped=next(take), not_run=next(take))] if many else []
    figures = Figures(
        next(take), 10, 1, 1.0, 1.0, next(take), 10, 1.0, 0, next(take), next(take), ((next(take), 2_000_000),), ((next(take), next(take)),),
        tuple(next(take) for _ in range(3)),
    )  # fmt: skip
    context = read(_environ(), payloads.pull().payload)._replace(base_branch=next(take))
    measured = {each.name: (figures,) for each in services}
    return Told(
        Checked(tuple(services)),
        context,
        measured,
        Base(next(take), {services[0].name: (figures._replace(image_bytes=7),)}),
    )


def _environ() -> dict[str, str]:
    return {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_RUN_ID": "7001",
        "GITHUB_RUN_NUMBER": "1",
    }


@pytest.mark.parametrize("many", [False, True], ids=["one service", "many services"])
def test_whole_comments_hold_nothing_foreign(many: bool) -> None:
    benign = _shape(comment.comment(_told((f"x{number}" for number in count()), many=many), ""))
    for seed in range(COMMENTS):
        body = comment.comment(_told(_strings(1000 + seed, 200), many=many), "")
        shape = _shape(body)
        assert len(shape.comments) == 2, (seed, shape.comments)
        assert body.split("\n", 1)[0] == "<!-- shipcheck:v1 key=main -->"
        root = ("https://github.com/acme/shop/", "https://github.com/shipcheck/shipcheck")
        assert all(address.startswith(root) for address in shape.addresses), (seed, shape.addresses)
        assert not any(re.search(r"/\.\.?(?:/|$|#)", address) for address in shape.addresses), (seed, shape.addresses)
        leak = _MORE.search(_bare(shape).replace("[!CAUTION]", ""))
        assert not leak, (seed, leak, _bare(shape)[leak.start() - 50 : leak.end() + 50])
        assert shape.tags == benign.tags, (seed, body)
