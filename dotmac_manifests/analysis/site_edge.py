"""What YAML cannot tell of the edge: whose domains are ours, and what may be said there."""

from __future__ import annotations

from pydantic import Field

from dotmac_manifests.analysis.site_base import SitePart, Texts


class EdgeSite(SitePart):
    """Facts about names and the edge of the place where the manifests will run."""

    domain: str = Field(default="dotmac.com", description="Our own domain.")
    tenant_domain: str = Field(
        default="isp.dotmac.com", description="Domain below which every tenant has a host."
    )
    control_plane_name: str = Field(
        default="control-plane",
        description="Name below the tenants' domain under which remote control planes call.",
    )
    reserved: Texts = Field(
        default=(
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
        ),
        description="Names that no tenant may have, neither as its own nor as its host's.",
    )
    tenant_id_label: str = Field(
        default="dotmac.io/tenant-id", description="Label of a namespace with its tenant's number."
    )
    public_issuers: Texts = Field(
        default=("letsencrypt",), description="ClusterIssuers whose certificates browsers trust."
    )
    internal_issuers: Texts = Field(
        default=("dotmac-internal",),
        description="ClusterIssuers of our own, for Services and remote control planes.",
    )
    authority_namespaces: Texts = Field(
        default=("cert-manager",), description="Namespaces that may hold certificates that sign."
    )
    annotations: Texts = Field(
        default=(
            "argocd.argoproj.io/",
            "cert-manager.io/cluster-issuer",
            "cert-manager.io/private-key-rotation-policy",
            "dotmac.io/",
            "external-dns.alpha.kubernetes.io/hostname",
            "external-dns.alpha.kubernetes.io/ingress-hostname-source",
            "external-dns.alpha.kubernetes.io/target",
            "nginx.org/client-max-body-size",
            "nginx.org/hsts",
            "nginx.org/hsts-max-age",
            "nginx.org/http-redirect-code",
            "nginx.org/limit-req-burst",
            "nginx.org/limit-req-key",
            "nginx.org/limit-req-no-delay",
            "nginx.org/limit-req-rate",
            "nginx.org/limit-req-reject-code",
            "nginx.org/limit-req-zone-size",
            "nginx.org/mergeable-ingress-type",
            "nginx.org/policies",
            "nginx.org/proxy-connect-timeout",
            "nginx.org/proxy-read-timeout",
            "nginx.org/ssl-redirect",
            "nginx.org/websocket-services",
        ),
        description="Annotations that an Ingress may carry; a slash at the end allows a domain.",
    )
    frozen_labels: Texts = Field(
        default=("app.kubernetes.io/component", "dotmac.io/tenant-slug"),
        description="Labels of namespaces that an admission policy lets no tenant change.",
    )
