"""What Argo CD does with an object that has left the manifests.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.analysis.body import mapping

_FATES = {
    "Prune=false": "stays in the cluster until somebody deletes it (Prune=false)",
    "Prune=confirm": "deleted when somebody confirms it in Argo CD (Prune=confirm)",
}
_DELETED = "deleted by the next sync that prunes"


def consequence(body: Mapping[str, Any]) -> str:
    """What becomes of an object in the cluster, by what it said of itself; for people."""
    options = mapping(body, "metadata", "annotations").get("argocd.argoproj.io/sync-options")
    said = [option.strip() for option in str(options or "").split(",")]
    return next((fate for option, fate in _FATES.items() if option in said), _DELETED)
