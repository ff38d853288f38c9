"""Services stay inside, unless a load balancer is meant, and lead to pods of their own namespace.

Why: `NodePort` opens a port on every node, past the edge. `externalIPs` takes traffic from
everybody who sends to these addresses. A Service without selector, with hand-written endpoints or
another host's name leads wherever its author likes, and the edge follows. A load balancer without
source ranges is open to the world; without `externalTrafficPolicy: Local` it hides who is calling.

Reads: every `Service` of guarded namespaces, and `Endpoints` and `EndpointSlice` there. Type
`LoadBalancer` is for the site's `loadBalancers` and the edge; it needs `loadBalancerClass`,
`externalTrafficPolicy: Local`, `allocateLoadBalancerNodePorts: false`, and
`loadBalancerSourceRanges` that are not everybody (the edge needs none).

Violating:

    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: tenant-a}
    spec:
      type: NodePort
      selector: {app.kubernetes.io/name: web}
      ports: [{port: 80}]

Clean:

    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: tenant-a}
    spec:
      type: ClusterIP
      selector: {app.kubernetes.io/name: web}
      ports: [{port: 80}]

Source: MTB-PL1-BC-HI-1; CVE-2020-8554; CVE-2021-25740;
https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.addresses import parse_network
from dotmac_manifests.analysis.rules.network._places import owned
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

Fault = tuple[str, str, FieldPath]
_TYPES = ("ClusterIP", "LoadBalancer")
_BALANCER: Mapping[str, object] = {
    "externalTrafficPolicy": "Local",
    "allocateLoadBalancerNodePorts": False,
}


def check(facts: Facts) -> Iterator[Broken]:
    """Yield Services that open more than they should, and hand-written endpoints."""
    for namespace in owned(facts):
        for service in facts.within(namespace, "Service"):
            if service.ref.group == "":
                for message, remedy, path in _faults(facts, service):
                    what = f"Service {namespace}/{service.ref.name} {message}"
                    yield Broken(service, what, remedy, path)
        for kind in ("Endpoints", "EndpointSlice"):
            for found in facts.within(namespace, kind):
                message = f"{kind} {namespace}/{found.ref.name} leads wherever its author likes"
                yield Broken(found, message, "give the Service a selector")


def _faults(facts: Facts, service: Manifest) -> Iterator[Fault]:
    spec = mapping(service.body, "spec")
    kind = spec.get("type", "ClusterIP")
    if kind not in _TYPES:
        yield f"is of type {kind}", "use ClusterIP", ("spec", "type")
    if spec.get("externalIPs"):
        path = ("spec", "externalIPs")
        yield "claims external addresses", "remove externalIPs", path
    if spec.get("externalName"):
        path = ("spec", "externalName")
        yield "is another name for some host", "remove externalName", path
    selector = spec.get("selector")
    if not (isinstance(selector, Mapping) and selector):
        yield "has no selector", "select pods by their labels", ("spec",)
    for index, port in enumerate(items(spec, "ports")):
        if mapping(port).get("nodePort"):
            here: FieldPath = ("spec", "ports", index, "nodePort")
            yield "opens a port on every node", "remove nodePort", here
    if kind == "LoadBalancer":
        yield from _balancer(facts, service, spec)


def _balancer(facts: Facts, service: Manifest, spec: Mapping[str, Any]) -> Iterator[Fault]:
    site = facts.site.network
    edge = service.ref.namespace in site.edge_namespaces
    if not edge and service.ref.name not in site.load_balancers:
        remedy = "use ClusterIP, or add it to the site's loadBalancers if it is meant"
        yield "may not be of type LoadBalancer", remedy, ("spec", "type")
    for key, wanted in _BALANCER.items():
        if spec.get(key) != wanted:
            text = str(wanted).lower() if wanted is False else wanted
            yield f"needs {key}: {text}", f"set it to {text}", ("spec", key)
    if not spec.get("loadBalancerClass"):
        yield "leaves its load balancer's class open", "set loadBalancerClass", ("spec",)
    if edge:
        return
    path: FieldPath = ("spec", "loadBalancerSourceRanges")
    ranges = items(spec, "loadBalancerSourceRanges")
    if not ranges:
        yield "lets everybody in", "set loadBalancerSourceRanges", path
    for index, text in enumerate(ranges):
        try:
            everybody = parse_network(text).prefixlen == 0
        except ValueError as error:
            yield f"has a source range that cannot be judged: {error}", "correct it", (*path, index)
            continue
        if everybody:
            yield f"lets in {text}, everybody", "name the networks of callers", (*path, index)


RULE = Rule("N14", "services", Severity.HIGH, check)
