"""Findings for code scanning.

Source: Static Analysis Results Interchange Format (SARIF) 2.1.0, OASIS standard; "SARIF support
for code scanning", GitHub documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dotmac_manifests import __version__
from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.rules.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
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
    identity = sha256(f"{found.rule} {ref} {found.message}".encode()).hexdigest()
    line, column = found.manifest.position(found.path)
    return {
        "ruleId": found.rule,
        "ruleIndex": order[found.rule],
        "level": _LEVELS[found.severity],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(found.file)},
                    "region": {"startLine": max(1, line), "startColumn": max(1, column)},
                },
                "logicalLocations": [{"fullyQualifiedName": str(ref), "kind": "resource"}],
            }
        ],
        # The only fingerprint that code scanning looks at. A hash of the line, which its name
        # promises, would make one alert of all that one Namespace lacks.
        "partialFingerprints": {"primaryLocationLineHash": identity},
    }


def _uri(file: str) -> str:
    """Relative to the current folder where the file is below it, as code scanning needs it."""
    path, here = Path(file), Path.cwd()
    if path.is_absolute():
        if not path.is_relative_to(here):
            return path.as_uri()
        path = path.relative_to(here)
    return quote(path.as_posix())
