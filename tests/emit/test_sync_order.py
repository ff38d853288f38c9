"""Argo CD can apply each tenant's files, in waves that all come to their end.

Argo CD waits until what it applied in one wave is healthy before it starts the next; it does not
wait for the last one, unless a hook stands in it.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emit.whole import (
    Body,
    Manifest,
    namespaces,
    pods_of,
    tenant_folders,
    tenant_places,
    tenants,
)

WAVE = "argocd.argoproj.io/sync-wave"
HOOK = "argocd.argoproj.io/hook"
BASE = ("namespace.yaml", "isolation.yaml", "access.yaml", "grants.yaml")
"""Files that another application of the tenant applies, with rights of its own."""
FOLDERS = tenant_folders()
TENANTS = tenant_places()
PLURALS = {"Ingress": "ingresses", "Policy": "policies", "SecurityPolicy": "securitypolicies"}


def wave(manifest: Manifest) -> int:
    """Sync wave of an object."""
    return int(manifest.annotations.get(WAVE, "0"))


def applications(folder: str) -> Iterator[list[Manifest]]:
    """The two sets of objects that Argo CD applies from a tenant's folder."""
    found = [manifest for manifest in tenants() if manifest.path.startswith(f"{folder}/")]
    yield [manifest for manifest in found if manifest.path.endswith(BASE)]
    yield [manifest for manifest in found if not manifest.path.endswith(BASE)]


def may_stay_unhealthy(manifest: Manifest) -> bool:
    """Whether Argo CD may find an object unhealthy for as long as something outside is missing:
    metrics, a load balancer, a DNS record of the tenant's, a promotion, the end of a suspension."""
    spec = manifest.body.get("spec") or {}
    if manifest.kind == "Certificate":
        return bool(spec["issuerRef"]["name"] != "dotmac-internal")
    asleep = manifest.annotations.get("cnpg.io/hibernation") == "on" or (
        manifest.kind == "CronJob" and spec["suspend"]
    )
    outside = (
        "HorizontalPodAutoscaler",
        "HTTPRoute",
        "Ingress",
        "ListenerSet",
        "Rollout",
        "Schedule",
        "SecurityPolicy",
    )
    return bool(asleep) or manifest.kind in outside


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_waits_for_what_may_stay_unhealthy(folder: str) -> None:
    for found in applications(folder):
        last = max(map(wave, found))
        for manifest in found:
            if may_stay_unhealthy(manifest):
                assert wave(manifest) == last, manifest.name
            if HOOK in manifest.annotations:
                assert manifest.annotations[HOOK] == "Sync", manifest.name
                assert wave(manifest) < last, manifest.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_hook_finds_all_that_its_pod_needs(folder: str) -> None:
    for found in applications(folder):
        waves = {
            (_.kind, _.body["metadata"]["namespace"], _.body["metadata"]["name"]): wave(_)
            for _ in found
            if _.kind != "Namespace"
        }
        for manifest in found:
            if HOOK not in manifest.annotations:
                continue
            namespace = manifest.body["metadata"]["namespace"]
            for pods in pods_of(manifest):
                needs = [("ServiceAccount", pods.spec["serviceAccountName"])]
                for volume in pods.spec["volumes"]:
                    if "secret" in volume:
                        needs.append(("ExternalSecret", volume["secret"]["secretName"]))
                    if "configMap" in volume:
                        needs.append(("ConfigMap", volume["configMap"]["name"]))
                for kind, name in needs:
                    # The administrator's key of the object storage is that application's own.
                    if name != "object-storage-admin":
                        assert waves[kind, namespace, name] < wave(manifest), (manifest.name, name)


@pytest.mark.parametrize("folder", FOLDERS)
def test_stores_and_accounts_stand_before_what_asks_them(folder: str) -> None:
    for found in applications(folder):
        kinds = {
            kind: [wave(_) for _ in found if _.kind == kind] for kind in {_.kind for _ in found}
        }
        order = (
            ("ServiceAccount", "SecretStore"),
            ("SecretStore", "ExternalSecret"),
            ("ExternalSecret", "Cluster"),
            ("ExternalSecret", "StatefulSet"),
            ("ObjectStore", "Cluster"),
            ("Service", "StatefulSet"),
            ("StatefulSet", "Deployment"),
            ("StatefulSet", "Rollout"),
        )
        for first, then in order:
            if first in kinds and then in kinds:
                assert max(kinds[first]) < min(kinds[then]), (folder, first, then)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_deployer_may_write_each_kind_and_nothing_that_bounds_it(folder: str) -> None:
    _, workloads = applications(folder)
    for manifest in workloads:
        body = manifest.body
        group = body["apiVersion"].rpartition("/")[0]
        resource = PLURALS.get(body["kind"], f"{body['kind'].lower()}s")
        allowed = [
            rule
            for rule in _rules(folder.split("/", maxsplit=1)[0], body["metadata"]["namespace"])
            if group in rule["apiGroups"] and resource in rule["resources"]
        ]
        assert allowed, manifest.name
        for rule in allowed:
            assert {"get", "create", "patch", "update", "delete"} <= set(rule["verbs"])


@pytest.mark.parametrize("place", TENANTS, ids="/".join)
def test_the_deployer_touches_neither_bounds_nor_rights_nor_secrets(place: tuple[str, str]) -> None:
    resources = {name for rule in _rules(*place) for name in rule["resources"]}
    assert not resources & {
        "secrets",
        "pods",
        "pods/exec",
        "roles",
        "rolebindings",
        "networkpolicies",
        "resourcequotas",
        "limitranges",
        "endpoints",
        "endpointslices",
    }


def _rules(region: str, namespace: str) -> Iterator[Body]:
    """Rules of the Role that Argo CD's deployer of the tenant has in a namespace."""
    for manifest in namespaces()[region, namespace]:
        if manifest.kind == "Role" and manifest.body["metadata"]["name"] == "argocd-deployer":
            yield from manifest.body["rules"]


def test_the_deployer_has_no_right_that_no_tenant_needs() -> None:
    used = {(_.body["apiVersion"].rpartition("/")[0], _.kind.lower()) for _ in tenants()}
    for region, namespace in TENANTS:
        for rule in _rules(region, namespace):
            for resource in rule["resources"]:
                singular = resource.removesuffix("ies") + "y" if resource.endswith("ies") else None
                kind = singular or resource.removesuffix("es" if resource == "ingresses" else "s")
                assert (rule["apiGroups"][0], kind) in used, resource
