"""The command line: words in, a report out, one of three exit codes (0 clean, 1 findings, 2 could not judge)."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeAlias

from shipcheck import __version__
from shipcheck.model import Report, ShipcheckError, Unjudged

if TYPE_CHECKING:
    import argparse

    from shipcheck.check import Outcome, Request

Args: TypeAlias = "argparse.Namespace | SimpleNamespace"
FORMATS = ("text", "json", "sarif", "github", "gitlab", "markdown")
SIGNED = frozenset({"json", "sarif", "gitlab"})
FLAGS = frozenset(
    {"-h", "--help", "--version", "--staged", "--root", "--select", "--ignore", "--today", "--format", "--output"}
    | {"--fail-on", "--baseline", "--no-baseline", "--color", "--prune"}
    | {"-", "--since", "--push", "--history", "--fresh", "--as", "--verify"}
    | {"--event", "--checks", "--changed-only", "--no-annotations", "--sarif", "--base", "--key", "--mode"}
    | {"--artifact", "--run-id", "--expected", "--gate", "--defer-verdict", "--max-jobs"}
)
LEVELS = ("note", "warning", "error", "never")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; never raises for what can be expected."""
    started = time.perf_counter()
    # A short run makes many values and no cycles: looking for these at Python's pace costs a twentieth of it.
    gc.set_threshold(100_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        words = _joined(_escaped(sys.argv[1:] if argv is None else argv))
        args = _hook(words) or _parser(words).parse_args(words)
        code: int = args.command(args, started)
        sys.stdout.flush()
    except ShipcheckError as error:
        _say(f"shipcheck: {error.message}")
        if error.hint:
            _say(f"  hint: {error.hint}")
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # a bug must not look like a finding, nor print what it was reading
        return _bug(error)
    return code


def _escaped(argv: Sequence[str]) -> list[str]:
    """A file whose name begins like an option, as pre-commit passes it, made a path that argparse takes for one."""
    return [
        f"./{word}" if word.startswith("-") and word.partition("=")[0] not in FLAGS and os.path.lexists(word) else word
        for word in argv
    ]


def _joined(words: list[str]) -> list[str]:
    """A command of two words as one: `secrets audit` is another command than `secrets`, whose words are paths."""
    two = " ".join(words[:2])
    return [two, *words[2:]] if two in COMMANDS else words


def _say(line: str) -> None:
    print("".join(char if char.isprintable() else "?" for char in line), file=sys.stderr)


def _bug(error: Exception) -> int:
    """A report that can be pasted: where it happened, not what was being read."""
    import platform
    import traceback

    _say("shipcheck: internal error: this is a bug in shipcheck, not in your project. Nothing was judged.")
    _say("Please report these lines:")
    _say(f"  shipcheck {__version__}, Python {platform.python_version()}, {platform.system()}")
    _say(f"  {type(error).__name__}")
    for frame in traceback.extract_tb(error.__traceback__):
        _say(f"  {os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}")
    return 2


def _hook(words: Sequence[str]) -> SimpleNamespace | None:
    """The arguments of a hook's call, `check --staged [--select WORD] [PATH...]`; None for any other.

    That is nearly every call there is, and importing argparse and building its parser costs it a bare start.
    """
    if tuple(words[:2]) != ("check", "--staged"):
        return None
    rest = list(words[2:])
    chosen = [rest[1]] if rest[:1] == ["--select"] and len(rest) > 1 else None
    paths = rest[2:] if chosen else rest
    if any(word.startswith("-") for word in [*paths, *(chosen or [])]):
        return None
    nothing = dict.fromkeys(("root", "ignore", "today", "output", "fail_on", "baseline"))
    return SimpleNamespace(
        command=_check, staged=True, paths=paths, select=chosen, format="text", color="auto", **nothing
    )


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    import argparse

    def form(prog: str) -> argparse.HelpFormatter:
        """Help of a fixed width: asking the terminal for its own imports `shutil`."""
        return argparse.HelpFormatter(prog, max_help_position=28, width=110)

    parser = argparse.ArgumentParser(
        prog="shipcheck",
        description="Is this Python web app fit to leave my machine?",
        epilog="Exit codes: 0 clean, 1 findings, 2 something could not be judged.",
        formatter_class=form,
    )
    parser.add_argument("--version", action="version", version=f"shipcheck {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", prog="shipcheck")
    for name, (text, command, arguments) in COMMANDS.items():
        one = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", formatter_class=form)
        one.set_defaults(command=command, name=name)
        if argv[:1] == [name]:  # declaring an argument costs as much as parsing it
            arguments(one)
    return parser


def _check_arguments(check: argparse.ArgumentParser) -> None:
    _scope(check)
    check.add_argument("--format", choices=FORMATS, default="text", help="how to tell it (default: text)")
    check.add_argument("--output", metavar="FILE", help="write the report to a file instead of standard output")
    check.add_argument("--fail-on", choices=LEVELS, help="the least severity that fails the run (default: warning)")
    check.add_argument("--baseline", metavar="FILE", help="a baseline to use instead of the configured one")
    check.add_argument(
        "--no-baseline", action="store_const", const="", dest="baseline", help="show what the baseline accepts, too"
    )
    check.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)"
    )


