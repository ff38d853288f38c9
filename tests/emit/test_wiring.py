"""Everything that a manifest names exists: ports, services, configuration, accounts, targets."""

from __future__ import annotations

import json
import re

from tests.support.cluster import Cluster
from tests.support.reachability import Body, selects
from tests.support.references import (
    CHART_SECRETS,
    LINKS,
    named,
    provided,
    references,
    values,
)

Clusters = tuple[Cluster, ...]

SCRAPED = {9187, 9540, 2020}
"""Metrics ports: Prometheus finds pods by itself, and asks them without a Service."""

CNPG_SERVICES = ("postgres-rw", "postgres-ro", "postgres-r")
"""Services that CloudNativePG makes for a cluster, on port 5432."""

CNPG_DIRECT = {8000}
"""Status of an instance, which its operator and its peers ask pod by pod."""


def _chosen(cluster: Cluster, service: Body | None) -> list[tuple[dict[tuple[str, str], int], str]]:
    """Named ports and name of the pods that a service selects."""
    if service is None:
        return []
    namespace, selector = service["metadata"]["namespace"], service["spec"]["selector"]
    return [
        (dict(pod.ports), pod.name)
        for pod in cluster.pods
        if pod.namespace == namespace and selects({"matchLabels": selector}, pod.labels)
    ]


def _number(port: Body, ports: dict[tuple[str, str], int]) -> int | None:
    """The container port that a service's port leads to, if the pod has it."""
    protocol, target = port.get("protocol", "TCP"), port.get("targetPort", port["port"])
    if isinstance(target, str):
        return ports.get((protocol, target))
    declared = {number for (kind, _), number in ports.items() if kind == protocol}
    return target if target in declared else None


def test_every_allowed_port_is_one_that_the_pods_listen_on(clusters: Clusters) -> None:
    for cluster in clusters:
        listening = {
            (str(pod), protocol, number)
            for pod in cluster.pods
            for (protocol, _), number in pod.ports.items()
        }
        for source, target, ports in cluster.between_pods:
            assert (target, ports.protocol, ports.first) in listening, (source, target, ports)


def test_every_service_leads_to_a_port_of_some_pod(clusters: Clusters) -> None:
    for cluster in clusters:
        for service in cluster.region.of("Service"):
            found = _chosen(cluster, service)
            assert found, service["metadata"]
            for port in service["spec"]["ports"]:
                for ports, name in found:
                    assert _number(port, ports), (service["metadata"]["name"], name, port)


def test_every_service_keeps_the_port_of_its_pods(clusters: Clusters) -> None:
    """Some network plugins judge a connection by the port of the Service, before it is resolved.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
    """
    for cluster in clusters:
        for service in cluster.region.of("Service"):
            for port in service["spec"]["ports"]:
                for ports, name in _chosen(cluster, service):
                    assert _number(port, ports) == port["port"], (service["metadata"], name)


def test_every_connection_to_a_workload_goes_through_a_service(clusters: Clusters) -> None:
    for cluster in clusters:
        rendered = {f"{found.namespace}/{found.name}" for found in cluster.region.templates}
        served = {
            (f"{service['metadata']['namespace']}/{name}", port.get("protocol", "TCP"), number)
            for service in cluster.region.of("Service")
            for port in service["spec"]["ports"]
            for ports, name in _chosen(cluster, service)
            if (number := _number(port, ports))
        }
        served |= {
            (f"{body['metadata']['namespace']}/postgres", "TCP", 5432)
            for body in cluster.region.of("Cluster")
        }
        for source, target, ports in cluster.between_pods:
            direct = ports.first in SCRAPED | CNPG_DIRECT
            if target in rendered and not direct:
                assert (target, ports.protocol, ports.first) in served, (source, target, ports)


def test_every_config_map_and_secret_of_a_pod_comes_to_exist(clusters: Clusters) -> None:
    missing = set()
    for cluster in clusters:
        known = provided(cluster.region)
        for template in cluster.region.templates:
            for found in references(template.spec):
                place = (found.kind, template.namespace, found.name)
                keys = known.get(place, frozenset())
                without = found.key and keys is not None and found.key not in keys
                if place not in known or without:
                    missing.add((template.name, *place, found.key))
    assert missing == set()


def test_whatever_an_object_names_exists(clusters: Clusters) -> None:
    missing, seen = set(), set()
    for cluster in clusters:
        region = cluster.region
        secrets = {place[1:] for place in provided(region) if place[0] == "Secret"}
        known = {kind: region.names(kind) for link in LINKS for kind in link.target}
        known["Secret"] = frozenset(secrets)
        for link in LINKS:
            for body in region.of(link.kind):
                for place in named(body, link):
                    seen.add(link)
                    if not any(place in known[kind] for kind in link.target):
                        missing.add((link.kind, body["metadata"]["name"], link.path, place))
    assert missing == set()
    assert seen == set(LINKS)


