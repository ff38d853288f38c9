"""Findings for test reports: one case a rule, failed with all its findings."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.rules.rule import Rule

_UNPRINTABLE = {code: None for code in range(32) if code not in (9, 10, 13)}
"""Characters that XML 1.0 has no way to write."""


def document(found: Sequence[Finding], rules: Sequence[Rule]) -> str:
    """XML in the form that JUnit's readers share."""
    failed = {rule.id: [one for one in found if one.rule == rule.id] for rule in rules}
    counts = {
        "name": "dotmac verify",
        "tests": str(len(rules)),
        "failures": str(sum(map(bool, failed.values()))),
        "errors": "0",
    }
    root = Xml.Element("testsuites", counts)
    suite = Xml.SubElement(root, "testsuite", counts)
    for rule in rules:
        name = {"classname": f"dotmac.{rule.group}", "name": f"{rule.id} {rule.name}"}
        case = Xml.SubElement(suite, "testcase", name)
        if failed[rule.id]:
            lines = [_line(one) for one in failed[rule.id]]
            what = {"message": f"{rule.title} ({len(lines)})", "type": rule.severity.word}
            failure = Xml.SubElement(case, "failure", what)
            failure.text = "\n".join(lines).translate(_UNPRINTABLE)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _line(found: Finding) -> str:
    return f"{found.file}:{found.line}: {found.manifest.ref}: {found.message}"
