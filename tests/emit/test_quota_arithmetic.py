"""The arithmetic of quotas, done anew from the YAML alone.

What may stand in a namespace at the same moment (every workload at its autoscaler's maximum, the
surge of an update, the largest job, what operators add) fits every hard key of its quota, and
every container fits its limit range.
Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/ and
https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pytest

from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.sizes import peak
from tests.emit.whole import (
    Body,
    Manifest,
    Pods,
    all_pods,
    namespaces,
    places,
    pods_of,
)
from tests.fleet import fixture_plan, seed_plan

Amounts = dict[str, Quantity]
RESOURCES = ("cpu", "memory", "ephemeral-storage")
COMPUTE = [f"{kind}.{name}" for kind in ("requests", "limits") for name in RESOURCES]
ZERO = Quantity.parse("0")
CNPG_SERVICES, CNPG_SECRETS, CNPG_CONFIG_MAPS = 3, 3, 1
"""Services for reading, writing and both; certificates of authority, server and replication;
queries of its metrics."""
CERTIFICATE_SECRETS = 2
"""The certificate, and the next key while it is renewed."""
LOGS = Quantity.parse("64Mi")
"""At the least: a node keeps five files of ten MiB for each container."""
ROOT_CERTIFICATE = 1
"""ConfigMap kube-root-ca.crt, in every namespace."""
STANDING = ("Deployment", "StatefulSet", "Rollout")

BOUND = places()
PLANS = {**seed_plan().tenants, **fixture_plan().tenants}


def total(amounts: Iterable[Amounts]) -> Amounts:
    """The sum of several."""
    found: Amounts = {}
    for amount in amounts:
        for key, value in amount.items():
            found[key] = found.get(key, ZERO) + value
    return found


def times(amount: Mapping[str, Quantity], count: int) -> Amounts:
    """One amount several times."""
    return {key: value * count for key, value in amount.items()}


def amounts(resources: Body) -> Amounts:
    """Of one container."""
    return {
        f"{kind}.{name}": Quantity.parse(resources[kind][name])
        for kind in ("requests", "limits")
        for name in RESOURCES
    }


def pod(spec: Body) -> Amounts:
    """Of one pod: its containers together, or a larger one that prepares it."""
    running = total(amounts(container["resources"]) for container in spec["containers"])
    for container in spec.get("initContainers", ()):
        assert "restartPolicy" not in container
        first = amounts(container["resources"])
        running = {key: max(value, first[key]) for key, value in running.items()}
    return {**running, "pods": Quantity.parse("1")}


def surge(manifest: Manifest, count: int) -> int:
    """How many pods more than that an update may start."""
    spec = manifest.body["spec"]
    if not count or manifest.kind == "StatefulSet":
        return 0
    if "blueGreen" in spec["strategy"]:
        return int(spec["strategy"]["blueGreen"].get("previewReplicaCount", count))
    if "canary" in spec["strategy"]:
        return int(spec["strategy"]["canary"]["maxSurge"])
    return int(spec["strategy"].get("rollingUpdate", {}).get("maxSurge", 0))


def claim(storage: str, count: int) -> Amounts:
    """Some claims of one size."""
    number = Quantity.parse(str(count))
    return {
        "persistentvolumeclaims": number,
        "requests.storage": Quantity.parse(storage) * count,
    }


def standing(found: Iterable[Manifest]) -> Iterator[Amounts]:
    """What runs all the time, at its largest."""
    found = tuple(found)
    most = {
        (body["spec"]["scaleTargetRef"]["kind"], body["spec"]["scaleTargetRef"]["name"]): body[
            "spec"
        ]["maxReplicas"]
        for _, body in found
        if body["kind"] == "HorizontalPodAutoscaler"
    }
    for manifest in found:
        body, spec = manifest.body, manifest.body.get("spec", {})
        if manifest.kind in STANDING:
            count = most.get((manifest.kind, body["metadata"]["name"]), spec.get("replicas"))
            (pods,) = pods_of(manifest)
            yield times(pod(pods.spec), count + surge(manifest, count))
            for template in spec.get("volumeClaimTemplates", ()):
                yield claim(template["spec"]["resources"]["requests"]["storage"], count)
        elif manifest.kind == "PersistentVolumeClaim":
            yield claim(spec["resources"]["requests"]["storage"], 1)
        elif manifest.kind == "Cluster":
            yield from database(manifest, found)


def database(manifest: Manifest, found: Iterable[Manifest]) -> Iterator[Amounts]:
    """A CloudNativePG cluster: its claims, and its instances unless they sleep."""
    spec = manifest.body["spec"]
    yield claim(spec["storage"]["size"], spec["instances"])
    if manifest.annotations.get("cnpg.io/hibernation") != "on":
        yield times(instance(manifest, found), spec["instances"])


def instance(manifest: Manifest, found: Iterable[Manifest]) -> Amounts:
    """One pod of a CloudNativePG cluster: PostgreSQL, and the sidecar of the backup plugin."""
    spec = manifest.body["spec"]
    (plugin,) = spec["plugins"]
    store = plugin["parameters"]["barmanObjectName"]
    (sidecar,) = (
        body["spec"]["instanceSidecarConfiguration"]["resources"]
        for _, body in found
        if body["kind"] == "ObjectStore" and body["metadata"]["name"] == store
    )
    both = total([amounts(spec["resources"]), amounts(sidecar)])
    return {**both, "pods": Quantity.parse("1")}


def largest_job(found: Iterable[Manifest]) -> Amounts:
    """By each key, as no two jobs run at once by design."""
    largest: Amounts = {}
    for manifest in found:
        if manifest.kind in ("Job", "CronJob", "AnalysisTemplate"):
            for pods in pods_of(manifest):
                one = pod(pods.spec)
                largest = {key: max(value, largest.get(key, ZERO)) for key, value in one.items()}
    return largest


def objects(found: Iterable[Manifest]) -> Mapping[str, int]:
    """How many objects of each counted kind there are, those of controllers among them."""
    found = tuple(found)
    kinds = Counter(manifest.kind for manifest in found)
    services = [body["spec"] for _, body in found if body["kind"] == "Service"]
    shimmed = sum("cert-manager.io/cluster-issuer" in manifest.annotations for manifest in found)
    jobs = (
        body["spec"]["successfulJobsHistoryLimit"] + body["spec"]["failedJobsHistoryLimit"] + 1
        for _, body in found
        if body["kind"] == "CronJob"
    )
    return {
        "services": len(services) + CNPG_SERVICES * kinds["Cluster"],
        "services.loadbalancers": sum(spec["type"] == "LoadBalancer" for spec in services),
        "services.nodeports": sum("nodePort" in port for _ in services for port in _["ports"]),
        "secrets": kinds["ExternalSecret"]
        + CERTIFICATE_SECRETS * (kinds["Certificate"] + shimmed)
        + CNPG_SECRETS * kinds["Cluster"],
        "configmaps": kinds["ConfigMap"] + CNPG_CONFIG_MAPS * kinds["Cluster"] + ROOT_CERTIFICATE,
        "resourcequotas": kinds["ResourceQuota"],
        "count/deployments.apps": kinds["Deployment"],
        "count/statefulsets.apps": kinds["StatefulSet"],
        "count/cronjobs.batch": kinds["CronJob"],
        "count/jobs.batch": kinds["Job"] + sum(jobs),
        "count/ingresses.networking.k8s.io": kinds["Ingress"],
    }


def test_whatever_runs_has_a_quota() -> None:
    quotas = {
        place
        for place, found in namespaces().items()
        if any(manifest.kind == "ResourceQuota" for manifest in found)
    }
    running = {
        place for place, found in namespaces().items() if any(_ for m in found for _ in pods_of(m))
    }
    assert running <= set(BOUND) <= quotas


@pytest.mark.parametrize("place", BOUND, ids="/".join)
def test_everything_at_once_fits_the_quota(place: tuple[str, str]) -> None:
    found = namespaces()[place]
    (hard,) = (
        body["spec"]["hard"]
        for _, body in found
        if body["kind"] == "ResourceQuota" and "scopeSelector" not in body["spec"]
    )
    used = total([*standing(found), largest_job(found)])
    counts = {key: Quantity.parse(str(count)) for key, count in objects(found).items()}
    for key, value in {**used, **counts}.items():
        if key in hard or not key.startswith("count/"):
            assert value <= Quantity.parse(hard[key]), (key, str(value), hard[key])


@pytest.mark.parametrize("slug", [slug for slug, plan in PLANS.items() if not plan.suspended])
def test_the_plan_counts_what_the_manifests_ask_for(slug: str) -> None:
    plan = PLANS[slug]
    found = namespaces()[plan.region.name, plan.namespace]
    planned = peak({name: size for name, size in plan.sizes.items() if name != "wireguard"})
    used = total([*standing(found), largest_job(found)])
    assert {key: used[key] for key in planned} == planned


@pytest.mark.parametrize("slug", [slug for slug, plan in PLANS.items() if plan.suspended])
def test_a_suspended_tenant_runs_nothing_and_keeps_its_data(slug: str) -> None:
    plan = PLANS[slug]
    found = namespaces()[plan.region.name, plan.namespace]
    used = total(standing(found))
    assert {key: str(used[key]) for key in (*COMPUTE, "pods")} == dict.fromkeys(
        (*COMPUTE, "pods"), "0"
    )
    assert not {_.kind for _ in found} & {"Job", "HorizontalPodAutoscaler", "Rollout"}
    assert all(body["spec"]["suspend"] for _, body in found if body["kind"] == "CronJob")


@pytest.mark.parametrize("place", BOUND, ids="/".join)
def test_every_container_and_claim_fits_the_limit_range(place: tuple[str, str]) -> None:
    found = namespaces()[place]
    (ranges,) = (body["spec"]["limits"] for _, body in found if body["kind"] == "LimitRange")
    bounds = {limit["type"]: limit for limit in ranges}
    for owner, resources in _containers(found):
        for name in RESOURCES:
            low, high = (Quantity.parse(resources[_][name]) for _ in ("requests", "limits"))
            assert Quantity.parse(bounds["Container"]["min"][name]) <= low <= high, (owner, name)
            assert high <= Quantity.parse(bounds["Container"]["max"][name]), (owner, name)
        for name, ratio in bounds["Container"]["maxLimitRequestRatio"].items():
            request = Quantity.parse(resources["requests"][name])
            assert Quantity.parse(resources["limits"][name]) <= request * int(ratio), (owner, name)
    volumes = bounds["PersistentVolumeClaim"]
    for owner, storage in _claims(found):
        size = Quantity.parse(storage)
        assert Quantity.parse(volumes["min"]["storage"]) <= size, owner
        assert size <= Quantity.parse(volumes["max"]["storage"]), owner


def _containers(found: Iterable[Manifest]) -> Iterator[tuple[str, Body]]:
    """Resources of all containers, the defaults for foreign ones, those that operators make."""
    for manifest in found:
        for pods in pods_of(manifest):
            for container in pods.containers:
                yield f"{manifest.name}: {container['name']}", container["resources"]
        spec = manifest.body.get("spec", {})
        if manifest.kind == "Cluster":
            yield manifest.name, spec["resources"]
        elif manifest.kind == "ObjectStore":
            yield manifest.name, spec["instanceSidecarConfiguration"]["resources"]
        elif manifest.kind == "LimitRange":
            (one,) = (limit for limit in spec["limits"] if limit["type"] == "Container")
            yield manifest.name, {"requests": one["defaultRequest"], "limits": one["default"]}


def _claims(found: Iterable[Manifest]) -> Iterator[tuple[str, str]]:
    for manifest in found:
        spec = manifest.body.get("spec", {})
        if manifest.kind == "Cluster":
            yield manifest.name, spec["storage"]["size"]
        elif manifest.kind == "PersistentVolumeClaim":
            yield manifest.name, spec["resources"]["requests"]["storage"]
        for template in spec.get("volumeClaimTemplates", ()):
            yield manifest.name, template["spec"]["resources"]["requests"]["storage"]


def _on_disk(pods: Pods) -> Quantity:
    """What the pod's scratch volumes may take of its node's disk."""
    sizes = (
        Quantity.parse(volume["emptyDir"]["sizeLimit"])
        for volume in pods.spec.get("volumes", ())
        if "emptyDir" in volume and volume["emptyDir"].get("medium") != "Memory"
    )
    return sum(sizes, ZERO)


def test_scratch_space_leaves_room_for_logs_below_the_limit_that_evicts() -> None:
    for pods in all_pods():
        limit = pod(pods.spec)["limits.ephemeral-storage"]
        assert _on_disk(pods) + LOGS <= limit, pods.owner.name
    for found in namespaces().values():
        for manifest in found:
            if manifest.kind == "Cluster":
                limit = instance(manifest, found)["limits.ephemeral-storage"]
                scratch = manifest.body["spec"]["ephemeralVolumesSizeLimit"]["temporaryData"]
                assert Quantity.parse(scratch) + LOGS <= limit, manifest.name