def test_every_secret_that_a_chart_is_told_of_comes_to_exist(clusters: Clusters) -> None:
    seen = set()
    for cluster in clusters:
        known = provided(cluster.region)
        for body in cluster.region.of("Application"):
            chart = body["metadata"]["name"].removeprefix("operator-")
            if chart in CHART_SECRETS:
                path = f"spec.source.helm.valuesObject.{CHART_SECRETS[chart]}"
                (found,) = values([body], path)
                namespace, _, name = found.rpartition("/")
                place = (namespace or body["spec"]["destination"]["namespace"], name)
                assert ("Secret", *place) in known, (chart, found)
                seen.add(chart)
    assert seen == set(CHART_SECRETS)


def test_every_pod_has_its_account_priority_and_claims(clusters: Clusters) -> None:
    for cluster in clusters:
        accounts = cluster.region.names("ServiceAccount")
        classes = {name for _, name in cluster.region.names("PriorityClass")}
        claims = cluster.region.names("PersistentVolumeClaim")
        for template in cluster.region.templates:
            if template.owner["kind"] == "Cluster":
                continue
            spec, namespace = template.spec, template.namespace
            assert (namespace, spec["serviceAccountName"]) in accounts, template.name
            assert spec["priorityClassName"] in classes, template.name
            for volume in spec.get("volumes", ()):
                if claim := volume.get("persistentVolumeClaim"):
                    assert (namespace, claim["claimName"]) in claims, template.name


def test_every_budget_protects_some_pods(clusters: Clusters) -> None:
    for cluster in clusters:
        for budget in cluster.region.of("PodDisruptionBudget"):
            namespace = budget["metadata"]["namespace"]
            near = [pod for pod in cluster.pods if pod.namespace == namespace]
            selector = budget["spec"]["selector"]
            assert any(selects(selector, pod.labels) for pod in near), budget["metadata"]


def test_every_route_leads_to_a_port_that_its_service_has(clusters: Clusters) -> None:
    for cluster in clusters:
        ports = {
            (service["metadata"]["namespace"], service["metadata"]["name"], value)
            for service in cluster.region.of("Service")
            for port in service["spec"]["ports"]
            for value in (port["name"], port["port"])
        }
        for ingress in cluster.region.of("Ingress"):
            for rule in ingress["spec"]["rules"]:
                for path in rule["http"]["paths"] if "http" in rule else ():
                    service = path["backend"]["service"]
                    (port,) = service["port"].values()
                    place = (ingress["metadata"]["namespace"], service["name"], port)
                    assert place in ports, ingress["metadata"]
        for route in cluster.region.of("HTTPRoute"):
            for rule in route["spec"]["rules"]:
                for backend in rule.get("backendRefs", ()):
                    place = (route["metadata"]["namespace"], backend["name"], backend["port"])
                    assert place in ports, route["metadata"]


HOST = re.compile(
    r"\b([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)\.svc\b(?:\.cluster\.local)?\.?(?::(\d+))?"
)
"""A Service by its name and namespace, and perhaps a port."""


def test_every_service_that_configuration_names_exists(clusters: Clusters) -> None:
    missing = set()
    for cluster in clusters:
        known = {("kubernetes", "default"): {"443"}}  # made by the API server itself
        for service in cluster.region.of("Service"):
            ports = {str(port["port"]) for port in service["spec"]["ports"]}
            known[service["metadata"]["name"], service["metadata"]["namespace"]] = ports
        for found in cluster.region.of("Cluster"):
            for name in CNPG_SERVICES:
                known[name, found["metadata"]["namespace"]] = {"5432"}
        for body in cluster.region.objects:
            if body["kind"] != "Certificate":  # a name in a client's certificate is no host
                for name, namespace, port in HOST.findall(json.dumps(body)):
                    ports = known.get((name, namespace), set())
                    if not ports or (port and port not in ports):
                        missing.add((body["kind"], body["metadata"]["name"], name, namespace, port))
    assert missing == set()


USED_BY_ITSELF = {
    "BACKEND_URL",
    "ENDPOINT",
    "FLUENT_HOST",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "PGHOST",
    "POSTGRES_HOST",
    "RCLONE_S3_ENDPOINT",
    "REDIS_HOST",
}
"""Settings that a process connects to whatever it does; others are for some of its tasks only."""


def test_a_pod_reaches_what_it_is_told_to_connect_to(clusters: Clusters) -> None:
    tested = set()
    for cluster in clusters:
        services = {
            (service["metadata"]["namespace"], service["metadata"]["name"]): service
            for service in cluster.region.of("Service")
        }
        reached = {(source, target) for source, target, _ in cluster.between_pods}
        for template in cluster.region.templates:
            settings = (
                found for one in template.spec["containers"] for found in one.get("env", ())
            )
            for setting in settings:
                if setting["name"] in USED_BY_ITSELF:
                    host = setting["value"].partition("://")[2] or setting["value"]
                    name, _, rest = host.partition(":")[0].partition(".")
                    place = (rest.partition(".")[0] or template.namespace, name)
                    pods = {pod for _, pod in _chosen(cluster, services.get(place))}
                    pods |= {"postgres"} if name in CNPG_SERVICES else set()
                    for pod in pods:
                        tested.add(setting["name"])
                        pair = (f"{template.namespace}/{template.name}", f"{place[0]}/{pod}")
                        assert pair in reached, (setting["name"], *pair)
    assert tested == USED_BY_ITSELF
