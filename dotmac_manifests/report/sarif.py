"""Findings for code scanning.

Source: Static Analysis Results Interchange Format (SARIF) 2.1.0, OASIS standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from dotmac_manifests import __version__
from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.rules.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.0",
    Severity.LOW: "2.0",
}
"""`security-severity`, which code scanning sorts by."""


def document(
    found: Sequence[Finding], accepted: Sequence[Finding], rules: Sequence[Rule]
) -> dict[str, Any]:
    """One run; accepted findings are there, suppressed."""
    driver = {
        "name": "dotmac",
        "version": __version__,
        "informationUri": "https://github.com/dotmac/dotmac-manifests",
        "rules": [_rule(rule) for rule in rules],
    }
    order = {rule.id: index for index, rule in enumerate(rules)}
    results = [_result(one, order) for one in found]
    for one in accepted:
        suppression = {"kind": "external", "status": "accepted"}
        results.append({**_result(one, order), "suppressions": [suppression]})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.manual, "markdown": f"```text\n{rule.manual.strip()}\n```"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"security-severity": _SCORES[rule.severity], "tags": ["security"]},
    }


def _result(found: Finding, order: dict[str, int]) -> dict[str, Any]:
    ref = found.manifest.ref
    text = "\n".join((f"{found.message}. {found.remedy}.", *found.evidence))
    identity = f"{found.rule} {ref} {found.message}"
    return {
        "ruleId": found.rule,
        "ruleIndex": order[found.rule],
        "level": _LEVELS[found.severity],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PurePath(found.file).as_posix()},
                    "region": {"startLine": max(1, found.line)},
                },
                "logicalLocations": [{"fullyQualifiedName": str(ref), "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"dotmac/v1": sha256(identity.encode()).hexdigest()},
    }
