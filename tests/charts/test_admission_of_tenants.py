"""What the fleet renders passes what its clusters refuse."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from dotmac_manifests.charts.tenant import tenant_charts
from dotmac_manifests.components.cdk import App
from dotmac_manifests.plan.names import BASE_FILES
from tests.fleet import seed_plan
from tests.isolation.admitted import ARGOCD, KUBE_SYSTEM, Request, policies_of, refusals

Body = dict[str, Any]
every_tenant = pytest.mark.parametrize("slug", sorted(seed_plan().tenants))
TOLERATED = ("not-ready", "unreachable")


@cache
def rendered(slug: str) -> tuple[tuple[str, Body], ...]:
    """Every object of a tenant with the user that applies it."""
    charts = tenant_charts(seed_plan().tenants[slug], App())
    deployer = f"system:serviceaccount:argocd:tenant-{slug}"
    return tuple(
        (ARGOCD if file.path.rpartition("/")[2] in BASE_FILES else deployer, body)
        for file in charts
        if "/argocd/" not in file.path
        for body in file.bodies
    )


def namespaces(slug: str) -> dict[str, Body]:
    found = {}
    for _, body in rendered(slug):
        if body["kind"] == "Namespace":
            name = body["metadata"]["name"]
            found[name] = copy.deepcopy(body)
            found[name]["metadata"]["labels"]["kubernetes.io/metadata.name"] = name
    return found


def requests(slug: str) -> Iterator[Request]:
    places = namespaces(slug)
    for user, body in rendered(slug):
        place = places.get(body["metadata"].get("namespace", ""))
        yield Request(obj=body, user=user, namespace=place)
        for pod in pods(body):
            yield Request(obj=pod, user=f"{KUBE_SYSTEM}job-controller", namespace=place)
        for claim in body.get("spec", {}).get("volumeClaimTemplates", ()):
            made = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **claim}
            yield Request(obj=made, user=f"{KUBE_SYSTEM}statefulset-controller", namespace=place)


def pods(body: Body) -> Iterator[Body]:
    """Pods of a workload as they look after the API server's own admission plugins."""
    spec = body.get("spec", {})
    specs = [spec, spec.get("jobTemplate", {}).get("spec", {})]
    specs += [metric["provider"]["job"]["spec"] for metric in _jobs_of_analysis(spec)]
    for found in specs:
        template = found.get("template", {})
        if "containers" in template.get("spec", {}):
            yield _pod(body, template)


def _jobs_of_analysis(spec: Body) -> list[Body]:
    metrics = spec.get("metrics", ())
    return [found for found in metrics if "provider" in found and "job" in found["provider"]]


def _pod(body: Body, template: Body) -> Body:
    pod = copy.deepcopy(template)
    pod.setdefault("metadata", {})["name"] = f"{body['metadata']['name']}-x"
    pod["spec"]["tolerations"] = [
        {"key": f"node.kubernetes.io/{taint}", "operator": "Exists", "effect": "NoExecute"}
        for taint in TOLERATED
    ]
    if pod["spec"].get("automountServiceAccountToken", True):
        token = {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}
        source = {"name": "kube-api-access-x", "projected": {"sources": [token]}}
        pod["spec"].setdefault("volumes", []).append(source)
    return {"apiVersion": "v1", "kind": "Pod", **pod}


@every_tenant
def test_everything_a_tenant_has_is_admitted(slug: str) -> None:
    region = seed_plan().tenants[slug].region.name
    judged = {
        f"{request.obj['kind']}/{request.obj['metadata']['name']}": refused
        for request in requests(slug)
        if request.obj and (refused := refusals(policies_of(region), request))
    }
    assert judged == {}


@every_tenant
def test_nothing_of_it_is_admitted_in_another_tenants_namespace(slug: str) -> None:
    """Hosts, secrets, bindings and priority follow the namespace, not the object."""
    region = seed_plan().tenants[slug].region.name
    other: Body = {
        "metadata": {
            "name": "tenant-other",
            "labels": {
                "app.kubernetes.io/component": "tenant",
                "dotmac.io/tenant-slug": "other",
                "dotmac.io/plan-tier": "other",
            },
        }
    }
    kinds = ("ExternalSecret", "HTTPRoute", "Ingress", "Pod", "SecretStore")
    for request in requests(slug):
        if request.namespace and request.obj and request.obj["kind"] in kinds:
            moved = Request(obj=request.obj, user=request.user, namespace=other)
            assert refusals(policies_of(region), moved)
