"""`dotmac verify`: is every promise of isolation kept by what was rendered?"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dotmac_manifests.cli.console import CLEAN, DIFFERENT, UNUSABLE, err, out, user_errors, write
from dotmac_manifests.errors import DotmacError, InputError

if TYPE_CHECKING:
    from dotmac_manifests.analysis.exceptions import Exceptions
    from dotmac_manifests.analysis.finding import Finding
    from dotmac_manifests.analysis.rules.rule import Rule
    from dotmac_manifests.analysis.site import Site
    from dotmac_manifests.analysis.verify import Score
    from dotmac_manifests.errors import Problem

EXCEPTIONS = Path("dotmac-exceptions.yaml")
SITE = Path("dotmac-verify.yaml")
FORMATS = ("text", "json", "sarif", "junit", "github")


class Level(StrEnum):
    """Severities, as `--fail-on` takes them."""

    low = "low"
    medium = "medium"
    high = "high"
    critical = "critical"


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Files, folders, or - for stdin. Default: dist"),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FORMAT[=FILE]",
            help=f"One of {', '.join(FORMATS)}; repeatable.",
        ),
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this rule or group; repeatable.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Not this rule or group; repeatable.")
    ] = None,
    exceptions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=f"Reviewed exceptions. Default: {EXCEPTIONS}, if there."),
    ] = None,
    site: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=f"Facts of the site. Default: {SITE}, if there."),
    ] = None,
    fail_on: Annotated[Level, typer.Option(help="Exit with 1 from this severity on.")] = Level.low,
    scorecard: Annotated[
        bool, typer.Option("--scorecard", help="Show how many promises hold for each tenant.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j",
            "--jobs",
            min=1,
            metavar="N",
            help="Processes, each of which judges a cluster at a time.",
            show_default="as many as cores, or one if there is little to read",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Judge on the workers of this Dask scheduler, tcp://HOST:PORT, instead.",
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day on which exceptions are judged.", show_default="today"
        ),
    ] = None,
) -> None:
    """Prove on the YAML that no tenant can reach, starve, read or impersonate another."""
    with user_errors():
        targets = [_target(text) for text in output or ["text"]]
        rules = _rules(rule or (), skip or ())
        found, accepted, problems, scores = _verify(
            paths or ["dist"], rules, _exceptions(exceptions), _site(site), as_of, jobs, scheduler
        )
        for kind, file in targets:
            _print(kind, file, found, accepted, rules, scores, scorecard)
    if problems:
        from dotmac_manifests.report import text

        text.problems(err(), problems)
        raise typer.Exit(UNUSABLE)
    failing = any(finding.severity.word in _at_least(fail_on) for finding in found)
    raise typer.Exit(DIFFERENT if failing else CLEAN)


def _verify(
    paths: Sequence[str],
    rules: Sequence[Rule],
    exceptions: Exceptions,
    site: Site,
    as_of: datetime | None,
    jobs: int | None,
    scheduler: str | None,
) -> tuple[list[Finding], list[Finding], list[Problem], tuple[Score, ...]]:
    import sys

    from dotmac_manifests.analysis.sources import STDIN, sources
    from dotmac_manifests.analysis.verify import carry_out, conclude, scores, tasks
    from dotmac_manifests.cli.processes import count, executor

    gc.disable()  # it would search all manifests again and again for cycles that are not made
    found, missing = sources(paths, sys.stdin.read() if STDIN in paths else "")
    work = tasks(found, rules, site)
    if scheduler is None:
        processes = count(jobs, len(work), sum(task.size for task in work))
        with executor(processes) as pool:
            surveys = carry_out(work, pool, missing, processes=processes)
    else:
        from dotmac_manifests.emit.scheduler import Scheduler

        with Scheduler(scheduler) as cluster:
            surveys = carry_out(work, cluster, missing, remote=True)
    findings = conclude(surveys, rules)
    standing, accepted, used = exceptions.split(findings)
    today = as_of.date() if as_of else date.today()  # noqa: TID251 - exceptions end on a day
    judged = {rule.id for rule in rules}
    relevant = [n for n, item in enumerate(exceptions.items) if item.rule not in judged]
    problems = list(exceptions.problems(used | set(relevant), today))
    return standing, accepted, problems, scores(surveys, rules, standing)


def _print(
    kind: str,
    file: Path | None,
    found: Sequence[Finding],
    accepted: Sequence[Finding],
    rules: Sequence[Rule],
    scores: Sequence[Score],
    scorecard: bool,
) -> None:
    if kind == "text" and file is None:
        _print_text(found, accepted, rules, scores, scorecard)
        return
    text = _document(kind, found, accepted, rules, scores)
    if file is None:
        write(text)
    else:
        file.write_text(text, encoding="utf-8")


def _document(
    kind: str,
    found: Sequence[Finding],
    accepted: Sequence[Finding],
    rules: Sequence[Rule],
    scores: Sequence[Score],
) -> str:
    from dotmac_manifests.report import github, json, junit, records, sarif

    if kind == "sarif":
        return json.document(sarif.document(found, accepted, rules))
    if kind == "junit":
        return junit.document(found, rules)
    if kind == "github":
        return github.document(found)
    if kind == "json":
        return json.document(
            {
                "findings": records.findings(found),
                "accepted": records.findings(accepted),
                "rules": [rule.id for rule in rules],
                "scorecard": [records.score(score) for score in scores],
            }
        )
    from io import StringIO

    from rich.console import Console

    from dotmac_manifests.report.findings import findings

    page = StringIO()
    console = Console(file=page, width=10_000, color_system=None, markup=False, highlight=False)
    findings(console, found, {rule.id: rule for rule in rules})
    return page.getvalue()


def _print_text(
    found: Sequence[Finding],
    accepted: Sequence[Finding],
    rules: Sequence[Rule],
    scores: Sequence[Score],
    with_scores: bool,
) -> None:
    from dotmac_manifests.analysis.rules.registry import GROUPS
    from dotmac_manifests.report.findings import findings, scorecard

    console = out()
    findings(console, found, {rule.id: rule for rule in rules})
    if with_scores:
        scorecard(console, scores, {letter: title for letter, (title, _) in GROUPS.items()})
    excepted = f", {len(accepted)} accepted" if accepted else ""
    counts = f"{_count(rules, 'rule')}, {_count(scores, 'tenant')}: {_count(found, 'finding')}"
    err().print(f"{counts}{excepted}")


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _rules(wanted: Sequence[str], skipped: Sequence[str]) -> list[Rule]:
    from dotmac_manifests.analysis.rules.registry import GROUPS, RULES

    for name in (*wanted, *skipped):
        if name not in RULES and name not in GROUPS:
            raise DotmacError(f"There is no rule or group {name!r}; `dotmac rule` lists them")
    chosen = [
        rule
        for rule in RULES.values()
        if (not wanted or {rule.id, rule.group} & set(wanted))
        and not {rule.id, rule.group} & set(skipped)
    ]
    if not chosen:
        raise DotmacError("No rule is left to judge by")
    return chosen


def _exceptions(path: Path | None) -> Exceptions:
    from dotmac_manifests.analysis.exceptions import Exceptions, read_exceptions

    if path is None and not EXCEPTIONS.is_file():
        return Exceptions()
    return read_exceptions(path or EXCEPTIONS)


def _site(path: Path | None) -> Site:
    from pydantic import ValidationError

    from dotmac_manifests.analysis.exceptions import validation_problems
    from dotmac_manifests.analysis.site import Site, site_of
    from dotmac_manifests.kube.yaml_reader import read_document

    if path is None and not SITE.is_file():
        return Site()
    file = path or SITE
    document = read_document(file.read_bytes(), str(file))
    try:
        return site_of(document)
    except ValidationError as error:
        raise InputError(validation_problems(error, document)) from None


def _target(text: str) -> tuple[str, Path | None]:
    kind, _, file = text.partition("=")
    if kind not in FORMATS:
        raise DotmacError(f"There is no format {kind!r}; known: {', '.join(FORMATS)}")
    return kind, Path(file) if file else None


def _at_least(level: Level) -> tuple[str, ...]:
    order = [found.value for found in Level]
    return tuple(order[order.index(level.value) :])
