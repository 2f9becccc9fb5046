"""Starts without one variable each: it should end soon, say which one is missing, and not with 0."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator

from shipcheck.run import ask
from shipcheck.run.container import Container, NotStarted, Settings
from shipcheck.run.mask import Masks
from shipcheck.run.plan import Plan
from shipcheck.run.traces import Site
from shipcheck.run.values import Given, promises_secret
from shipcheck.subjects import boot_log
from shipcheck.subjects.container_run import Variable

MOST = 8
# A start may take this much longer than the one that was good, and a good answer is believed only if it lasts.
_PATIENCE = 4.0
_LOOPS = 3
_BOOT = re.compile(
    r"Booting worker|Starting worker|Worker .{0,40}exit|Started server process|Waiting for child process|process.{0,40}died|Restarting",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = 2


def wanted(plan: Plan, image: Iterable[str]) -> list[Given]:
    """The variables to leave out: those that the code cannot do without, and secrets that it reads without a default."""
    own = set(image)
    soft = {one.name for one in plan.reads if one.default}
    read = {one.name for one in plan.reads}
    found = [
        one
        for one in plan.variables
        if one.name not in own
        and one.name != "PORT"
        and (
            one.required
            or (promises_secret(one.name) and one.name not in soft and (one.name in read or not plan.reads))
        )
    ]
    return sorted(found, key=lambda one: (not one.required, one.name))[:MOST]


def tried(
    site: Site, plan: Plan, settings: Callable[[str, str], Settings], ready: float, image: Iterable[str]
) -> Iterator[Variable]:
    """One outcome for each; `settings(suffix, without)` makes what a container is started with."""
    every = wanted(plan, image)
    masks = Masks(one.hidden for one in plan.variables if one.hidden)
    limit = ready * 2 + _PATIENCE
    path = (plan.health_paths or ("/",))[0]

    def started(name: str, given: Given) -> Variable:
        return _one(Container(site.engine, site.traces, settings(name, given.name)), given, limit, path, masks)

    def one(number: int, given: Given) -> Variable:
        found = started(f"-without-{number}", given)
        # gunicorn misses the end of its workers in one of a hundred boots, and stays there without them.
        return started(f"-without-{number}-again", given) if found.outcome == "hung" else found

    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        yield from pool.map(one, range(len(every)), every)


def _one(container: Container, given: Given, limit: float, path: str, masks: Masks) -> Variable:
    found = Variable(given.name, given.place, secret=promises_secret(given.name))
    try:
        with container:
            return _outcome(container, found, limit, path, masks)
    except NotStarted as refusal:
        return found._replace(outcome="unnamed", code=127, sentence=masks.line(str(refusal)))


def _outcome(container: Container, found: Variable, limit: float, path: str, masks: Masks) -> Variable:
    served = False
    look_at = 1.0
    while container.seconds < limit and not container.ended():
        target = container.target()
        if target is not None and ask.get(target, path, seconds=1.0).status:
            served = True
            break
        if container.seconds > look_at:
            look_at += 1.0
            if _loops(container.log()):
                break
        time.sleep(0.05)
    seconds = round(container.seconds, 2)
    lines = container.log()
    reason, _ = boot_log.reason(lines, masks.line)
    found = found._replace(seconds=seconds)
    if served:
        return found._replace(outcome="served")
    if not container.ended():
        return found._replace(outcome="loop" if _loops(lines) else "hung", sentence=reason.sentence)
    code = container.exit().code
    naming = next((line for line in reversed(lines) if found.name in line), "")
    if not naming or code == 0:
        return found._replace(outcome="unnamed", code=code, sentence=reason.sentence)
    said = [line.strip() for line in reversed(lines) if _says(line, found.name)]
    sentence = said[0] if said else naming.strip()
    return found._replace(outcome="named" if said else "traceback", code=code, sentence=masks.line(sentence))


def _says(line: str, name: str) -> bool:
    """Whether a line was written for a reader: servers show every exception, its source and a bare `KeyError` too."""
    if name not in line or line[:1].isspace() or re.search(r"KeyError: ['\"]", line):
        return False
    return len(line.split()) > 2  # noqa: PLR2004  # a name, and something about it


def _loops(lines: Iterable[str]) -> bool:
    return sum(1 for line in lines if _BOOT.search(line)) > 2 * _LOOPS
