"""Ways from one tenant to another that no NetworkPolicy sees: names, routes, borrowed addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.addresses import AddressRange, overlap, range_of
from dotmac_manifests.analysis.rules.network._blocks import zones_of
from dotmac_manifests.analysis.rules.network._routes import backends
from dotmac_manifests.analysis.rules.rule import Broken
from dotmac_manifests.analysis.services import GATEWAY
from dotmac_manifests.kube.yaml_reader import FieldPath

_REMEDY = "remove it: a tenant's objects lead to its own Services alone"


def detours(facts: Facts) -> Iterator[Broken]:
    """Yield objects of tenants that lead to, or take over, what is another tenant's."""
    yield from _routes(facts)
    for grant in facts.kind("ReferenceGrant", GATEWAY):
        yield from _grants(facts, grant)
    zones = zones_of(facts.site)
    inner = (*zones.cluster, *zones.metadata)
    for namespace in facts.owners:
        for service in facts.within(namespace, "Service"):
            yield from _service(facts, service)
        for kind in ("Endpoints", "EndpointSlice"):
            for slices in facts.within(namespace, kind):
                yield from _addresses(slices, inner)


def _routes(facts: Facts) -> Iterator[Broken]:
    for backend in backends(facts):
        home, target = backend.manifest.ref.namespace, backend.namespace
        owner = facts.owners.get(target)
        if owner is not None and facts.owners.get(home) != owner:
            message = f"leads from {home} to {target}/{backend.service}, another's Service"
            yield Broken(backend.manifest, message, _REMEDY, backend.path)


def _grants(facts: Facts, grant: Manifest) -> Iterator[Broken]:
    home = facts.owners.get(grant.ref.namespace)
    if home is None:
        return
    for index, item in enumerate(items(grant.body, "spec", "from")):
        space = item.get("namespace") if isinstance(item, Mapping) else None
        if not isinstance(space, str) or facts.owners.get(space) != home:
            message = f"lets routes of {space} lead to the Services of {grant.ref.namespace}"
            yield Broken(grant, message, "remove it", ("spec", "from", index))


def _service(facts: Facts, service: Manifest) -> Iterator[Broken]:
    spec = mapping(service.body, "spec")
    if spec.get("externalIPs"):
        message = "takes what is sent to these addresses from everybody, other tenants included"
        yield Broken(service, message, "remove externalIPs", ("spec", "externalIPs"))
    name = spec.get("externalName")
    if name is None:
        return
    home = facts.owners[service.ref.namespace]
    # Wherever it stands in the name: with `svc`, without, with any domain of the cluster.
    for other in sorted(facts.owners.keys() & set(str(name).split("."))):
        if facts.owners[other] != home:
            message = f"is another name for {name}, which is another tenant's"
            yield Broken(service, message, _REMEDY, ("spec", "externalName"))


def _addresses(manifest: Manifest, inner: tuple[AddressRange, ...]) -> Iterator[Broken]:
    """Addresses of the cluster that a tenant wrote: whoever follows the Service ends there."""
    for path, text in _written(manifest):
        try:
            taken = overlap([range_of(ip_network(str(text)))], inner)
        except ValueError:
            message = f"{text!r} is no address: where it leads cannot be judged"
            yield Broken(manifest, message, "remove it", path)
            continue
        if taken:
            message = f"leads to {text}, which may be another tenant's pod"
            yield Broken(manifest, message, "give the Service a selector instead", path)


def _written(manifest: Manifest) -> Iterator[tuple[FieldPath, object]]:
    for index, endpoint in enumerate(items(manifest.body, "endpoints")):
        for number, text in enumerate(items(endpoint, "addresses")):
            yield ("endpoints", index, "addresses", number), text
    for index, subset in enumerate(items(manifest.body, "subsets")):
        for key in ("addresses", "notReadyAddresses"):
            for number, address in enumerate(items(subset, key)):
                text = address.get("ip") if isinstance(address, Mapping) else address
                yield ("subsets", index, key, number), text
