"""A region of the fleet as one cluster: its pods, its policies, the addresses around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from ipaddress import ip_address, ip_network
from itertools import product
from pathlib import Path
from typing import Any

from tests.support.charts import chart_pods
from tests.support.manifests import NAMESPACE_LABEL, Region, inputs, network, pods
from tests.support.promises import Connection, Scope
from tests.support.reachability import Address, Body, Network, Pod

NOT_INTERNET = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4
    ::/127 64:ff9b::/96 64:ff9b:1::/48 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
"""
"""Private, link-local, reserved, and what embeds such addresses; a region adds its own ranges."""

LANDMARKS = """
    8.8.4.4 2606:4700::1111 169.254.169.254 169.254.170.2 fd00:ec2::254 100.100.100.200
    10.255.0.1 172.31.0.1 192.168.1.1 fd12::1 fe80::1 127.0.0.1 ::1 64:ff9b::a9fe:a9fe
"""
"""The Internet, metadata services of several providers, private networks."""

UNBOUND = {"default", "kube-system"}
"""Namespaces that the fleet does not own: it bounds what enters its own, not what these do."""

EDGES = {"ingress": "nginx-ingress/nginx-ingress", "gateway": "envoy-gateway-system/envoy"}


@dataclass(frozen=True)
class Cluster:
    """A region's manifests beside the inputs that they come from."""

    region: Region
    root: Path

    @cached_property
    def spec(self) -> dict[str, Any]:
        """What the region's file says."""
        found: dict[str, Any] = inputs(self.root / "regions" / f"{self.region.name}.yaml")
        return found

    @cached_property
    def tenants(self) -> dict[str, dict[str, Any]]:
        """What the files of its tenants say, by slug."""
        return {
            slug: inputs(self.root / "tenants" / f"{slug}.yaml") for slug in self.region.tenants
        }

    @cached_property
    def network(self) -> Network:
        """Its policies."""
        return network(self.region)

    @cached_property
    def pods(self) -> tuple[Pod, ...]:
        """One pod of each template, and of what charts bring."""
        charts = tuple(chart_pods(self.region))
        return pods(self.region, charts, self.spec["network"]["podCIDRs"])

    @cached_property
    def ranges(self) -> dict[str, tuple[str, ...]]:
        """Addresses that the tables name, but for `INTERNET`, which is the rest."""
        net, store = self.spec["network"], self.spec["secretStore"]
        service = ip_network(net["serviceCIDRs"][0])[1]  # the API server's own Service
        named = {
            "ANYONE": ("0.0.0.0/0", "::/0"),
            "API-SERVER": net["apiServerCIDRs"],
            "KUBERNETES": [f"{service}/32"],
            "NODES": net["nodeCIDRs"],
            "DATABASE": net["databaseCIDRs"],
            "SECRET-STORE": store.get("cidrs", ()),
            "NODE-DNS": ["169.254.20.10/32"] if net.get("nodeLocalDNS") else [],
            "PUBLIC-DNS": ("1.1.1.1/32", "8.8.8.8/32"),
            "EKS-IDENTITY": ("169.254.170.23/32", "fd00:ec2::23/128"),
        }
        for slug, spec in self.tenants.items():
            own = spec.get("network", {})
            named[f"NAS-{slug}".upper()] = own.get("nasCIDRs", ())
            named[f"VPN-{slug}".upper()] = own.get("vpn", {}).get("sourceCIDRs", ())
        return {name: tuple(found) for name, found in named.items()}

    @cached_property
    def private(self) -> tuple[str, ...]:
        """What is not the Internet, seen from this region."""
        net = self.spec["network"]
        own = ("podCIDRs", "serviceCIDRs", "nodeCIDRs", "apiServerCIDRs", "databaseCIDRs")
        return (*NOT_INTERNET.split(), *(cidr for key in own for cidr in net[key]))

    def holds(self, name: str, ip: str) -> bool:
        """Whether a range of the tables holds an address."""
        if name == "INTERNET":
            return not _in(ip, self.private)
        return _in(ip, self.ranges[name])

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """Addresses at and just beyond every border that a policy or a table draws."""
        net = self.spec["network"]
        cidrs = {*self.private, *net["podCIDRs"], *net["serviceCIDRs"], *_blocks(self.network)}
        cidrs.update(cidr for found in self.ranges.values() for cidr in found)
        borders = (ip for cidr in cidrs for ip in _borders(cidr))
        taken = {ip for pod in self.pods for ip in pod.addresses}
        return tuple(sorted({*borders, *LANDMARKS.split()} - taken))

    @cached_property
    def between_pods(self) -> frozenset[Connection]:
        """Every connection that the policies let one pod open to another, replicas included."""
        return frozenset(
            (str(source), str(target), ports)
            for source, target in product(self.pods, repeat=2)
            if not {source.namespace, target.namespace} <= UNBOUND
            for ports in self.network.allowed(source, _another(source, target))
        )

    @cached_property
    def beyond_pods(self) -> frozenset[Connection]:
        """Every connection that they allow between a pod and one of the addresses."""
        return frozenset(self._beyond_pods())

    def _beyond_pods(self) -> Iterator[Connection]:
        bound = [pod for pod in self.pods if pod.namespace not in UNBOUND]
        for pod, ip in product(bound, self.probes):
            for ports in self.network.allowed(pod, Address(ip)):
                yield str(pod), ip, ports
            for ports in self.network.allowed(Address(ip), pod):
                yield ip, str(pod), ports

    def scope(self, namespace: str) -> Scope:
        """Where a table of the region's own namespaces applies."""
        storage = self.spec.get("objectStorage", {}).get("mode")
        facts = {self.spec["provider"], "cloud-storage" if storage == "external" else ""}
        edge = {"edge": EDGES[self.spec["edge"]["mode"]]}
        return Scope(namespace, frozenset(facts), edge)

    def tenant_scope(self, slug: str) -> Scope:
        """Where the tenants' table applies to one of them."""
        spec, base = self.tenants[slug], self.scope(f"tenant-{slug}")
        own = spec.get("network", {})
        is_so = {
            "coa": own.get("coa"),
            "cpe": own.get("cpeCIDRs"),
            "canary": spec.get("canary"),
            spec.get("database", {}).get("mode") or self.spec["database"]["mode"]: True,
        }
        names = {
            "NAS": f"NAS-{slug}".upper(),
            "VPN": f"VPN-{slug}".upper(),
            "wireguard": f"tenant-{slug}-vpn/wireguard",
        }
        facts = base.facts | {fact for fact, value in is_so.items() if value}
        return replace(base, facts=facts, names={**base.names, **names})


