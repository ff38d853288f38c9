"""Fleet to plan: every decision is taken here, and every contradiction found here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.approvals import approvals
from dotmac_manifests.plan.build_tenant import TenantBuilder
from dotmac_manifests.plan.checks_platform import platform_problems
from dotmac_manifests.plan.checks_records import record_problems, return_problems
from dotmac_manifests.plan.checks_region import region_problems
from dotmac_manifests.plan.checks_tenant import tenant_problems
from dotmac_manifests.plan.flows_operators import operator_flows
from dotmac_manifests.plan.flows_platform import control_plane_flows
from dotmac_manifests.plan.flows_shared import shared_flows
from dotmac_manifests.plan.images import images_of, third_party
from dotmac_manifests.plan.lifecycle import lifecycle_problems, presence
from dotmac_manifests.plan.model import (
    ControlPlanePlan,
    FleetPlan,
    QuotaPlan,
    RegionPlan,
    TenantPlan,
    WorkloadSize,
)
from dotmac_manifests.plan.operators import edge_namespace, operators_of
from dotmac_manifests.plan.placement import place, second_home
from dotmac_manifests.plan.rings import rehearsal_problems, ring_named, ring_of
from dotmac_manifests.plan.sizes import decide, excess, hard_limits, peak
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.region import Region
from dotmac_manifests.spec.sizes import Quota, Size

MAX_BUCKET = 63
"""Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""

PER_TENANT: Mapping[str, str] = {"secrets": "2000", "count/jobs.batch": "2000"}
"""Quota of `shared-services` for what each tenant of the region has one of there; the number is
beyond any region's tenants, so that a new tenant changes nobody else's files."""


def build_plan(fleet: Fleet) -> FleetPlan:
    """Decide everything; raises InputError with every contradiction between the inputs."""
    return _Builder(fleet).build()


