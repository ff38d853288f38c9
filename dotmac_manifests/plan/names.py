"""Every name that the product gives, in one place, so that none is spelt twice.

Each function from a slug is injective: two tenants never share a namespace, host, database,
role, secret path or file (Source: the slug grammar, which has no `_` and no `--`).
"""

from __future__ import annotations

PART_OF = "dotmac"
MANAGED_BY = "dotmac"

PLATFORM_NAMESPACE = "platform-admin"
SHARED_NAMESPACE = "shared-services"
ARGOCD_NAMESPACE = "argocd"
DNS_NAMESPACE = "kube-system"

TENANT_PREFIX = "tenant-"
VPN_SUFFIX = "-vpn"

RESERVED_SLUGS = frozenset(
    {
        "admin",
        "admin-staging",
        "api",
        "argocd",
        "control-plane",
        "default",
        "isp",
        "platform",
        "shared",
        "www",
    }
)
RESERVED_PREFIX = "kube-"

STORAGE_CLASS_LABEL = "storageclass.storage.k8s.io"
NAME_LABEL = "app.kubernetes.io/name"
NAMESPACE_LABEL = "kubernetes.io/metadata.name"
LIFECYCLE_LABEL = "dotmac.io/lifecycle"
ENVIRONMENT_LABEL = "dotmac.io/environment"
"""Of a tenant's namespace whose tenant is not served there: paused, data-only, remains, or
removable."""

SECRET_STORE = "dotmac"
TENANT_SECRETS = "tenants/"
PULL_SECRET = "registry-credentials"
DEPLOYER_ROLE = "argocd-deployer"
DEFAULT_DENY = "default-deny"
PUBLIC_ISSUER = "letsencrypt"
INTERNAL_ISSUER = "dotmac-internal"
WILDCARD_SECRET = "isp-wildcard-tls"

BASE_FILES = ("namespace.yaml", "isolation.yaml", "access.yaml", "grants.yaml")
"""Files of a tenant's folder that only the platform's own Argo CD project may sync."""


def tenant_namespace(slug: str) -> str:
    """Namespace of the tenant's workloads."""
    return f"{TENANT_PREFIX}{slug}"


def vpn_namespace(slug: str) -> str:
    """Namespace of the tenant's WireGuard, which needs NET_ADMIN and therefore stands apart."""
    return f"{TENANT_PREFIX}{slug}{VPN_SUFFIX}"


def tenant_host(subdomain: str, domain: str) -> str:
    """Public host of a tenant, e.g. `fast-fiber.isp.dotmac.com`."""
    return f"{subdomain}.{domain}"


def control_plane_host(host: str) -> str:
    """Host by which the control plane of another cluster reaches a tenant's backend.

    All of them lie below one name, so that one listener of a gateway serves them, e.g.
    `fast-fiber.control-plane.isp.dotmac.com` for `fast-fiber.isp.dotmac.com`.
    """
    subdomain, _, domain = host.partition(".")
    return f"{subdomain}.control-plane.{domain}"


def vpn_host(host: str) -> str:
    """Host by which VPN peers reach a tenant's WireGuard."""
    return f"vpn.{host}"


def tenant_database(slug: str) -> str:
    """Database of the tenant's backend, e.g. `tenant_fast_fiber_db`."""
    return f"tenant_{slug.replace('-', '_')}_db"


def tenant_role(slug: str, component: str) -> str:
    """Database role of one component of a tenant, e.g. `tenant_fast_fiber_netbox`."""
    return f"tenant_{slug.replace('-', '_')}_{component.replace('-', '_')}"


def tenant_bucket(region: str, slug: str) -> str:
    """Bucket of a tenant, at most 63 characters; the region keeps it unique where buckets are
    global. That no two tenants share one is checked where regions are known."""
    return f"dotmac-{region}-{slug}"


def log_bucket(region: str) -> str:
    """Bucket of a region's logs."""
    return f"dotmac-{region}-logs"


def tenant_project(slug: str) -> str:
    """Argo CD project, application and deployer of a tenant."""
    return f"{TENANT_PREFIX}{slug}"


def tenant_store_role(slug: str) -> str:
    """Role of the tenant's namespace at the secret store."""
    return f"{TENANT_PREFIX}{slug}"


def tenant_secret_path(slug: str, component: str) -> str:
    """Path of one component's secret at the secret store, e.g. `tenants/citynet/netbox`."""
    return f"{TENANT_SECRETS}{slug}/{component}"


def platform_secret_path(component: str) -> str:
    """Path of a control-plane component's secret at the secret store."""
    return f"platform/{component}"


def region_secret_path(region: str, component: str) -> str:
    """Path of a shared service's secret at the secret store."""
    return f"regions/{region}/{component}"


def tenant_priority(plan: str) -> str:
    """PriorityClass of a plan's workloads."""
    return f"dotmac-tenant-{plan}"


PLATFORM_PRIORITY = "dotmac-platform"


def tls_secret(host: str) -> str:
    """Secret that cert-manager fills for one host; dots become hyphens."""
    return f"{host.replace('.', '-')}-tls"
