"""What a rule found: which promise is broken, by what, where, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath


class Severity(IntEnum):
    """How bad it is that the promise is broken; ordered."""

    LOW = 1
    """Weakens a second line of defence."""
    MEDIUM = 2
    """Costs a tenant availability, or fairness towards the others."""
    HIGH = 3
    """Opens a way towards another tenant or the platform, which something else may still close."""
    CRITICAL = 4
    """Lets a tenant reach, read, starve or impersonate another."""

    @property
    def word(self) -> str:
        """Lower-case name, as reports and command lines spell it."""
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One broken promise.

    ``manifest`` is the object at fault and ``path`` the field in it; for something that is
    missing it is the object that asks for it, such as the Namespace. ``evidence`` holds further
    lines a reader needs to believe it, such as both sides of an open path.
    """

    rule: str
    severity: Severity
    message: str
    remedy: str
    manifest: Manifest
    path: FieldPath = ()
    evidence: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """File of the object."""
        return self.manifest.file

    @property
    def line(self) -> int:
        """Line of the field, counted from 1."""
        return self.manifest.position(self.path)[0]

    @property
    def sort_key(self) -> tuple[int, str, str, str, str]:
        """Worst first, then by rule and place."""
        return (-self.severity, self.rule, self.file, str(self.manifest.ref), self.message)
