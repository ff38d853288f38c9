"""How many objects a namespace may hold, by the keys of object count quotas.

Counted are the manifests, and what controllers make of them: Secrets of certificates and external
secrets, Services and Secrets of database clusters, jobs that a schedule keeps.
Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-on-object-count
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dotmac_manifests.analysis.amounts import whole
from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.names import plural

CORE = (
    "configmaps",
    "persistentvolumeclaims",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
)
"""Kinds of the core group that a quota counts without the prefix `count/`, too."""

ISSUERS = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")
"""Annotations by which a certificate is made for each host that an Ingress serves with TLS."""
_CERTIFICATE_SECRETS = 2  # the certificate, and its next key while it is renewed
_DATABASE = {"services": 3, "secrets": 3, "configmaps": 1}
"""Services for reading, writing and both; certificates of authority, server and replication;
the queries of its metrics."""
_ROOT_CERTIFICATE = 1  # ConfigMap kube-root-ca.crt, in every namespace


def objects(facts: Facts, namespace: str) -> Mapping[str, int]:
    """Key of a quota to number of objects, with and without `count/`; raises Unreadable."""
    found: Counter[str] = Counter(configmaps=_ROOT_CERTIFICATE)
    for manifest in facts.by_namespace.get(namespace, ()):
        found[_resource(manifest)] += 1
        found.update(_made(manifest))
    counted = {f"count/{key}": number for key, number in found.items()}
    services = facts.within(namespace, "Service")
    return {
        **counted,
        **{key: found[key] for key in CORE},
        "services.loadbalancers": sum(_type(service) == "LoadBalancer" for service in services),
        "services.nodeports": sum(_node_ports(service) for service in services),
    }


def _resource(manifest: Manifest) -> str:
    """`deployments.apps`, `secrets`: the plural of the kind, and its group."""
    name = plural(manifest.ref.kind)
    return f"{name}.{manifest.ref.group}" if manifest.ref.group else name


def _made(manifest: Manifest) -> Mapping[str, int]:
    """What a controller makes of an object, in the object's namespace."""
    kind, spec = manifest.ref.kind, mapping(manifest.body, "spec")
    if kind == "ExternalSecret":
        owns = mapping(spec, "target").get("creationPolicy", "Owner") in ("Owner", "Orphan")
        return {"secrets": int(owns)}
    if kind == "Certificate":
        return {"secrets": _CERTIFICATE_SECRETS}
    if kind == "Ingress" and any(
        issuer in mapping(manifest.body, "metadata", "annotations") for issuer in ISSUERS
    ):
        hosts = len(items(spec, "tls"))
        return {
            "secrets": _CERTIFICATE_SECRETS * hosts,
            "certificates.cert-manager.io": hosts,
        }
    if kind == "CronJob":
        kept = whole(
            spec.get("successfulJobsHistoryLimit"), ("spec", "successfulJobsHistoryLimit"), 3
        ) + whole(spec.get("failedJobsHistoryLimit"), ("spec", "failedJobsHistoryLimit"), 1)
        return {"jobs.batch": kept + 1}
    if kind in ("Deployment", "Rollout"):
        kept = whole(spec.get("revisionHistoryLimit"), ("spec", "revisionHistoryLimit"), 10)
        return {"replicasets.apps": kept + 2}  # and the one that runs, and the next
    if kind == "Cluster" and manifest.ref.group == "postgresql.cnpg.io":
        own = "secret" not in mapping(spec, "bootstrap", "initdb")
        super_user = spec.get("enableSuperuserAccess") is True
        return {**_DATABASE, "secrets": _DATABASE["secrets"] + own + super_user}
    return {}


def _type(service: Manifest) -> str:
    return str(mapping(service.body, "spec").get("type", "ClusterIP"))


def _node_ports(service: Manifest) -> int:
    """Ports of every node that a Service takes."""
    spec, ports = mapping(service.body, "spec"), items(service.body, "spec", "ports")
    kind = _type(service)
    balanced = kind == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is not False
    if kind == "NodePort" or balanced:
        return len(ports)
    return sum("nodePort" in mapping(port) for port in ports)
