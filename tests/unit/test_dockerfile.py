"""The Dockerfile parser against BuildKit's own, and what stages inherit."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck.model import CannotJudge
from shipcheck.subjects.dockerfile import Stage, expand, pairs, parse
from shipcheck.subjects.dockerfile_syntax import Instruction, read, words

SNIPPETS = [
    "FROM python:3.12\n",
    "FROM python:3.12",
    "from python:3.12 as Base\nRun echo a\n",
    "\ufeffFROM a\n",
    "FROM a\r\nRUN one \\\r\n  two\r\nCMD x\r\n",
    "# syntax=docker/dockerfile:1\nFROM a\n",
    "# escape=`\nFROM a\nRUN one `\n two\nCOPY a c:\\\n",
    "#escape = `\nFROM a\nRUN one `\n two\n",
    "# a comment\n# escape=`\nFROM a\nRUN one \\\n two\n",
    "\n# escape=`\nFROM a\nRUN one \\\n two\n",
    "FROM a\nRUN one \\\n# comment\n two\n",
    "FROM a\nRUN one \\\n\n two\n",
    "FROM a\nRUN one \\\n   # comment\n\n\n   two \\\n three\n",
    "FROM a\nRUN one \\   \n two\n",
    "FROM a\nRUN one \\\\\nRUN two\n",
    "FROM a\nRUN one \\\n",
    "FROM a\nRUN one \\\n\n",
    "FROM a\n\\\nRUN x\n",
    "FROM a\nRUN <<EOF\none\ntwo\nEOF\nCMD x\n",
    "FROM a\nRUN <<EOF\nRUN not an instruction\nFROM not\nEOF\n",
    "FROM a\nRUN <<-EOF\n\tone\n\tEOF\nCMD x\n",
    "FROM a\nRUN <<'EOF' && echo more\n$x\nEOF\n",
    'FROM a\nRUN <<"A B"\nx\nA B\nCMD y\n',
    'FROM a\nRUN cat <<-"A" <<B\nx\n\tA\ny\nB\nCMD y\n',
    "FROM a\nCOPY <<one <<two /dir/\n1\none\n2\ntwo\n",
    "FROM a\nCOPY --chmod=755 <<EOF /x\n#!/bin/sh\nEOF\n",
    "FROM a\nRUN 3<<EOF cat\nx\nEOF\n",
    "FROM a\nRUN python - <<EOF\nprint()\nEOF\n\n# c\nUSER x\n",
    "FROM a\nRUN echo '<<EOF'\nUSER x\n",
    'FROM a\nRUN echo "a <<EOF b"\nUSER x\n',
    "FROM a\nRUN echo $((1 << 2))\nUSER x\n",
    "FROM a\nCMD cat <<EOF\nUSER x\n",
    'FROM a\nRUN ["cat", "<<EOF"]\nUSER x\n',
    "FROM a\nRUN one \\\n <<EOF\nx\nEOF\nUSER x\n",
    "FROM a\nRUN <<EOF\n\nEOF\nUSER x\n",
    'FROM a\nCMD ["python", "app.py"]\n',
    'FROM a\nCMD [ "a b" ,\\\n "c" ]\n',
    "FROM a\nCMD ['python', 'app.py']\n",
    'FROM a\nCMD ["python"] x\n',
    'FROM a\nENTRYPOINT ["\\u0061", "\\"q\\""]\n',
    "FROM a\nCMD []\n",
    "FROM --platform=linux/amd64 a AS b\nCOPY --from=b --chown=1:1 x y\n",
    "FROM a\nRUN --mount=type=cache,target=/root/.cache --mount=type=secret,id=x pip install .\n",
    'FROM a\nRUN --mount="type=cache,target=/a b" x\n',
    "FROM a\nADD --checksum=sha256:0 --link http://x /y\n",
    "FROM a\nONBUILD RUN echo a\nONBUILD COPY . /x\n",
    'FROM a\nONBUILD CMD ["x"]\n',
    "FROM a\nONBUILD RUN <<EOF\nx\nEOF\nUSER y\n",
    "FROM a\nENV A=1 B=\"two words\" C='x y' D=a\\ b\n",
    "FROM a\nENV A some value here\n",
    "FROM a\nENV A=1 \\\n  # c\n  B=2\n",
    "ARG V=3\nFROM a:$V\nARG V\nARG W=x\n",
    "FROM a\nEXPOSE 80 443/tcp\n",
    "FROM a\nHEALTHCHECK --interval=5s CMD curl x\n",
    "FROM a\nHEALTHCHECK NONE\n",
    'FROM a\nVOLUME /a /b\nVOLUME ["/c"]\n',
    "FROM a\nUSER  app : x \nWORKDIR /a b\n",
    "FROM a\n   USER app\n\tRUN x\n",
    'FROM a\nLABEL a=b c="d e"\nLABEL x y\n',
    'FROM a\nSHELL ["bash", "-c"]\nSTOPSIGNAL SIGINT\nMAINTAINER me <a@b>\n',
    "FROM a\n#\n\n\n# x\nRUN a#b # not a comment\n",
]


def _values(one: Instruction, escape: str) -> tuple[str, ...]:
    """The values of an instruction as BuildKit's parser lists them."""
    if one.json is not None:
        return one.json
    if one.name in {"FROM", "EXPOSE", "COPY", "ADD", "VOLUME"}:
        return tuple(one.arguments.split())
    if one.name == "ARG":
        return tuple(words(one.arguments, escape))
    return (one.arguments,)


