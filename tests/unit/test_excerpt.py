"""Statements that are cut out of a file and read alone: they say at least what the whole file would."""

from __future__ import annotations

import pytest

from shipcheck.secrets import excerpt, glance, groups

ANYTHING = frozenset({groups.STEM, groups.CALLED, groups.OPEN, groups.SOLID, groups.SUM, groups.ENVIRONMENT})


class Everything:
    def where(self, data: bytes) -> list[int]:
        return [at + 1 for at, sign in enumerate(data) if sign == ord("p")]

    def around(self, data: bytes, table: int) -> frozenset[int]:
        assert table in {groups.EVERY, groups.PYTHON}, data
        return ANYTHING


def held(text: str, line: str, *, environment: bool = False, listed: bool = False) -> bool | None:
    return excerpt.holds(text, text.index(line), environment=environment, listed=listed)


@pytest.mark.parametrize(
    "text",
    [
        'password = "kx8-rosinen-2v"\n',
        '    password = (\n        "kx8-rosinen-2v"\n    )\n',
        '    password="kx8-rosinen-2v",\n)\n',
        '    "password": "kx8-rosinen-2v",\n    "name": name,\n}\n',
        'password: str = "kx8-rosinen-2v",\n) -> None:\n    pass\n',
        'def connect(password="kx8-rosinen-2v"):\n    pass\n',
        'if password == "kx8-rosinen-2v":\n    pass\n',
        'elif password == "kx8-rosinen-2v":\n    pass\n',
        '@guarded(password="kx8-rosinen-2v")\ndef page():\n    pass\n',
        'password == \\\n    "kx8-rosinen-2v"\n',
        'password = (  # it is\n    "kx8-"  # not so\n    "rosinen-2v"\n)\n',
        'password = """kx8-rosinen-2v"""\n',
    ],
)
def test_what_stands_under_a_name_is_seen(text: str) -> None:
    assert held(text, text)


@pytest.mark.parametrize(
    "text",
    [
        'token = state.push("heading_open", "h" + str(level), 1)\n',
        "password = form.password.data\n",
        'logger.debug("no password for %s", host)\n',
        'raise ValueError(f"unclosed tokens starting {nested_tokens[0]}")\n',
        'user, pw = auth.split(":", 1)\nelse:\n    user, pw = auth, None\n',
        'queue.append((index, token, value))\nelse:\n    queue[0][1] = ")"\n',
        "except Token.DoesNotExist:\n    pass\n",
        'headers["authorization"] = (\n    f"Basic {packed}"\n)\n',
    ],
)
def test_what_is_no_secret_needs_no_tree_of_its_file(text: str) -> None:
    assert held(text, text) is False


def test_a_literal_above_its_name_is_compared_with_it() -> None:
    text = 'if "kx8-rosinen-2v" == \\\n        password:\n    pass\n'
    assert held(text, "        password")
    text = 'if ("kx8-rosinen-2v"\n        == password):\n    pass\n'
    assert held(text, "        == password") is not False


def test_a_default_may_stand_far_from_its_name() -> None:
    text = '    "SECRET_KEY",\n    cast=str,\n    default="kx8-rosinen-2v",\n)\n'
    assert held(text, text, listed=True, environment=True)


@pytest.mark.parametrize("text", ['password: it\'s "secret"\n', 'password = """\n', "password = (\n" + "1,\n" * 2000])
def test_what_cannot_be_read_alone_says_so(text: str) -> None:
    assert held(text, text) is None


def test_texts_of_several_lines_are_told_from_code() -> None:
    text = 'x = \'it\\\'s\'  # it\'s\ny = """a\n\\""" b\n"""\nz = f"""{y}"""\n'
    ((start, end),) = excerpt.texts(text)
    assert text[start:end] == '"""a\n\\""" b\n"""'


def test_a_url_in_parts_is_read_from_its_first_line() -> None:
    text = 'x = (\n    "postgres"\n    + "://app:kx8-rosinen-2v@db/" + name\n)\n'
    assert excerpt.sums(text, text.index('    + "://')) is not False
    text = 'x = "https://" + host + "/login"\n'
    assert excerpt.sums(text, 0) is False


@pytest.mark.parametrize(
    "text",
    [
        "password = (\n" * 20_000,
        "def get_password():\n" * 20_000 + '"""',
        'password = f(x, "a b")\n' * 20_000,
        'x = "://" + (\n' * 20_000,
        'x = """' + '\\\\"""' * 50_000 + '\npassword: it\'s "x y"\n',
        "\n" * 50_000 + "password = [\n" + "# remark\n" * 50_000,
    ],
)
def test_a_long_file_is_looked_at_in_time_in_proportion(text: str) -> None:
    glance.may_hold(text, text.lower(), ANYTHING, Everything())
