"""`dotmac verify` and `dotmac rule` as people and pipelines run them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from dotmac_manifests.analysis.rules.registry import GROUPS, RULES
from tests.cli.running import dotmac

LOOSE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: tenant-acme
  labels: {dotmac.io/tenant-slug: acme}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: everything
  namespace: tenant-acme
rules:
  - apiGroups: [batch]
    resources: ["*"]
    verbs: [get]
"""
EXCEPTION = """\
exceptions:
  - rule: R03
    object: Role tenant-acme/every*
    reason: the migration of 2026 needs it until it is done
    owner: platform-security
    expires: 2026-12-31
"""


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    (tmp_path / "loose.yaml").write_text(LOOSE)
    return tmp_path


def test_the_committed_fleet_is_clean() -> None:
    run = dotmac("verify")
    assert (run.code, run.out) == (0, "")
    assert run.err.strip() == f"{len(RULES)} rules, 7 tenants: 0 findings"


def test_a_finding_names_place_object_and_way_out(loose: Path) -> None:
    run = dotmac("verify", "loose.yaml", "--rule", "R03", cwd=loose)
    assert run.code == 1
    lines = run.out.splitlines()
    assert lines[0].startswith("R03 high")
    assert lines[1].startswith("  loose.yaml:13: Role tenant-acme/everything: ")
    assert lines[-2].startswith("  → ")


def test_json_holds_every_field_of_a_finding(loose: Path) -> None:
    run = dotmac("verify", "loose.yaml", "--rule", "R03", "-o", "json", cwd=loose)
    report = json.loads(run.out)
    (found,) = report["findings"]
    assert (found["rule"], found["severity"], found["file"]) == ("R03", "high", "loose.yaml")
    assert found["line"] == 13
    assert found["message"]
    assert found["remedy"]
    assert found["object"] == {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "namespace": "tenant-acme",
        "name": "everything",
    }
    (score,) = report["scorecard"]
    assert (score["tenant"], score["held"], score["judged"]) == ("acme", 0, 1)


def test_several_reports_of_one_run(loose: Path) -> None:
    outputs = ("sarif=r.sarif", "junit=r.xml", "github=r.txt", "text=r.log", "json")
    options = [word for output in outputs for word in ("-o", output)]
    run = dotmac("verify", "loose.yaml", "--rule", "R", *options, cwd=loose)
    assert run.code == 1
    findings = json.loads(run.out)["findings"]
    sarif = json.loads((loose / "r.sarif").read_text())
    (scan,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    assert [result["ruleId"] for result in scan["results"]] == [_["rule"] for _ in findings]
    rules = scan["tool"]["driver"]["rules"]
    assert all(rules[_["ruleIndex"]]["id"] == _["ruleId"] for _ in scan["results"])
    assert {rule["id"] for rule in rules} == {rule.id for rule in GROUPS["R"][1]}
    suite = Xml.fromstring((loose / "r.xml").read_text())
    failed = [case.get("name", "")[:3] for case in suite.iter("testcase") if len(case)]
    assert sorted(failed) == sorted({_["rule"] for _ in findings})
    annotations = (loose / "r.txt").read_text().splitlines()
    assert len(annotations) == len(findings)
    assert any(line.startswith("::error file=loose.yaml,line=13,title=R03") for line in annotations)
    assert "loose.yaml:13" in (loose / "r.log").read_text()


def test_standard_input_is_judged_too(loose: Path) -> None:
    run = dotmac("verify", "-", "--rule", "R03", cwd=loose, stdin=LOOSE)
    assert run.code == 1
    assert "standard input:13" in run.out


def test_a_reviewed_exception_accepts_one_finding(loose: Path) -> None:
    (loose / "dotmac-exceptions.yaml").write_text(EXCEPTION)
    arguments = ("verify", "loose.yaml", "--rule", "R03", "--as-of", "2026-11-21")
    run = dotmac(*arguments, cwd=loose)
    assert (run.code, run.out) == (0, "")
    assert "1 accepted" in run.err
    report = dotmac(*arguments, "-o", "sarif", cwd=loose)
    (result,) = json.loads(report.out)["runs"][0]["results"]
    assert result["suppressions"]


@pytest.mark.parametrize(
    ("old", "new", "day", "says"),
    [
        ("", "", "2027-01-01", "ended on 2026-12-31"),
        ("every*", "nothing", "2026-11-21", "covers no finding"),
        ("owner: platform-security", "owners: me", "2026-11-21", "exceptions.0.owner"),
        ("R03", "everything", "2026-11-21", "exceptions.0.rule"),
    ],
)
def test_an_exception_that_ended_or_is_not_needed_is_told(
    loose: Path, old: str, new: str, day: str, says: str
) -> None:
    (loose / "dotmac-exceptions.yaml").write_text(EXCEPTION.replace(old, new, 1))
    run = dotmac("verify", "loose.yaml", "--rule", "R03", "--as-of", day, cwd=loose)
    assert run.code == 2
    assert says in run.err


def test_only_grave_findings_fail_when_asked(loose: Path) -> None:
    arguments = ("verify", "loose.yaml", "--rule", "R03", "--fail-on")
    assert dotmac(*arguments, "critical", cwd=loose).code == 0
    assert dotmac(*arguments, "high", cwd=loose).code == 1


def test_site_facts_come_from_a_file(loose: Path) -> None:
    (loose / "site.yaml").write_text("tenantLabel: example.com/owner\n")
    run = dotmac("verify", "loose.yaml", "--site", "site.yaml", "-o", "json", cwd=loose)
    assert [score["tenant"] for score in json.loads(run.out)["scorecard"]] == ["acme"]
    (loose / "site.yaml").write_text("tenantLable: x\n")
    run = dotmac("verify", "loose.yaml", "--site", "site.yaml", cwd=loose)
    assert run.code == 2
    assert "site.yaml:1:1: tenantLable" in run.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "nowhere"),
        (("loose.yaml", "--rule", "Z99"), "'Z99'"),
        (("loose.yaml", "--rule", "R", "--skip", "R"), "No rule is left"),
        (("loose.yaml", "-o", "html"), "'html'"),
        (("broken.yaml",), "broken.yaml:1"),
        (("loose.yaml", "--exceptions", "none.yaml"), "none.yaml"),
        (("loose.yaml", "--site", "none.yaml"), "none.yaml"),
    ],
)
def test_what_cannot_be_judged_ends_with_2(
    loose: Path, arguments: tuple[str, ...], says: str
) -> None:
    (loose / "broken.yaml").write_text("kind: [unclosed\n")
    run = dotmac("verify", *arguments, cwd=loose)
    assert run.code == 2
    assert says in run.err
    assert "Traceback" not in run.err


def test_the_manual() -> None:
    listed = json.loads(dotmac("rule", "-o", "json").out)
    assert [row["id"] for row in listed] == list(RULES)
    page = dotmac("rule", "r03")
    assert (page.code, page.out.splitlines()[0]) == (0, "R03 no-wildcards (high)")
    assert dotmac("rule", "Z99").code == 2