@pytest.mark.parametrize("text", SNIPPETS)
def test_buildkits_parser_agrees(text: str) -> None:
    dockerfile = pytest.importorskip("dockerfile")
    source = read("Dockerfile", text)
    theirs = dockerfile.parse_string(text.removeprefix("\ufeff"))
    ours = source.instructions
    assert [one.name for one in ours] == [one.cmd.upper() for one in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine.location.line, mine.location.end_line) == (other.start_line, other.end_line), mine.name
        if mine.name in {"ENV", "LABEL"}:
            named = [item for name, value in pairs(mine, source.escape) for item in (name, value or "")]
            step = 3 if len(other.value) % 3 == 0 and other.value[2:3] in {("=",), ("",)} else 2
            assert named == [item for at, item in enumerate(other.value) if at % step < 2]
        elif mine.name not in {"ONBUILD", "HEALTHCHECK"}:
            assert mine.flags == other.flags
            assert _values(mine, source.escape) == other.value


@pytest.mark.parametrize("text", ["FROM a\nRUN <<EOF\nx\n", "FROM a\nRUN cat <<A <<B\nA\n"])
def test_a_heredoc_without_end_cannot_be_judged(text: str) -> None:
    with pytest.raises(CannotJudge, match="never ends"):
        read("Dockerfile", text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "# only\n", "RUN x\n", "FROM\n", "FROM a\nRUNN x\n", "# escape=x\nFROM a\n", "ARG A\n"),
        *("FROM a\nENV A\n", "FROM a\nENV A=1 B\n", "FROM a\nLABEL A\n"),
    ],
)
def test_what_docker_refuses_cannot_be_judged(text: str) -> None:
    with pytest.raises(CannotJudge):
        parse("Dockerfile", text)


def _last(text: str) -> Stage:
    return parse("Dockerfile", text).shipped[0]


def test_a_stage_inherits_from_the_stage_it_builds_on() -> None:
    stage = _last('FROM a AS Base\nUSER app\nENV A=1\nENTRYPOINT ["e"]\nCMD ["c"]\nEXPOSE 80\nFROM base\n')
    assert stage.user
    assert stage.user.arguments == "app"
    assert stage.command
    assert stage.entrypoint
    assert stage.variables == {"A": "1"}
    assert len(stage.exposed) == 1


def test_an_entrypoint_of_its_own_resets_an_inherited_command() -> None:
    assert _last('FROM a AS b\nCMD ["c"]\nFROM b\nENTRYPOINT ["e"]\n').command is None
    own = _last('FROM a AS b\nCMD ["c"]\nFROM b\nCMD ["d"]\nENTRYPOINT ["e"]\n').command
    assert own
    assert own.json == ("d",)


