"""What a unit is rendered from: narrowed to what it may depend on, and hashed.

A unit is handed no more of the plan than its key covers: the parts of the platform that tenants
and regions take their decisions from are decided by then, and reading them fails. So equal keys
mean equal bytes, by construction and not by knowledge of what each component reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from json import JSONEncoder
from operator import attrgetter
from typing import Any

from pydantic import BaseModel

from dotmac_manifests.emit.unit import CONTROL_PLANE, PARTS
from dotmac_manifests.plan.claims import claims as all_claims
from dotmac_manifests.plan.model import FleetPlan, RegionPlan, TenantPlan
from dotmac_manifests.spec.platform import PlatformSpec

DECIDED = frozenset(
    {
        "releases",
        "rings",
        "default_ring",
        "freeze",
        "deletion_guard",
        "control_plane",
        "shared_services",
        "plans",
    }
)
"""Parts of the platform that the plan has turned into images, sizes, quotas and approvals."""
OF_REGIONS = frozenset({"images", "operators", "acme"})
"""Parts that regions are rendered from, and tenants are not."""


class _Sealed:
    """Stands where a plan was narrowed: whoever reads it depends on what its key leaves out."""

    def _refuse(self, *_: object) -> Any:
        raise AssertionError("a unit reads a part of the plan that its key does not cover")

    def __reduce__(self) -> str:
        return "_SEALED"

    __getattr__ = __getitem__ = __iter__ = __len__ = __contains__ = __bool__ = _refuse


_SEALED: Any = _Sealed()


def narrowed(plan: FleetPlan) -> FleetPlan:
    """The same fleet, in which no unit can read what its key leaves out."""
    platform = plan.platform
    plans = {name: _only(found, {"priority"}) for name, found in platform.plans.items()}
    for_regions = _without(platform, DECIDED)
    object.__setattr__(for_regions, "plans", plans)
    for_tenants = _without(platform, DECIDED | OF_REGIONS)
    regions = {name: replace(region, platform=for_regions) for name, region in plan.regions.items()}
    homes = {
        name: replace(
            region,
            platform=for_tenants,
            operators=_SEALED,
            shared_quota=_SEALED,
            flows=_SEALED,
        )
        for name, region in plan.regions.items()
    }
    return replace(
        plan,
        regions=regions,
        control_planes={
            name: replace(found, region=regions[name])
            for name, found in plan.control_planes.items()
        },
        tenants={slug: _at(found, homes) for slug, found in plan.tenants.items()},
        moving={slug: _at(found, homes) for slug, found in plan.moving.items()},
    )


def unit_keys(plan: FleetPlan, program: str) -> Iterator[tuple[str, str]]:
    """Name and key of every unit of a narrowed plan, in the order of `unit.units`."""
    homes: dict[str, str] = {}
    for name, region in plan.regions.items():
        own = _key(program, region)
        for part in PARTS:
            yield f"{name}/{part}", own
        control_plane = plan.control_planes.get(name)
        if control_plane is not None:
            yield (
                f"{name}/{CONTROL_PLANE}",
                _key(program, own, replace(control_plane, region=_SEALED)),
            )
        for tenant in plan.tenants_of(name):
            home = homes.get(name) or homes.setdefault(name, _key(program, tenant.region))
            yield f"{name}/tenants/{tenant.slug}", _key(home, replace(tenant, region=_SEALED))


def claims(plan: TenantPlan) -> tuple[str, ...]:
    """Names that no other tenant may have: those of its file, and its bucket."""
    domain = plan.region.platform.domains.tenants
    found = all_claims(plan.slug, plan.spec, domain)
    return (*(f"{claim.kind}:{claim.value}" for claim in found), f"bucket:{plan.bucket}")


def _at(plan: TenantPlan, homes: Mapping[str, RegionPlan]) -> TenantPlan:
    return replace(plan, region=homes[plan.region.name])


def _only(model: Any, kept: set[str]) -> Any:
    return type(model).model_construct(**{name: getattr(model, name) for name in kept})


def _without(platform: PlatformSpec, left_out: frozenset[str]) -> PlatformSpec:
    """A platform whose parts that are left out cannot be read."""
    kept = {name: value for name, value in platform if name not in left_out}
    found = PlatformSpec.model_construct(**kept)
    for name in left_out:
        found.__dict__.pop(name, None)
    return found


def _key(*parts: object) -> str:
    return sha256(_ENCODER.encode(parts).encode()).hexdigest()


def _plain(value: object) -> object:
    """What JSON has no form for, with its type, in an order of its own."""
    if isinstance(value, BaseModel):
        return [type(value).__name__, value.__dict__]
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *_values(type(value))(value)]
    if isinstance(value, frozenset | set):
        return ["set", *sorted(value)]
    if value is _SEALED:
        return ["sealed"]
    raise TypeError(f"{type(value).__name__} is no part of a key")


@cache
def _values(kind: Any) -> attrgetter[Any]:
    """Reads the fields of a dataclass; what was only computed from them is left out."""
    first, *others = (field.name for field in fields(kind))
    return attrgetter(first, *others, "__class__.__name__")


_ENCODER = JSONEncoder(default=_plain, ensure_ascii=False, check_circular=False)
