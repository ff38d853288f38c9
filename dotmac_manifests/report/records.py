"""Findings as plain data, which JSON and other formats are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.verify import Score


def finding(found: Finding) -> dict[str, Any]:
    """rule, severity, message, remedy, file, line, object and, where there is some, evidence."""
    ref = found.manifest.ref
    record: dict[str, Any] = {
        "rule": found.rule,
        "severity": found.severity.word,
        "message": found.message,
        "remedy": found.remedy,
        "file": found.file,
        "line": found.line,
        "object": {
            "apiVersion": ref.api_version,
            "kind": ref.kind,
            "namespace": ref.namespace,
            "name": ref.name,
        },
    }
    if found.evidence:
        record["evidence"] = list(found.evidence)
    return record


def score(found: Score) -> dict[str, Any]:
    """cluster, tenant, held, judged, and the same by group."""
    groups = {
        letter: {"held": held, "judged": judged}
        for letter, (held, judged) in sorted(found.groups.items())
    }
    return {
        "cluster": found.cluster,
        "tenant": found.tenant,
        "held": found.held,
        "judged": found.judged,
        "groups": groups,
    }


def findings(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Every finding, in the order given."""
    return [finding(one) for one in found]
