"""The requirements reader against pip's own, and against what nobody would write on purpose."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from pip._internal.exceptions import InstallationError, InvalidEggFragment, InvalidWheelFilename
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements

from shipcheck.project import Memory, Project
from shipcheck.subjects.requirements import Requirement, canonical, parse
from support import judge, lines

HASH = "sha256:" + "ab" * 32
INCLUDED = {"base.txt": "django==4.2\n", "constraints.txt": "click==8.1\n", "other.txt": "jinja2==3.1\n"}

# One thing each; pip's verdict is computed, never written down.
SNIPPETS = [
    "flask==3.0.0\n",
    "flask==3.0.0",
    "\ufeffflask==3.0.0\n",
    "flask==3.0.0\r\nredis==5.0\r\n",
    "flask==3.0.0\rredis==5.0\r",
    "flask==3.0.0\x0crequests\n",
    "flask==3.0.0  # ok\u2028requests\n",
    "flask==3.0.0\x1drequests\x85redis\n",
    "flask \\\n  ==3.0.0\n",
    "flask==3.0.0 \\ \nredis\n",
    "flask==3.0.0 \\\r\n    --hash=" + HASH + "\r\n",
    f"flask==3.0.0 \\\n    --hash={HASH} \\\n    --hash=sha512:abcd\nredis==5\n",
    "# comment \\\nflask==3.0.0\n",
    "flask==3 # c \\\nredis==5\n",
    f"flask==3.0.0 \\\n# why\n    --hash={HASH}\n",
    "flask==3.0.0 \\",
    "flask==3.0.0 \\\n\nredis\n",
    "\\\\flask\\\\\n==3\n",
    "flask==3.0.0 # comment\n",
    "flask==3.0.0\t# comment\n",
    "flask==3.0.0\u00a0# comment\n",
    "flask==3.0.0#comment\n",
    "  flask == 3.0.0  \n",
    "flask==${UNSET_VERSION}\n",
    "${UNSET_NAME}==1.0\n",
    "flask==$UNSET\n",
    "https://${UNSET_USER}:${UNSET_WORD}@host/pkg-1.0.tar.gz\n",
    f"flask==3.0.0\t--hash={HASH}\n",
    f"flask==3.0.0 --hash={HASH}\n",
    f"flask==3.0.0 --hash {HASH}\n",
    "flask==3.0.0 --hash=md5:abcd\n",
    "flask==3.0.0 --hash=abcd\n",
    "flask==3.0.0 --hash\n",
    "--hash=" + HASH + "\n",
    'flask==3.0.0 --config-settings="a=b c"\n',
    "flask==3.0.0 -C a=b\n",
    "flask==3.0.0 -C a\n",
    "-r base.txt\nflask==3\n",
    "-rbase.txt\n",
    "--requirement=base.txt\n",
    "--requirement base.txt\n",
    "--requiremen base.txt\n",
    "--re base.txt\n",
    "--requir base.txt\n",
    "-r 'base.txt'\n",
    "-r 'base.txt\n",
    "-r base.txt -r other.txt\n",
    "-r\n",
    "flask==3 -r base.txt\n",
    "-c constraints.txt\nflask\n",
    "--constraint constraints.txt\n",
    "-c constraints.txt -r base.txt\n",
    "-i https://user:word@index.example/simple\nflask==3\n",
    "--index-url=https://index.example/simple\n--extra-index-url https://b.example\n",
    "--no-index\n--find-links wheels\n--pre\n--prefer-binary\n",
    "--no-binary :all:\n--only-binary=flask\n--trusted-host h\n--require-hashes\n",
    "--no-index=1\n",
    "--pre-release\n",
    "--frobnicate\n",
    "flask @ 3.0.0\n",
    "flask==3.0.0 --global-option=x\n",
    "./gone\n",
    "../gone/pkg-1.0.zip/x\n",
    "-e gone\n",
    "-x\n",
    "-flask==3.0.0\n",
    "- flask\n",
    "-- flask\n",
    "--use-feature truststore\n",
    "-e .\n",
    "-e ./pkg\n",
    "-e pkg[dev]\n",
    "-e git+https://host/repo.git@main#egg=thing\n",
    "-e git+ssh://git@host/repo.git#egg=thing&subdirectory=a\n",
    "-e git+https://host/repo.git\n",
    "-e thing@git+https://host/repo.git\n",
    "-e 'thing[a] @ git+https://host/repo.git'\n",
    "-e https://host/thing.zip#egg=thing\n",
    "-e git://host/thing.git#egg=thing\n",
    "--editable=git+file:///srv/thing#egg=thing\n",
    "-e file:///srv/thing\n",
    "git+https://host/repo.git@v1#egg=thing\n",
    "git+https://host/repo.git@v1\n",
    "git+https://host/repo.git#egg=thing==1.0\n",
    "GIT+https://host/repo.git#egg=thing\n",
    "hg+static-http://host/repo#egg=thing\n",
    "svn+svn://host/repo#egg=thing\n",
    "git://host/thing.git\n",
    "https://host/flask-3.0.0-py3-none-any.whl\n",
    "https://host/flask-3.0.0-py3-none-any.whl ; python_version > '3'\n",
    "https://host/flask-3.0.0.tar.gz#sha256=" + "ab" * 32 + "\n",
    "./flask-3.0.0-py3-none-any.whl\n",
    "flask-3.0.0-1-py3-none-any.whl\n",
    "flask-3.0.0.tar.gz\n",
    "./pkg\n",
    "./pkg[dev]\n",
    "file:./pkg\n",
    "flask @ https://host/flask.zip\n",
    "flask@https://host/flask-3.0.tar.gz\n",
    "flask[async,dotenv] @ git+https://user:word@host/flask.git@" + "ab" * 20 + "\n",
    "flask @ https://host/flask.zip ; python_version >= '3.8'\n",
    "flask @ https://host/flask.zip;python_version>='3.8'\n",
    "flask\n",
    "Flask_SQLAlchemy.x==3\n",
    "flask[async]\n",
    "flask[async, dotenv]>=3\n",
    "flask[]==3\n",
    "flask [async] >= 3 , < 4\n",
    "flask[async==3\n",
    "flask>=3,<4,!=3.0.1\n",
    "flask~=3.0\n",
    "flask~=3\n",
    "flask==3.*\n",
    "flask!=3.*\n",
    "flask>=3.*\n",
    "flask==*\n",
    "flask=3.0\n",
    "flask=3.0=py_0\n",
    "flask^3.0\n",
    "flask===3.0\n",
    "flask===anything-goes\n",
    "flask==1!3.0\n",
    "flask==3.0+local.1\n",
    "flask>=3.0+local\n",
    "flask==3.0rc1\n",
    "flask==3.0.post1.dev2\n",
    "flask==3.0-1\n",
    "flask==v3.0\n",
    "flask==3.0.RC1\n",
    "flask==3.0rc1.*\n",
    "flask==2004d\n",
    "flask (==3.0)\n",
    "flask(==3.0)\n",
    "flask==3.0,\n",
    "flask==3.0,==3.0\n",
    '"flask==3.0"\n',
    "flask==3.0 redis==5\n",
    "flask 3.0\n",
    "flask>=\n",
    "==3.0\n",
    "flask_==3.0\n",
    "-flask\n",
    "_flask\n",
    "flask==3.0;python_version<'3.12'\n",
    "flask==3.0 ; python_version < '3.12' and (sys_platform == 'linux' or os_name == \"nt\")\n",
    "flask==3.0 ; 'linux' in sys_platform\n",
    "flask==3.0 ; platform_machine not in 'arm64 x86'\n",
    "flask==3.0 ; python_version <\n",
    "flask==3.0 ; python_version < 3.12\n",
    "flask==3.0 ; pythonversion < '3.12'\n",
    "flask==3.0 ;\n",
    "flask==3.0 ; extra == 'x'\n",
    "This file lists what we need\n",
    "<<<<<<< HEAD\n",
    "flask==3.0.0\n=======\n",
    "\n\n   \n\t\n",
    "",
    "flask==3.0.0\r\nredis==5\r\n".encode("utf-16"),
    "flask==3.0.0\n".encode("utf-32"),
    "# caf\u00e9\nflask==3.0.0\n".encode(),
    "# -*- coding: latin-1 -*-\n# caf\u00e9\nflask==3.0.0\n".encode("latin-1"),
]

# Where we say something else than pip on purpose: why.
DIFFERENT = {
    "flask==${UNSET_VERSION}\n": "the variable is set where the file is used",
    "${UNSET_NAME}==1.0\n": "the same",
    "flask @ 3.0.0\n": "pip fails over it later, when it asks for the URL `3.0.0`",
    "flask==3.0.0 --global-option=x\n": "pip took it until 25.3",
    "./gone\n": "folders are not looked for: the working directory of the installation is not known",
    "../gone/pkg-1.0.zip/x\n": "the same",
    "-e gone\n": "the same",
}


class Said(NamedTuple):
    """What a reader makes of a requirement, in words that both share."""

    name: str
    specifier: str
    url: bool
    marker: str


def _ours(data: bytes) -> set[Said] | None:
    found = set()
    pending = [("", Project(Memory({"x.txt": data})).text("x.txt"))]
    while pending:
        path, text = pending.pop()
        file = parse(path, text)
        if file.invalid:
            return None
        pending += [(one.path, INCLUDED[one.path]) for one in file.includes]
        found |= {_said(one) for one in file.requirements}
    return found


def _said(one: Requirement) -> Said:
    marker = str(Marker(one.marker)) if one.marker else ""
    return Said(one.name, str(SpecifierSet(one.specifier)), bool(one.url or one.local), marker)


def _pip(data: bytes, folder: Path) -> set[Said] | None:
    (folder / "requirements.txt").write_bytes(data)
    session: Any = None
    found = set()
    try:
        for parsed in parse_requirements(str(folder / "requirements.txt"), session):
            one = install_req_from_parsed_requirement(parsed)
            name = canonical(one.req.name) if one.req else ""
            specifier = str(one.req.specifier) if one.req else ""
            found.add(Said(name, specifier, bool(one.link), str(one.markers or "")))
    except (InstallationError, InvalidEggFragment, InvalidWheelFilename):
        return None
    return found


@pytest.mark.parametrize("text", SNIPPETS)
def test_pip_says_the_same(text: str | bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in INCLUDED.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "pkg").mkdir()
    for folder in (tmp_path, tmp_path / "pkg"):
        (folder / "pyproject.toml").write_text("[project]\nname = 'pkg'\n")
    data = text.encode() if isinstance(text, str) else text
    ours, theirs = _ours(data), _pip(data, tmp_path)
    if text in DIFFERENT:
        assert ours != theirs, "no longer different"
    else:
        assert ours == theirs


def test_every_difference_is_among_the_snippets() -> None:
    assert set(DIFFERENT) <= set(SNIPPETS)


WORDS = (
    *("flask", "==", "3.0", ">=", "[", "]", "(", ")", ";", "python_version", "'3'", "#", " ", "\t", "\\", "\n", "\r"),
    *("--hash=", "-r", "-e", "-", "@", "git+https://h/x", "egg=", "${X}", '"', "'", "via", ",", "*", "\u2028", ".whl"),
    "\x0c",
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=3)).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    file = parse("requirements.txt", text)
    requirements, includes, invalid = file.requirements, file.includes, file.invalid
    places = [one.location for one in requirements] + [one.location for one in includes]
    for place in (*places, *(one.location for one in invalid)):
        assert 1 <= place.line <= place.last_line <= count
        assert place.column >= 1


LONG = {
    "a name": "a" * 1_000_000,
    "a name of dots": "a." * 500_000 + "!",
    "blanks before a comment": " " * 1_000_000 + "x",
    "blanks inside": "flask" + " " * 1_000_000 + "!",
    "a version": "flask==" + "1." * 500_000,
    "clauses": "flask" + ">=1," * 200_000,
    "extras": "flask[" + "a," * 500_000,
    "eggs": "git+https://h/x" + "#egg=[" * 200_000,
    "brackets": "[" * 1_000_000,
    "parentheses in a marker": "flask ; " + "(" * 500_000,
    "a marker": "flask ; " + "python_version>'3' and " * 50_000,
    "hashes": "flask==1 " + "--hash=sha256:ab " * 60_000 + "!",
    "dashes": "flask==1 " + "-" * 1_000_000,
    "options": "flask==1 " + "-C a=b " * 100_000,
    "quotes": "-r " + "'a' " * 200_000,
    "continuations": "flask==1 \\\n" * 100_000,
    "comments": "# via\n" + "#   a\n" * 100_000,
    "a URL": "git+https://" + "a/" * 500_000 + "#egg=" * 100_000,
    "at signs": "flask" + " @" * 400_000,
    "variables": "${A" * 300_000,
    "equals": "flask" + "=" * 1_000_000,
}


@pytest.mark.parametrize("title", LONG)
def test_long_lines_take_as_long_as_they_are(title: str) -> None:
    start = time.process_time()
    file = parse("requirements.txt", LONG[title])
    assert all(len(one.label) < 100 for one in file.requirements)
    assert all(len(one.name) + len(one.reason) < 200 for one in file.invalid)
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


def test_places_are_those_of_an_editor() -> None:
    text = f"\n  flask>=3 \\\n    --hash={HASH} # why\nredis\x0ccelery>=5  # via\n"
    flask, redis, celery = parse("r.txt", text).requirements
    assert flask.location == ("r.txt", 2, 3, 3, 5 + len(f"--hash={HASH}"))
    assert redis.location == ("r.txt", 4, 1, 4, 6)
    assert celery.location == ("r.txt", 4, 7, 4, 16)
    assert flask.hashed
    assert not redis.hashed


def test_annotations_belong_to_the_requirement_above() -> None:
    text = f"""\
