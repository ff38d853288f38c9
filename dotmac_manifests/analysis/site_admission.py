"""What YAML cannot tell of admission: which policies there have to be, and whom they may trust."""

from __future__ import annotations

from pydantic import Field

from dotmac_manifests.analysis.site_base import SitePart, Texts


class AdmissionSite(SitePart):
    """Facts about the admission policies of the place where the manifests will run."""

    guards: Texts = Field(
        default=(
            "dotmac-foreign-bindings",
            "dotmac-images",
            "dotmac-tenant-bindings",
            "dotmac-tenant-certificates",
            "dotmac-tenant-claims",
            "dotmac-tenant-endpoints",
            "dotmac-tenant-external-secrets",
            "dotmac-tenant-guard-rails",
            "dotmac-tenant-kinds",
            "dotmac-tenant-namespaces",
            "dotmac-tenant-pods",
            "dotmac-tenant-roles",
            "dotmac-tenant-secret-stores",
            "dotmac-tenant-services",
            "dotmac-tenant-tokens",
        ),
        description="Policies that deny in every namespace of every tenant, whatever the edge.",
    )
    platform_guards: Texts = Field(
        default=("dotmac-images",), description="Policies that deny in our own namespaces too."
    )
    trusted: Texts = Field(
        default=("argocd", "kube-system", "velero"),
        description="Namespaces whose accounts, tenants' deployers apart, a policy may let pass.",
    )
