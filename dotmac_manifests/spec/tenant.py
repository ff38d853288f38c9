"""`tenants/<slug>.yaml`: one Internet provider."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dotmac_manifests.spec.base import (
    Cidr,
    Hostname,
    HttpsUrl,
    Items,
    LabelValue,
    Model,
    NonEmpty,
    QuantityText,
    Slug,
)
from dotmac_manifests.spec.metadata import Metadata, RegionName
from dotmac_manifests.spec.platform import Feature
from dotmac_manifests.spec.region import Compliance, DatabaseMode, Location
from dotmac_manifests.spec.releases import Day, PlanName, ReleaseName
from dotmac_manifests.spec.sizes import QuotaOverride, SizeOverride, TenantWorkload


class Placement(Model):
    """Where the tenant's data lives: a region by name, or whatever region fits."""

    region: RegionName | None = None
    location: Location | None = None
    compliance: Items[Compliance] = ()


class ReleaseChoice(Model):
    """Which release the tenant runs: its ring's, or a pinned one."""

    ring: Slug | None = Field(default=None, description="The platform's default ring if absent.")
    pin: ReleaseName | None = Field(default=None, description="Overrides the ring, e.g. a hot-fix.")


class Branding(Model):
    """What the tenant's users see."""

    name: NonEmpty
    logo_url: HttpsUrl = Field(alias="logoURL")
    primary_color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class TenantFlags(Model):
    """Flags that the tenant controls."""

    enable_customer_portal: bool = True
    enable_sms_notifications: bool = Field(default=False, alias="enableSMSNotifications")
    enable_auto_provisioning: bool = False
    enable_custom_branding: bool = False
    enable_radius: bool = True
    enable_partner_management: bool = False


class Vpn(Model):
    """WireGuard, in a namespace of its own."""

    source_cidrs: Items[Cidr] = Field(alias="sourceCIDRs", min_length=1)


class TenantNetwork(Model):
    """Who may call the tenant's network services from outside."""

    nas_cidrs: Items[Cidr] = Field(
        default=(), alias="nasCIDRs", description="Network access servers, for RADIUS."
    )
    coa: bool = Field(default=False, description="Send RADIUS CoA (UDP 3799) to the NAS.")
    cpe_cidrs: Items[Cidr] = Field(
        default=(), alias="cpeCIDRs", description="Customer devices, for TR-069."
    )
    vpn: Vpn | None = None


class TenantDatabase(Model):
    """The tenant's PostgreSQL."""

    mode: DatabaseMode | None = Field(default=None, description="The region's mode if absent.")
    storage: QuantityText | None = Field(default=None, description="Disk of each instance.")
    host: Hostname | None = Field(default=None, description="Endpoint, for mode external.")


class TenantBackup(Model):
    """How long backups are kept."""

    retention_days: int = Field(ge=1, le=3650)


Stage = Literal["approved", "final-backup", "drained", "removable"]


class Move(Model):
    """A change of region under way: `to` while it is prepared, `from` once it has happened."""

    to: RegionName | None = Field(
        default=None, description="Where the data is being copied to; the tenant still lives here."
    )
    from_: RegionName | None = Field(
        default=None,
        alias="from",
        description="Where the tenant lived; its data stands there until it is confirmed gone.",
    )
    removable: bool = Field(
        default=False, description="The old region's data is confirmed gone or not needed."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.to is None) == (self.from_ is None):
            raise ValueError("write either to: or from:")
        if self.removable and self.from_ is None:
            raise ValueError("only what is left in the old region can be removable")
        return self


class Lifecycle(Model):
    """Where the tenant stands between onboarding and leaving."""

    state: Literal["active", "suspended", "frozen", "offboarding"] = "active"
    reason: NonEmpty | None = Field(default=None, description="Why it is not active.")
    until: Day | None = Field(default=None, description="Last day of the freeze.")
    release: ReleaseName | None = Field(
        default=None, description="Release that a frozen tenant keeps, whatever its ring gets."
    )
    stage: Stage | None = Field(default=None, description="How far offboarding has come.")
    approved_by: NonEmpty | None = Field(default=None, description="Who approved offboarding.")
    move: Move | None = None


class TenantSpec(Model):
    """Everything that is true of one tenant."""

    id: LabelValue
    display_name: NonEmpty
    plan: PlanName
    seats: int = Field(ge=1)
    features: Items[Feature] = ()
    placement: Placement
    release: ReleaseChoice = ReleaseChoice()
    lifecycle: Lifecycle = Lifecycle()
    subdomain: Slug | None = Field(default=None, description="The slug if absent.")
    custom_domains: Items[Hostname] = ()
    branding: Branding | None = None
    flags: TenantFlags = TenantFlags()
    network: TenantNetwork = TenantNetwork()
    database: TenantDatabase = TenantDatabase()
    backup: TenantBackup | None = None
    canary: bool = Field(default=False, description="Step new releases in by 5 % with analysis.")
    sizes: dict[TenantWorkload, SizeOverride] = Field(default_factory=dict)
    quota: QuotaOverride = QuotaOverride()


class Tenant(Model):
    """One Internet provider, one file: `tenants/<slug>.yaml`."""

    api_version: Literal["dotmac.io/v1"]
    kind: Literal["Tenant"]
    metadata: Metadata
    spec: TenantSpec