@dataclass
class _Builder:
    fleet: Fleet
    problems: list[Problem] = field(default_factory=list)
    images: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def build(self) -> FleetPlan:
        fleet = self.fleet
        self.problems.extend(platform_problems(fleet))
        self.problems.extend(region_problems(fleet))
        self.problems.extend(tenant_problems(fleet))
        self.problems.extend(lifecycle_problems(fleet))
        self.problems.extend(record_problems(fleet))
        if any(problem.file == "platform.yaml" for problem in self.problems):
            raise InputError(self.problems)
        regions = {
            name: self._region(name, region, fleet.region_sources[name])
            for name, region in fleet.regions.items()
        }
        control_planes = {
            name: self._control_plane(region)
            for name, region in regions.items()
            if region.spec.primary
        }
        tenants, moving = self._tenants(regions, control_planes)
        if self.problems:
            raise InputError(self.problems)
        return FleetPlan(
            platform=fleet.platform.spec,
            regions=regions,
            control_planes=control_planes,
            tenants=tenants,
            moving=moving,
            approvals=approvals(fleet, tenants, moving),
            warnings=self._warnings(),
        )

    def _region(self, name: str, region: Region, source: Source) -> RegionPlan:
        platform, spec = self.fleet.platform.spec, region.spec
        registry = spec.registry_mirror or platform.registry
        network = spec.network
        shared = platform.shared_services
        sizes, quota = self._namespace(
            shared.workloads, shared.quota, region, ("spec", "sharedServices", "quota")
        )
        ranges = (
            *network.pod_cidrs,
            *network.service_cidrs,
            *network.node_cidrs,
            *network.api_server_cidrs,
            *network.database_cidrs,
        )
        quota = replace(quota, hard={**quota.hard, **PER_TENANT})
        if spec.object_storage.mode == "external":
            sizes.pop("object-storage", None)
        plan = RegionPlan(
            name=name,
            spec=spec,
            platform=platform,
            cluster_ranges=tuple(sorted(set(ranges))),
            edge_namespace=edge_namespace(spec),
            images=third_party(platform, registry),
            operators=operators_of(spec),
            shared_sizes=sizes,
            shared_quota=quota,
            ring=platform.control_plane.rings[spec.environment] if spec.primary else None,
            rings=tuple(ring.name for ring in platform.rings if spec.delivery.rolling_sync),
            flows=(),
        )
        return replace(plan, flows=(*operator_flows(plan), *shared_flows(plan)))

    def _control_plane(self, region: RegionPlan) -> ControlPlanePlan:
        settings = region.platform.control_plane
        sizes, quota = self._namespace(
            settings.workloads,
            settings.quota,
            self.fleet.regions[region.name],
            ("spec", "controlPlane", "quota"),
        )
        ring = ring_named(region.platform, settings.rings[region.spec.environment])
        return ControlPlanePlan(
            region=region,
            ring=ring.name,
            release=ring.release,
            images=self._images(region, ring.release),
            sizes=sizes,
            quota=quota,
            flows=control_plane_flows(region),
        )

    def _namespace(
        self,
        workloads: Mapping[Any, Size],
        quota: Quota,
        region: Region,
        path: tuple[str, ...],
    ) -> tuple[dict[str, WorkloadSize], QuotaPlan]:
        """Sizes and quota of a platform namespace; a quota below the peak is a problem."""
        platform = self.fleet.platform.spec
        sizes = {
            name: decide(size, None, platform.ephemeral_storage, region.spec.sizing.max_replicas)
            for name, size in sorted(workloads.items())
        }
        hard = hard_limits(
            quota,
            storage_class=region.spec.storage_class.name,
            load_balancers=0,
            ephemeral_total=str(Quantity.parse(platform.ephemeral_storage) * quota.pods),
        )
        for sentence in excess(peak(sizes), hard):
            self.problems.append(
                self.fleet.platform_source.problem(path, sentence, "raise the quota")
            )
        return sizes, QuotaPlan(hard, platform.plans["enterprise"].bounds)

    def _tenants(
        self, regions: Mapping[str, RegionPlan], control_planes: Collection[str]
    ) -> tuple[dict[str, TenantPlan], dict[str, TenantPlan]]:
        """Every tenant where it is served; and what the moving ones have elsewhere."""
        plans: dict[str, TenantPlan] = {}
        moving: dict[str, TenantPlan] = {}
        rehearses = any(found.spec.environment != "production" for found in regions.values())
        flawed = {found.file for found in self.problems}
        for slug, tenant in self.fleet.tenants.items():
            source = self.fleet.tenant_sources[slug]
            name, problems = place(tenant, source, self.fleet.regions)
            self.problems.extend(problems)
            if name is None or source.document.file in flawed:
                continue
            region = regions[name].spec
            ring, problems = ring_of(tenant, source, region, name, self.fleet.platform.spec)
            self.problems.extend(problems)
            self.problems.extend(
                rehearsal_problems(source, ring, region, self.fleet.platform.spec, rehearses)
            )
            other, problems = second_home(tenant, source, name, self.fleet.regions)
            self.problems.extend(problems)
            for home, found in ((name, plans), (other, moving)):
                if home is None:
                    continue
                mode, removable = presence(tenant.spec.lifecycle, at_home=found is plans)
                builder = TenantBuilder(
                    slug=slug,
                    spec=tenant.spec,
                    source=source,
                    region=regions[home],
                    ring=ring,
                    mode=mode,
                    removable=removable,
                    local_platform=home in control_planes,
                    images=self._images,
                )
                found[slug] = builder.build()
                self.problems.extend(builder.problems)
        for found in (plans, moving):
            self.problems.extend(self._bucket_problems(found))
            self.problems.extend(return_problems(self.fleet, found))
        return plans, moving

    def _images(self, region: RegionPlan, release: str) -> Mapping[str, str]:
        """The same object for all who run a release in a region, since those can be thousands."""
        key = (region.name, release)
        return self.images.get(key) or self.images.setdefault(key, images_of(region, release))

    def _bucket_problems(self, plans: Mapping[str, TenantPlan]) -> Iterator[Problem]:
        """A bucket's name joins region and slug, so that it can be too long, or two be one."""
        owners: dict[str, str] = {}
        for slug, plan in plans.items():
            owner = owners.setdefault(plan.bucket, slug)
            wrong = f"belongs to {owner} already" if owner != slug else ""
            if len(plan.bucket) > MAX_BUCKET:
                wrong = f"is longer than {MAX_BUCKET} characters"
            if wrong:
                message = f"its bucket {plan.bucket} {wrong}"
                source = self.fleet.tenant_sources[slug]
                yield source.problem(("metadata", "name"), message, "choose another slug")

    def _warnings(self) -> tuple[str, ...]:
        return tuple(
            f"region {name}: no web application firewall stands before the edge "
            f"({region.spec.edge.waf.reason})"
            for name, region in self.fleet.regions.items()
            if region.spec.edge.waf.provider == "none"
        )
