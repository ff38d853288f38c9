"""Whatever could open a tenant's wall is looked at by a policy that denies.

Why: a guard that no longer looks at updates, at ephemeral containers or at one of its kinds is
still there, and still bound, and refuses nothing of it.

Reads: requests that the denying policies of each tenant's namespace look at, taken together: they
include making and changing pods with ephemeral containers, Services, endpoints, roles, bindings,
claims, certificates and external secrets, and removing quotas, limits and network policies. For
Namespaces and cluster-wide bindings a policy that is bound everywhere does. What the edge of the
region understands (Ingress and VirtualServer, or HTTPRoute, HTTPRouteFilter and ListenerSet) is
judged or forbidden.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels: {app.kubernetes.io/component: tenant}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: monitoring

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/; K8S-MT
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import guards, labels_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule

MAKE = frozenset({"CREATE", "UPDATE"})
ALL = MAKE | {"DELETE"}
REQUESTS: Mapping[tuple[str, str], frozenset[str]] = {
    ("", "endpoints"): MAKE,
    ("", "limitranges"): ALL,
    ("", "namespaces"): ALL,
    ("", "persistentvolumeclaims"): frozenset({"CREATE"}),
    ("", "pods"): MAKE,
    ("", "pods/ephemeralcontainers"): frozenset({"UPDATE"}),
    ("", "resourcequotas"): ALL,
    ("", "services"): MAKE,
    ("apps", "daemonsets"): MAKE,
    ("cert-manager.io", "certificates"): MAKE,
    ("cert-manager.io", "issuers"): MAKE,
    ("discovery.k8s.io", "endpointslices"): MAKE,
    ("external-secrets.io", "externalsecrets"): MAKE,
    ("external-secrets.io", "pushsecrets"): MAKE,
    ("external-secrets.io", "secretstores"): MAKE,
    ("gateway.envoyproxy.io", "httproutefilters"): MAKE,
    ("gateway.networking.k8s.io", "httproutes"): MAKE,
    ("gateway.networking.k8s.io", "listenersets"): MAKE,
    ("gateway.networking.k8s.io", "referencegrants"): MAKE,
    ("gateway.networking.k8s.io", "tlsroutes"): MAKE,
    ("k8s.nginx.org", "virtualservers"): MAKE,
    ("networking.k8s.io", "ingresses"): MAKE,
    ("networking.k8s.io", "networkpolicies"): ALL,
    ("rbac.authorization.k8s.io", "clusterrolebindings"): MAKE,
    ("rbac.authorization.k8s.io", "rolebindings"): MAKE,
    ("rbac.authorization.k8s.io", "roles"): MAKE,
}
"""API group and resource to the operations that have to be judged."""


def check(facts: Facts) -> Iterator[Broken]:
    """Requests that nobody looks at."""
    found = guards(facts)
    judged = {
        name: [(group, kind, done) for group, kind, done in guard.resources()]
        for name, guard in found.items()
    }
    for namespace, manifest in facts.namespaces.items():
        if namespace not in facts.owners:
            continue
        labels = labels_of(facts, namespace)
        seen: dict[tuple[str, str], set[str]] = {}
        for name, guard in found.items():
            if guard.covers(labels):
                for group, kind, done in judged[name]:
                    seen.setdefault((group, kind), set()).update(done)
        for (group, kind), operations in REQUESTS.items():
            missing = operations - seen.get((group, kind), set())
            if missing:
                what = f"{' and '.join(sorted(missing))} of {kind}"
                yield Broken(
                    manifest,
                    f"no policy judges {what} in {namespace}",
                    f"let a policy that denies look at {kind} of {group or 'the core'} there",
                )


RULE = Rule("V04", "requests-judged", Severity.HIGH, check)
