"""Updates, drains and load: what keeps a tenant answering through all three."""

from __future__ import annotations

import pytest

from tests.emit.whole import (
    Body,
    Manifest,
    all_pods,
    everything,
    namespaces,
    places,
    pods_of,
)

PLACES = places()
WORKLOADS = ("Deployment", "StatefulSet", "Rollout")
SERVING = {"isp-ops-app", "isp-backend"}
DEVELOPMENT = {"starter"}


def workloads(place: tuple[str, str]) -> list[Manifest]:
    """Those of one namespace that run."""
    return [
        manifest
        for manifest in namespaces()[place]
        if manifest.kind in WORKLOADS and manifest.body["spec"].get("replicas") != 0
    ]


def scalers(place: tuple[str, str]) -> dict[tuple[str, str], Body]:
    """Autoscalers, by kind and name of what they scale."""
    return {
        (body["spec"]["scaleTargetRef"]["kind"], body["spec"]["scaleTargetRef"]["name"]): body
        for _, body in namespaces()[place]
        if body["kind"] == "HorizontalPodAutoscaler"
    }


def low(manifest: Manifest, found: dict[tuple[str, str], Body]) -> int:
    """Fewest replicas of a workload."""
    key = manifest.kind, manifest.body["metadata"]["name"]
    if key in found:
        return int(found[key]["spec"]["minReplicas"])
    return int(manifest.body["spec"]["replicas"])


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_a_drain_takes_one_pod_at_a_time_and_is_never_blocked(place: tuple[str, str]) -> None:
    budgets = {
        body["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]: body["spec"]
        for _, body in namespaces()[place]
        if body["kind"] == "PodDisruptionBudget"
    }
    for spec in budgets.values():
        assert spec["maxUnavailable"] == 1
        assert "minAvailable" not in spec
        assert spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
    for manifest in workloads(place):
        (pods,) = pods_of(manifest)
        many = low(manifest, scalers(place)) > 1
        assert (pods.labels["app.kubernetes.io/name"] in budgets) == many, manifest.name


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_autoscalers_own_the_replicas_of_what_they_scale(place: tuple[str, str]) -> None:
    named = {(_.kind, _.body["metadata"]["name"]): _ for _ in namespaces()[place]}
    for target, scaler in scalers(place).items():
        spec = scaler["spec"]
        assert "replicas" not in named[target].body["spec"]
        versions = {"Deployment": "apps/v1", "Rollout": "argoproj.io/v1alpha1"}
        assert spec["scaleTargetRef"]["apiVersion"] == versions[target[0]]
        assert spec["minReplicas"] < spec["maxReplicas"]
        assert spec["behavior"]["scaleDown"]["stabilizationWindowSeconds"] >= 300
        metrics = {
            metric["resource"]["name"]: metric["resource"]["target"]["averageUtilization"]
            for metric in spec["metrics"]
        }
        assert metrics == {"cpu": 70, "memory": 80}
    for key, manifest in named.items():
        if manifest.kind in WORKLOADS and key not in scalers(place):
            assert "replicas" in manifest.body["spec"], manifest.name


def test_paid_plans_start_with_two_of_what_serves_people() -> None:
    for place in PLACES:
        tiers = {
            pods.spec["priorityClassName"]
            for manifest in workloads(place)
            for pods in pods_of(manifest)
        }
        if place[1].startswith("tenant-") and tiers & {
            "dotmac-tenant-professional",
            "dotmac-tenant-enterprise",
        }:
            for manifest in workloads(place):
                if manifest.body["metadata"]["name"] in SERVING:
                    assert low(manifest, scalers(place)) >= 2, manifest.name


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_updates_never_run_two_writers_of_one_volume(place: tuple[str, str]) -> None:
    for manifest in workloads(place):
        spec = manifest.body["spec"]
        if manifest.kind != "Deployment":
            continue
        (pods,) = pods_of(manifest)
        strategy, name = spec["strategy"], manifest.body["metadata"]["name"]
        claims = [_ for _ in pods.spec.get("volumes", ()) if "persistentVolumeClaim" in _]
        if claims or name == "celery-beat":
            assert strategy == {"type": "Recreate"}, manifest.name
        elif name in SERVING:
            assert strategy["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
        assert spec["progressDeadlineSeconds"] > 0, manifest.name


def test_servers_answer_three_different_questions() -> None:
    for pods in all_pods():
        if pods.owner.kind not in WORKLOADS:
            continue
        for container in pods.spec["containers"]:
            name = f"{pods.owner.name}: {container['name']}"
            ready, live = container["readinessProbe"], container["livenessProbe"]
            assert container["startupProbe"]["failureThreshold"] > 1, name
            assert ready != live, name
            patience = live["failureThreshold"] * live["periodSeconds"]
            assert patience > ready["failureThreshold"] * ready["periodSeconds"], name
            for probe in (ready, live, container["startupProbe"]):
                assert probe["timeoutSeconds"] <= probe["periodSeconds"], name
            ports = {port["name"] for port in container.get("ports", ())}
            for probe in (ready, live, container["startupProbe"]):
                for action in ("httpGet", "tcpSocket"):
                    assert probe.get(action, {}).get("port", "") in {*ports, ""}, name


def test_services_lead_to_ports_and_pods_that_exist() -> None:
    for place in PLACES:
        found = namespaces()[place]
        pods = [pod for manifest in found for pod in pods_of(manifest)]
        for manifest in found:
            if manifest.kind != "Service" or "/operators/" in manifest.path:
                continue
            spec = manifest.body["spec"]
            wanted = {
                key: value
                for key, value in spec["selector"].items()
                if key != "statefulset.kubernetes.io/pod-name"
            }
            chosen = [pod for pod in pods if wanted.items() <= pod.labels.items()]
            assert chosen, manifest.name
            ports = {
                (port["name"], port["protocol"])
                for pod in chosen
                for container in pod.containers
                for port in container.get("ports", ())
            }
            for port in spec["ports"]:
                assert (port["targetPort"], port["protocol"]) in ports, manifest.name


def test_pods_of_one_workload_spread_over_zones_and_hosts() -> None:
    for place in PLACES:
        for manifest in workloads(place):
            (pods,) = pods_of(manifest)
            if low(manifest, scalers(place)) > 1:
                keys = {_["topologyKey"] for _ in pods.spec["topologySpreadConstraints"]}
                assert keys == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
            assert pods.spec["terminationGracePeriodSeconds"] > 0, manifest.name


def test_every_object_carries_the_five_recommended_labels() -> None:
    wanted = {
        f"app.kubernetes.io/{name}"
        for name in ("name", "component", "part-of", "version", "managed-by")
    }
    for manifest in everything():
        assert wanted <= manifest.body["metadata"].get("labels", {}).keys(), manifest.name
    for pods in all_pods():
        assert wanted <= pods.labels.keys(), pods.owner.name


def test_every_public_host_insists_on_tls() -> None:
    for manifest in everything():
        spec = manifest.body.get("spec") or {}
        if "/tenants/" not in manifest.path:
            continue
        if manifest.kind == "Ingress" and "tls" in spec:
            annotations = manifest.annotations
            assert annotations["nginx.org/ssl-redirect"] == "true", manifest.name
            if manifest.body["metadata"]["name"] != "control-plane":
                assert annotations["nginx.org/hsts"] == "true", manifest.name
        if manifest.kind == "HTTPRoute":
            for rule in spec["rules"]:
                headers = rule["filters"][0]["responseHeaderModifier"]["set"]
                names = {header["name"] for header in headers}
                assert "Strict-Transport-Security" in names, manifest.name
        if manifest.kind == "VirtualServer":
            assert spec["tls"]["redirect"]["enable"], manifest.name
            (route,) = spec["routes"]
            names = {header["name"] for header in route["action"]["return"]["headers"]}
            assert "Strict-Transport-Security" in names, manifest.name