a==1  # via -r x.in, b
# a note
b==1 \\
    --hash={HASH}
    # via
    #   -r x.in
    #   c (pyproject.toml)
-r other.txt
    # via nobody
c==1

# via the post
#   no
# The following packages are considered to be unsafe
# pip
"""
    a, b, c = parse("r.txt", text).requirements
    assert a.via == ("-r x.in", "b")
    assert b.via == ("-r x.in", "c (pyproject.toml)")
    assert c.via == ("the post", "no")


def test_ordinary_lines_do_not_need_packaging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    monkeypatch.setitem(sys.modules, "packaging.markers", None)
    text = f"a==1.0rc1 --hash={HASH}\nb\nc[d,e]>=1,<2,!=1.5.*\nf~=1.2 ; python_version >= '3.11' and os_name == 'nt'\ng @ https://h/x\n"
    assert len(parse("r.txt", text).requirements) == 5


def test_too_large_a_file_is_not_judged() -> None:
    report = judge(
        {"requirements.txt": "flask==3\n" * 1_000_000, "more/requirements.txt": "flask\n"}, ["unpinned-requirement"]
    )
    assert lines(report) == [
        "more/requirements.txt:1:1 unpinned-requirement error: `flask` is not pinned",
        "unjudged requirements.txt: it is larger than 8 MB: no requirements file is",
    ]


def test_credentials_do_not_reach_a_message() -> None:
    text = "-e https://user:hunter2@host/x.zip\ngit+https://user:hunter2@host/x.git#egg=!\n--hash=hunter2\n"
    found = lines(
        judge({"requirements.txt": text}, ["invalid-requirement", "unpinned-requirement", "ranged-requirement"])
    )
    assert len(found) == 3
    assert "hunter2" not in "".join(found)
