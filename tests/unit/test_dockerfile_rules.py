"""No Dockerfile and no ignore file crashes a rule of the family, or keeps it busy."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck import rulebook
from support import judge

# hadolint is another program, with a limit of its own.
RULES = [name for name, family in rulebook.names().items() if family == "dockerfile" and name != "hadolint"]
HEAD = "FROM python:3.12-slim\nCOPY . .\n"

HOSTILE = {
    "many runs": HEAD + "RUN pip install -r requirements-dev.txt\n" * 2_500 + "CMD python app.py\n",
    "one long run": HEAD + "RUN " + "apt-get install gcc && chmod 777 /x && " * 2_500 + "true\nCMD python app.py\n",
    "many downloads": HEAD + "RUN " + "curl https://x " * 6_500 + "| sh\n",
    "many openings": HEAD + "RUN " + "bash -c $(curl " * 6_500 + "\n",
    "many pipes": HEAD + "RUN " + "curl https://x |" * 6_000 + "\n",
    "many assignments before a shell": HEAD + "RUN curl https://x | " + "A=1 " * 25_000 + "\n",
    "many blanks": HEAD + "RUN curl https://x |" + " " * 100_000 + "sh\n",
    "many brackets": HEAD + "CMD " + "[" * 100_000 + "\n",
    "a list that never ends": HEAD + "CMD [" + "'a', " * 20_000 + "\n",
    "many commands": HEAD + 'CMD ["a"]\n' * 9_000,
    "many health checks": HEAD + "HEALTHCHECK CMD curl http://localhost:1/\n" * 2_500 + "CMD gunicorn -b :2 a\n",
    "a health check of addresses": HEAD
    + "HEALTHCHECK CMD curl "
    + "http://localhost:1/ " * 5_000
    + "\nCMD gunicorn -b :2 a\n",
    "many copies": HEAD + "COPY .env id_rsa *.pem /x/\n" * 3_500,
    "many sources": HEAD + "COPY " + "a/*b*c " * 14_000 + "/x/\n",
    "many arguments": HEAD + "".join(f"ARG TOKEN_{n}\n" for n in range(7_000)) + "RUN x\n",
    "many stages": "".join(f"FROM python:3.8 AS s{n}\nCOPY --from=s{n - 1} /x /x\nRUN x\n" for n in range(199)),
    "stages on stages": "FROM python:3.8 AS s0\nRUN x\n"
    + "".join(f"FROM s{n} AS s{n + 1}\nRUN y\n" for n in range(190)),
    "many options": HEAD + "RUN curl " + "-kkkkkkkk" * 11_000 + "\n",
    "a long mode": HEAD + "RUN chmod " + "a+w," * 25_000 + " /x\n",
    "a long extra": HEAD + "RUN pip install a[" + "dev," * 25_000 + "]\nCMD gunicorn a\n",
    "removals": HEAD + "RUN apt-get " + "remove curl " * 8_000 + "\nHEALTHCHECK CMD curl x\nCMD a\n",
    "commands in commands": HEAD + "RUN " + "$(" * 50_000 + "\n",
}


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_dockerfiles_take_a_second(title: str) -> None:
    text = HOSTILE[title]
    files = {"Dockerfile": text, ".dockerignore": "*\n!a\n" * 100, "requirements.txt": "", "a/b.txt": ""}
    start = time.process_time()
    report = judge(files, RULES)
    # A second for 100 kB, with room for a machine that is busy with something else.
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"
    assert not [one for one in report.unjudged if "internal error" in one.reason]


@pytest.mark.parametrize(
    "text",
    [
        "**/*a*b*c*\n" * 900,
        "!**/*a*b*c*\n*\n" * 450,
        "".join(f"a{n}/**/b*\n!a{n}\n" for n in range(450)),
        "[a-z]*" * 600 + "\n",
        "x  # y " * 500 + "\n",
        "a/" * 2_000 + "\n",
        "\\" * 100_000,
    ],
)
def test_hostile_ignore_files_take_a_second(text: str) -> None:
    files: dict[str, str | bytes] = {
        "Dockerfile": "FROM python:3.12-slim\nCOPY requirements.txt conf ./\nCOPY . .\nCMD python app.py\n",
        ".dockerignore": text,
        ".env.example": "",
        "requirements.txt": "",
        **{f"conf/{n % 10}/{n}.py": "" for n in range(300)},
    }
    start = time.process_time()
    report = judge(files, RULES)
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"
    assert not [one for one in report.unjudged if "internal error" in one.reason]


PIECES = st.sampled_from(
    [
        "FROM python:3.8-slim", "FROM a AS b", "COPY . .", "COPY --from=b /x", "COPY", "ADD http://x /y", "RUN", "RUN <<EOF", "EOF",
        "RUN pip install -r", "RUN chmod 777", "RUN curl -k x | sh", "RUN [", "CMD [", "CMD ['a']", "ENTRYPOINT", "HEALTHCHECK",
        "HEALTHCHECK CMD", "HEALTHCHECK NONE", "HEALTHCHECK CMD curl localhost:8", "EXPOSE", "EXPOSE 80", "ARG TOKEN", "ENV A", "ENV A=$B",
        "USER", "WORKDIR", "RUN apt-get install gcc", "RUN python -m", "ARG", "COPY .env $X", "ONBUILD", "ONBUILD COPY . .", "CMD gunicorn -b",
    ]
)  # fmt: skip


@settings(max_examples=80)
@given(
    st.lists(PIECES | st.text(max_size=15), max_size=12).map("\n".join),
    st.lists(st.sampled_from(["*", "!a", ".env", "[", "**", "a/b", "#", " #"]) | st.text(max_size=6), max_size=5).map(
        "\n".join
    ),
)
def test_no_text_crashes_a_rule(dockerfile: str, ignore: str) -> None:
    report = judge({"Dockerfile": dockerfile, ".dockerignore": ignore, "a/b": "", "requirements.txt": ""}, RULES)
    assert not [one for one in report.unjudged if "internal error" in one.reason]