def test_a_copied_stage_passes_nothing_on() -> None:
    assert _last("FROM a AS b\nUSER app\nFROM c\nCOPY --from=b /x /x\n").user is None


def test_a_target_chooses_the_stage_that_ships() -> None:
    text = "FROM a AS web\nFROM b AS dev\n"
    assert parse("Dockerfile", text).shipped[0].name == "dev"
    assert parse("Dockerfile", text, ["web"]).shipped[0].image == "a"
    with pytest.raises(CannotJudge, match="no stage"):
        parse("Dockerfile", text, ["nope"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$X", "1"),
        ("${X}b", "1b"),
        ("a$X.b", "a1.b"),
        ("${Y:-d}", "d"),
        ("${X:-d}", "1"),
        ("${X:+d}", "d"),
        ("${Y:+d}", ""),
        ("${E:-d}", "d"),
        ("${E-d}", ""),
        ("$Y", None),
        ("${X#a}", None),
        ("'$X'", "$X"),
        ('"$X y"', "1 y"),
        ("\\$X", "$X"),
        ("a\\ b", "a b"),
        ("'a b'", "a b"),
    ],
)
def test_variables_are_replaced(text: str, value: str | None) -> None:
    assert expand(text, {"X": "1", "E": ""}) == value


def test_an_argument_before_from_reaches_from_and_whoever_names_it_again() -> None:
    stage = _last("ARG V=3.12\nFROM python:${V}-slim\nARG V\nENV W=$V\nARG U\nENV T=$U\n")
    assert stage.image == "python:3.12-slim"
    assert stage.variables["W"] == "3.12"
    assert stage.variables["T"] is None


def test_variables_that_double_each_other_stay_small() -> None:
    text = "FROM a\nENV A0=xxxxxxxx\n" + "".join(f"ENV A{n + 1}=$A{n}$A{n}\n" for n in range(60))
    assert _last(text).variables["A60"] is None


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\n" + "RUN x \\\n" * 50_000,
        "FROM a\n" + "ENV A=$A\n" * 20_000,
        "FROM a\n" + "".join(f"ENV A{n}=$A{n - 1}\n" for n in range(20_000)),
        "FROM a\nRUN " + "<<" * 50_000 + "\n",
        "FROM a\nRUN <<A " + "'" * 50_001 + "\nA\n",
        "FROM a\nENV A=" + "\\" * 50_001 + "\n",
        'FROM a\nENV A="' + '\\"' * 50_000 + "\n",
        "FROM a\nENV A=" + "${" * 50_000 + "\n",
        "FROM a\nCMD " + "[" * 100_000 + "\n",
        "FROM a\nRUN " + "--a " * 50_000 + "\n",
        "FROM a\n" + "ENTRYPOINT x\nCMD y\n" * 20_000,
        "FROM a" + " " * 100_000 + "\\\nx\n",
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.process_time()
    with contextlib.suppress(CannotJudge):
        parse("Dockerfile", text)
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


PIECES = (
    "FROM a",
    "FROM b AS c",
    "RUN <<EOF",
    "EOF",
    "\\",
    "RUN x \\",
    "# c",
    "# escape=`",
    "ENV A=$A",
    "ENV",
    "CMD [",
    "ARG X",
    "ONBUILD",
    "ONBUILD RUN <<E",
    "\t",
    '"',
    "${",
    "--x",
    "USER",
    "COPY",
    "FROM",
    "'",
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES) | st.text(max_size=20),
        max_size=12,
    ).map("\n".join)
)
def test_no_text_crashes_it(text: str) -> None:
    try:
        found = parse("Dockerfile", text)
    except CannotJudge:
        return
    lines = text.removeprefix("\ufeff").split("\n")
    spans = [(one.location.line, one.location.last_line) for one in found.instructions]
    assert all(1 <= first <= last <= len(lines) for first, last in spans)
    assert spans == sorted(spans)
