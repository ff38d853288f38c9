"""What YAML cannot tell of admission: which policies there have to be, and whom they may trust."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel

Texts = Annotated[tuple[str, ...], Strict(False)]


class AdmissionSite(BaseModel):
    """Facts about the admission policies of the place where the manifests will run."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )

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