def _baseline_arguments(accept: argparse.ArgumentParser) -> None:
    accept.add_argument("--prune", action="store_true", help="only drop entries of what was mended; accept nothing new")
    accept.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")


def _explain_arguments(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("rule", metavar="RULE")


def _path_arguments(later: argparse.ArgumentParser) -> None:
    later.add_argument("paths", nargs="*", metavar="PATH")


def _scope(parser: argparse.ArgumentParser) -> None:
    import argparse

    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: the whole project)")
    parser.add_argument("--staged", action="store_true", help="judge what git has staged instead of the working tree")
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")
    parser.add_argument(
        "--select", action="append", metavar="WORD", help="only this family or rule (repeat, or separate with commas)"
    )
    parser.add_argument("--ignore", action="append", metavar="WORD", help="not this family, rule or code (the same)")
    parser.add_argument("--today", metavar="DAY", help=argparse.SUPPRESS)


def _words(given: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(word.strip() for part in given or () for word in part.split(",") if word.strip())


def _request(args: Args) -> Request:
    from shipcheck.check import Request

    return Request(
        paths=tuple(args.paths),
        staged=args.staged,
        root=args.root,
        select=_words(args.select),
        ignore=_words(args.ignore),
        fail_on=args.fail_on,
        baseline=args.baseline,
        fingerprints=args.format in SIGNED,
        every_rule=args.format == "sarif",
        today=args.today or time.strftime("%Y-%m-%d"),
    )


def _check(args: Args, started: float) -> int:
    from shipcheck import check

    outcome = check.run(_request(args))
    _tell(outcome, args, started)
    return outcome.exit_code


def _tell(outcome: Outcome, args: Args, started: float) -> None:
    from shipcheck import report

    to_terminal = args.output is None and sys.stdout.isatty()
    view = report.View(
        line_of=_line_of(outcome),
        color=_color(args.color, to_terminal=to_terminal),
        symbols=(sys.stdout.encoding or "").lower().replace("-", "").startswith("utf"),
        seconds=time.perf_counter() - started if args.format == "text" else None,
    )
    text = report.render(args.format, outcome.report, view)
    if args.output is None:
        sys.stdout.write(text)
    else:
        _write(args.output, text)


def _line_of(outcome: Outcome) -> Callable[[str, int], str]:
    """The text of a line, for showing; empty where there is none."""
    from shipcheck import suppress

    split: dict[str, suppress.Lines] = {}

    def line_of(path: str, number: int) -> str:
        if path not in split:
            try:
                text = outcome.project.text(path) if path in outcome.project else ""
            except ShipcheckError:
                text = ""
            split[path] = suppress.split(path, text)
        return split[path].at(number)

    return line_of


def _color(wish: str, *, to_terminal: bool) -> bool:
    if wish != "auto":
        return wish == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return bool(os.environ.get("FORCE_COLOR")) or (to_terminal and not plain)


def _write(path: str, text: str) -> None:
    """Write a file whole or not at all; what is no file, `/dev/null` or a pipe, is written to, never replaced."""
    import tempfile

    folder = os.path.dirname(os.path.abspath(path))
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            return
        handle, name = tempfile.mkstemp(dir=folder, prefix=".shipcheck-")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise ShipcheckError(f"{path} cannot be written: {error.strerror}") from None


def _secrets_arguments(secrets: argparse.ArgumentParser) -> None:
    from shipcheck.leaks import command

    command.arguments(secrets)


def _secrets(args: Args, started: float) -> int:
    from shipcheck.leaks import command

    def say(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()

    outcome = command.run(args, _request(args), sys.stdin.buffer, say if sys.stderr.isatty() else None)
    _tell(outcome, args, started)
    return outcome.exit_code


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    from shipcheck.run import command

    command.arguments(parser)


def _run(args: Args, started: float) -> int:
    from shipcheck.run import command

    outcome = command.run(args, _request(args))
    _tell(outcome, args, started)
    return outcome.exit_code


def _secrets_baseline(args: Args, started: float) -> int:
    from shipcheck.leaks import baseline_file

    del started
    for line in baseline_file.write(args.root, prune=args.prune, today=time.strftime("%Y-%m-%d"), write=_write):
        print(line)
    return 0


def _audit_arguments(audit: argparse.ArgumentParser) -> None:
    from shipcheck.leaks import audit_report

    audit_report.arguments(audit)


def _audit(args: Args, started: float) -> int:
    from shipcheck.leaks import audit, audit_report

    del started
    today = time.strftime("%Y-%m-%d")
    if args.report:
        told = audit_report.state(args.root, today)
        print(audit_report.as_json(told) if args.format == "json" else audit_report.text(told), end="")
        return told.exit_code(fail_on_unaudited=args.fail_on_unaudited, fail_on_audited_real=args.fail_on_audited_real)
    from shipcheck.collect import keys

    def say(line: str) -> None:
        print(line, flush=True)

    symbols = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    audit.audit(args.root, today, audit.Session(lambda: keys.answer(sys.stdin), say, _write, plain=not symbols))
    return 0


def _baseline(args: Args, started: float) -> int:
    from shipcheck import accept

    del started
    for line in accept.write(args.root, prune=args.prune, today=time.strftime("%Y-%m-%d"), write=_write):
        print(line)
    return 0


def _rules(args: Args, started: float) -> int:
    from shipcheck import rulebook

    del args, started
    rules = rulebook.load(rulebook.names())
    width = max(len(named.name) for named in rules)
    for family, title in rulebook.FAMILIES.items():
        mine = [named for named in rules if named.family == family]
        if mine:
            print(f"{family}: {title.lower()}")
        for named in mine:
            word = "off" if named.name in rulebook.OPT_IN else named.rule.severity.word
            print(f"  {named.name:<{width}}  {word:<7}  {rulebook.sections(named.doc)['']}")
    return 0


def _explain(args: Args, started: float) -> int:
    from shipcheck import rulebook

    del started
    name, _, code = args.rule.partition("/")
    if name not in rulebook.names():
        rulebook.selected([name], [])
        raise ShipcheckError(f"`{name}` is a family, not a rule", "`shipcheck rules` lists its rules")
    named = rulebook.load([name])[0]
    print(f"# {named.name} ({named.family}, {rulebook.strength(named)})\n")
    print(rulebook.page(named), end="")
    if code:
        print(f"\n`{code}` itself is explained at https://github.com/hadolint/hadolint/wiki/{code}")
    return 0


def _start_arguments(start: argparse.ArgumentParser) -> None:
    start.add_argument("service", nargs="?", default="", metavar="SERVICE", help="only this one (default: all)")
    start.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")


def _explain_start(args: Args, started: float) -> int:
    from shipcheck import starts

    del started
    for line in starts.explain(args.root, args.service):
        print("".join(char if char.isprintable() else "?" for char in line))
    return 0


def _not_built(args: Args, started: float) -> int:
    from shipcheck import report

    what = f"shipcheck {args.name}"
    empty = Report(
        unjudged=(Unjudged(what, "it is not built yet", "remove its hook until it is; nothing was checked"),)
    )
    seconds = time.perf_counter() - started
    sys.stdout.write(report.render("text", empty, report.View(line_of=lambda _path, _line: "", seconds=seconds)))
    return 2


def _ci_arguments(name: str) -> Callable[[argparse.ArgumentParser], None]:
    def declare(parser: argparse.ArgumentParser) -> None:
        from shipcheck.ci import arguments

        arguments.declare(name, parser)

    return declare


def _ci(args: Args, started: float) -> int:
    from shipcheck.ci import arguments

    del started
    return arguments.run(args)


Command: TypeAlias = Callable[[Args, float], int]
Arguments: TypeAlias = "Callable[[argparse.ArgumentParser], None]"
COMMANDS: dict[str, tuple[str, Command, Arguments]] = {
    "check": ("judge the project, or the files and folders named", _check, _check_arguments),
    "secrets": ("find credentials: in files, staged, pushed, in the history", _secrets, _secrets_arguments),
    "secrets baseline": ("accept the secrets of today in .secrets.baseline", _secrets_baseline, _baseline_arguments),
    "secrets audit": ("look at each secret that nobody judged, and say what it is", _audit, _audit_arguments),
    "baseline": ("accept the findings of today, or drop what was mended", _baseline, _baseline_arguments),
    "rules": ("list the rules: name, severity, summary", _rules, lambda _parser: None),
    "explain": ("explain a rule: why it matters, how to mend it, examples", _explain, _explain_arguments),
    "explain-start": ("say what production starts, and the way there", _explain_start, _start_arguments),
    "ci": ("check as a pull request is checked: everything, told to GitHub's runner", _ci, _ci_arguments("ci")),
    "comment": ("show the comment that a report would get on a pull request", _ci, _ci_arguments("comment")),
    "report": ("write that comment, from a report or from the artifacts of a run", _ci, _ci_arguments("report")),
    "plan": ("say which services of a repository a change touches", _ci, _ci_arguments("plan")),
    "run": ("build the image, run it, probe it, stop it (needs Docker)", _run, _run_arguments),
    "pip-compile": ("resolve the requirements and compare (not built yet)", _not_built, _path_arguments),
}