def _another(source: Pod, target: Pod) -> Pod:
    """The target, or its replica where a pod would talk to itself."""
    return replace(target) if source is target else target


@cache
def _inside(ip: str, cidr: str) -> bool:
    return ip_address(ip) in ip_network(cidr)


def _in(ip: str, cidrs: Iterable[str]) -> bool:
    return any(_inside(ip, cidr) for cidr in cidrs)


def _peers(policy: Body) -> Iterator[Body]:
    for rules, peers in (("ingress", "from"), ("egress", "to")):
        for rule in policy["spec"].get(rules, ()):
            yield from rule.get(peers, ())


def selected(policy: Body) -> Iterator[tuple[str, Body]]:
    """Namespace and selector of all pods that a policy speaks of, one for each label value."""
    own = policy["metadata"]["namespace"]
    for part in (policy["spec"], *_peers(policy)):
        labels = part.get("namespaceSelector", {}).get("matchLabels", {})
        namespace, selector = labels.get(NAMESPACE_LABEL, own), part.get("podSelector")
        for expression in (selector or {}).get("matchExpressions", ()):
            for value in expression["values"]:
                yield namespace, {"matchLabels": {expression["key"]: value}}
        if selector is not None and "matchExpressions" not in selector:
            yield namespace, selector


def _blocks(found: Network) -> Iterator[str]:
    """Address ranges of all policies, exceptions included."""
    for policy in found.policies:
        for peer in _peers(policy):
            if "ipBlock" in peer:
                yield from (peer["ipBlock"]["cidr"], *peer["ipBlock"].get("except", ()))


def _borders(cidr: str) -> Iterator[str]:
    net = ip_network(cidr)
    first, last = int(net.network_address), int(net.broadcast_address)
    for number in (first - 1, first, last, last + 1):
        if 0 <= number < 2**net.max_prefixlen:
            yield str(type(net.network_address)(number))
