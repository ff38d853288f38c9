"""Findings as annotations of a GitHub Actions run.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dotmac_manifests.analysis.finding import Finding, Severity

_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def document(found: Sequence[Finding]) -> str:
    """One workflow command a finding."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Sequence[Finding]) -> Iterator[str]:
    for one in found:
        file, title = _property(one.file), _property(f"{one.rule} {one.manifest.ref}")
        place = f"file={file},line={max(1, one.line)},title={title}"
        yield f"::{_COMMANDS[one.severity]} {place}::{_data(f'{one.message}. {one.remedy}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
