"""Admission of Services and their endpoints: nobody opens a port, or answers for another."""

from __future__ import annotations

from dotmac_manifests.isolation.admission import (
    LEAVING,
    OWN_HOSTS,
    RESTORER,
    TENANTS,
    Policy,
    Resources,
    one_of,
    optional,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

BALANCED = ("freeradius", "wireguard")
"""Workloads whose clients speak UDP, which no ingress controller carries."""
DNS_NAMES = "external-dns.alpha.kubernetes.io/hostname"
OWN_NAMES: tuple[str, str] = (
    "DNS records are asked for under the tenant's own hosts only",
    "!has(object.metadata.annotations) ||"
    f" !('{DNS_NAMES}' in object.metadata.annotations) ||"
    f" object.metadata.annotations['{DNS_NAMES}'].split(',').all(n,"
    " variables.hosts.exists(h, n == h || n.endsWith('.' + h)))",
)
"""What external-dns would write on an annotation's word: message and CEL."""


def service_policies(region: RegionPlan) -> tuple[Policy, ...]:
    """Policies about Services, EndpointSlices and Endpoints in one region."""
    return (_services(region), _endpoints())


def _services(region: RegionPlan) -> Policy:
    balanced = "object.spec.type == 'LoadBalancer'"
    labels = f"object.spec.selector['{names.NAME_LABEL}']"
    return Policy(
        name="dotmac-tenant-services",
        requests=(Resources(group="", resources=("services",)),),
        variables={"hosts": OWN_HOSTS, "ports": optional("object.spec.ports")},
        checks={
            "a Service is of type ClusterIP or LoadBalancer": (
                "object.spec.type in ['ClusterIP', 'LoadBalancer']"
            ),
            "a Service opens no node port": (
                "variables.ports.all(p, !has(p.nodePort) || p.nodePort == 0)"
            ),
            "a Service selects pods": (
                "has(object.spec.selector) && size(object.spec.selector) > 0"
            ),
            "a Service claims no address": (
                "size("
                + optional("object.spec.externalIPs")
                + ") == 0 && (!has(object.spec.externalName) || object.spec.externalName == '')"
                " && (!has(object.spec.loadBalancerIP) || object.spec.loadBalancerIP == '')"
            ),
            f"only {' and '.join(BALANCED)} have a load balancer": (
                f"!({balanced}) || has(object.spec.selector) &&"
                f" '{names.NAME_LABEL}' in object.spec.selector &&"
                f" {labels} in {one_of(BALANCED)}"
            ),
            "a load balancer lists its clients and keeps their addresses": (
                f"!({balanced}) ||"
                f" size({optional('object.spec.loadBalancerSourceRanges')}) > 0 &&"
                " has(object.spec.externalTrafficPolicy) &&"
                " object.spec.externalTrafficPolicy == 'Local'"
            ),
            "a load balancer is of the region's class and takes no node port": (
                f"!({balanced}) ||"
                " has(object.spec.loadBalancerClass) &&"
                f" object.spec.loadBalancerClass == '{region.spec.edge.load_balancer_class}' &&"
                " has(object.spec.allocateLoadBalancerNodePorts) &&"
                " !object.spec.allocateLoadBalancerNodePorts"
            ),
            OWN_NAMES[0]: OWN_NAMES[1],
        },
        places=TENANTS,
    )


def _endpoints() -> Policy:
    """Whoever writes endpoints sends a Service's traffic where no policy expects it.

    Source: https://github.com/kubernetes/kubernetes/issues/103675 (CVE-2021-25740)
    """
    user = "request.userInfo.username"
    return Policy(
        name="dotmac-tenant-endpoints",
        requests=(
            Resources(group="", resources=("endpoints",)),
            Resources(group="discovery.k8s.io", resources=("endpointslices",)),
        ),
        checks={
            "only the cluster's own controllers write endpoints": (
                f"{user}.startsWith('system:serviceaccount:kube-system:') ||"
                f" {user} == 'system:kube-controller-manager' || {RESTORER} || {LEAVING}"
            ),
        },
        places=TENANTS,
    )
