"""What checkov is told to overlook is used by the pods that `.checkov.yaml` names, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from dotmac_manifests.components.cdk import App
from dotmac_manifests.emit.unit import units
from tests.fleet import ROOT, seed_plan
from tests.rendered import pods_of

Body = dict[str, Any]


def containers() -> Iterator[tuple[str, Body, Body]]:
    """(namespace/first container, pod, container) of every container of the fleet."""
    for unit in units(seed_plan()):
        for file in unit.charts(App()):
            for body in file.bodies:
                for pod in pods_of([body]):
                    place = f"{body['metadata']['namespace']}/{pod['containers'][0]['name']}"
                    for container in (*pod["containers"], *pod.get("initContainers", ())):
                        yield place, pod, container


def test_each_exception_serves_wireguard_alone() -> None:
    vpns = {
        f"{tenant.vpn_namespace}/wireguard"
        for tenant in seed_plan().tenants.values()
        if tenant.vpn_namespace
    }
    root, capable = set(), set()
    for place, pod, container in containers():
        context = {**pod["securityContext"], **container["securityContext"]}
        if not context["runAsNonRoot"] or context["runAsUser"] == 0:
            root.add(place)
        if "add" in context["capabilities"]:
            capable.add(place)
    skipped = yaml.safe_load((ROOT / ".checkov.yaml").read_text())["skip-check"]
    assert dict(zip(skipped, (root, capable), strict=True)) == {
        "CKV_K8S_23": vpns,
        "CKV_K8S_25": vpns,
    }
