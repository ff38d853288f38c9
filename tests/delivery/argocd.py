"""What Argo CD would print of a fleet in which everything is synced, healthy and on its images."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from dotmac_manifests.delivery.evidence import Evidence, read_evidence
from dotmac_manifests.plan.model import FleetPlan

Report = dict[str, Any]


def application(name: str, path: str, images: Iterable[str]) -> Report:
    """One healthy Application, as `argocd app list -o json` prints it."""
    return {
        "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"project": name, "source": {"path": path, "targetRevision": "main"}},
        "status": {
            "sync": {"status": "Synced"},
            "health": {"status": "Healthy"},
            "operationState": {"phase": "Succeeded"},
            "summary": {"images": sorted(images)},
        },
    }


def reports(plan: FleetPlan) -> list[Report]:
    """Every tenant's application and its base, and every control plane's, of all regions."""
    found = []
    for region, control_plane in plan.control_planes.items():
        images = (control_plane.images[name] for name in ("platform-admin-app", "platform-backend"))
        found.append(application("platform-admin", f"dist/{region}/platform-admin", images))
    for slug, tenant in plan.tenants.items():
        path = f"dist/{tenant.region.name}/tenants/{slug}"
        images = (tenant.images[name] for name in ("isp-ops-app", "isp-backend", "valkey"))
        found.append(application(f"tenant-{slug}", path, images))
        found.append(application(f"tenant-{slug}-base", path, ()))
    return found


def evidence(plan: FleetPlan, change: Callable[[Report], object] = lambda _: None) -> Evidence:
    """All of ``reports``, each after ``change``, read back."""
    found = reports(plan)
    for report in found:
        change(report)
    return read_evidence([("apps.json", json.dumps(found).encode())])
