"""Which namespace claims a host, and who uses which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath

GATEWAY_API = "gateway.networking.k8s.io"
ENVOY = "gateway.envoyproxy.io"
NGINX = "k8s.nginx.org"
EXTERNAL_DNS = "external-dns.alpha.kubernetes.io/hostname"
MERGE = "nginx.org/mergeable-ingress-type"
HOST = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
)
"""A full host name in lower case, without wildcards."""
_NAMED = ("Gateway", "HTTPRoute", "Ingress", "ListenerSet", "Service")


@dataclass(frozen=True)
class Use:
    """A host that an object asks for; ``below`` says that names below a claim will do."""

    manifest: Manifest
    path: FieldPath
    host: Any
    below: bool = False

    def claimed(self, hosts: tuple[str, ...]) -> bool:
        """Whether the host is one of those."""
        if self.host in hosts:
            return True
        return self.below and any(str(self.host).endswith(f".{host}") for host in hosts)


def claims(facts: Facts, namespace: str) -> tuple[str, ...]:
    """Hosts that a namespace claims, as the admission policies read them."""
    found = facts.namespaces.get(namespace)
    annotations = mapping(found.body, "metadata", "annotations") if found else {}
    value = annotations.get(facts.site.hosts_annotation)
    return tuple(value.split(",")) if isinstance(value, str) and value else ()


def uses(facts: Facts) -> Iterator[Use]:
    """Every host that an object asks for at the edge or in DNS; None where it names none."""
    yield from _of_ingresses(facts)
    yield from _of_routes(facts)
    for kind in _NAMED:
        for manifest in facts.kind(kind):
            value = mapping(manifest.body, "metadata", "annotations").get(EXTERNAL_DNS)
            if value is not None:
                for host in str(value).split(","):
                    yield Use(manifest, ("metadata", "annotations", EXTERNAL_DNS), host, True)


def _of_ingresses(facts: Facts) -> Iterator[Use]:
    for manifest in facts.kind("Ingress", "networking.k8s.io"):
        for index, rule in enumerate(items(manifest.body, "spec", "rules")):
            yield Use(manifest, ("spec", "rules", index, "host"), mapping(rule).get("host"))
        for index, entry in enumerate(items(manifest.body, "spec", "tls")):
            for number, host in enumerate(items(entry, "hosts")):
                yield Use(manifest, ("spec", "tls", index, "hosts", number), host)
    for manifest in facts.kind("VirtualServer", NGINX):
        yield Use(manifest, ("spec", "host"), mapping(manifest.body, "spec").get("host"))


def _of_routes(facts: Facts) -> Iterator[Use]:
    for manifest in facts.kind("HTTPRoute", GATEWAY_API):
        hosts = items(manifest.body, "spec", "hostnames") or [None]
        for index, host in enumerate(hosts):
            yield Use(manifest, ("spec", "hostnames", index), host)
    for manifest in facts.kind("ListenerSet"):
        for index, listener in enumerate(items(manifest.body, "spec", "listeners")):
            where = ("spec", "listeners", index, "hostname")
            yield Use(manifest, where, mapping(listener).get("hostname"))


def redirects_only(route: Manifest) -> bool:
    """Whether a route answers every request with a redirect and leads nowhere."""
    rules = items(route.body, "spec", "rules")
    return bool(rules) and all(
        not items(rule, "backendRefs")
        and any(mapping(one).get("type") == "RequestRedirect" for one in items(rule, "filters"))
        for rule in rules
    )


def minion(ingress: Manifest) -> bool:
    """Whether an Ingress lends its paths to another's host, which brings TLS and limits."""
    return mapping(ingress.body, "metadata", "annotations").get(MERGE) == "minion"


def hosts_of(ingress: Manifest) -> frozenset[str]:
    """Hosts in the rules of an Ingress."""
    rules = items(ingress.body, "spec", "rules")
    return frozenset(str(mapping(rule).get("host")) for rule in rules)


def masters(facts: Facts, ingress: Manifest) -> list[Manifest]:
    """Ingresses of the same namespace that are not minions and have all of its hosts."""
    return [
        found
        for found in facts.within(ingress.ref.namespace, "Ingress")
        if not minion(found) and hosts_of(ingress) <= hosts_of(found)
    ]
