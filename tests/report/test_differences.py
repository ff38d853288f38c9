"""Differences as people and programs read them; snapshots show a release and a suspension."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from dotmac_manifests.analysis.differences.differences import Differences, differences
from dotmac_manifests.report import differences_json, differences_markdown, differences_text
from dotmac_manifests.report import json as json_report
from tests.differences import changes, fleet, release_and_suspension, tenant


@pytest.fixture(name="found")
def _found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Differences:
    monkeypatch.chdir(tmp_path)
    return release_and_suspension(Path())


def text(found: Differences, *, full: bool) -> str:
    return "".join(f"{line}\n" for line, _ in differences_text.lines(found, full=full))


@pytest.mark.parametrize("full", [False, True], ids=["short", "full"])
def test_text(found: Differences, full: bool, snapshot: SnapshotAssertion) -> None:
    assert text(found, full=full) == snapshot


@pytest.mark.parametrize("full", [False, True], ids=["short", "full"])
def test_markdown(found: Differences, full: bool, snapshot: SnapshotAssertion) -> None:
    assert differences_markdown.document(found, full=full) == snapshot


def test_json_has_everything(found: Differences) -> None:
    record = json.loads(json_report.document(differences_json.record(found)))
    assert len(record["changes"]) == len(found.changes) == 6
    assert sorted(n for group in record["groups"] for n in group) == list(range(6))
    image = next(
        one for change in record["changes"] for one in change["fields"] if "image" in one["field"]
    )
    assert image["path"] == ["spec", "template", "spec", "containers", 0, "image"]
    assert image["old"].startswith("registry.example.com/isp-backend:v1@sha256:")
    gone = next(change for change in record["changes"] if change["action"] == "removed")
    assert gone["old"]["body"]["spec"]["rules"] == [{"host": "calm.isp.example.com"}]
    assert "new" not in gone
    assert record["summary"]["total"] == {"added": 0, "changed": 5, "removed": 1}


def test_nothing_is_one_line(found: Differences) -> None:
    none = differences("a", "b", ())
    assert text(none, full=True) == "a → b: no object differs\n"
    assert differences_markdown.document(none, full=False).endswith("**no object differs**\n\n")


def test_many_tenants_are_counted_and_with_full_named(tmp_path: Path) -> None:
    slugs = [f"t{n:02}" for n in range(30)]
    old, new = (fleet(*(tenant(slug, v) for slug in slugs)) for v in ("v1", "v2"))
    found = differences("a", "b", changes(tmp_path, old, new))
    short, full = text(found, full=False), text(found, full=True)
    assert "in 30 tenants: t00, t01" in short
    assert "and 20 more (--full lists them)" in short
    assert ", ".join(slugs) in full
    assert "more (--full" not in full


@pytest.mark.parametrize("limit", [600, 1_000, 5_000])
def test_parts_fit_and_hold_every_line(found: Differences, limit: int) -> None:
    pages = differences_markdown.pages(found, full=True, limit=limit)
    assert len(pages) > 1 or limit == 5_000
    assert all(len(page) <= limit for page in pages)
    joined = "".join(pages)
    for line in text(found, full=True).splitlines():
        change = re.match(r"    ([-+] .*)", line)
        if change and len(change[1]) <= 90:
            assert change[1] in joined


def test_names_mean_nothing_to_markdown_or_terminal(found: Differences) -> None:
    (first, *_) = found.changes
    assert first.new is not None
    evil = replace(first.new.ref, name="`x` @team <b>\x1b[2J| [a](b)")
    nasty = replace(first, tenant="@all|#1", new=replace(first.new, ref=evil))
    named = differences("a", "b", [nasty])
    page = differences_markdown.document(named, full=True)
    assert "`` ~ ConfigMap tenant-acme/`x` @team <b>\\x1b[2J| [a](b) ``" in page or "``" in page
    assert "@all" not in page
    assert "\x1b" not in page + text(named, full=True)
