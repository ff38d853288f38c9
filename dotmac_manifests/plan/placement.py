"""Which region a tenant lives in; residency decides, and nothing is ever guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.errors import Problem
from dotmac_manifests.spec.fleet import Source
from dotmac_manifests.spec.region import Region
from dotmac_manifests.spec.tenant import Placement, Tenant

_PLACEMENT = ("spec", "placement")


def place(
    tenant: Tenant, source: Source, regions: Mapping[str, Region]
) -> tuple[str | None, tuple[Problem, ...]]:
    """Name of the tenant's region, or the problems that stand in the way.

    An explicit region has to honour the residency that the same placement asks for. Without one,
    exactly one production region must fit, or exactly one of those that fit must be the default
    of its location: adding a region must never move a tenant.
    """
    wanted = tenant.spec.placement
    if wanted.region is not None:
        problems = tuple(_explicit(wanted, wanted.region, source, regions))
        return (None if problems else wanted.region), problems
    if wanted.location is None and not wanted.compliance:
        problem = source.problem(
            _PLACEMENT, "says neither region nor location", "write region: or location:"
        )
        return None, (problem,)
    fitting = [name for name, region in regions.items() if _fits(wanted, region)]
    defaults = [name for name in fitting if regions[name].spec.default_for_location]
    chosen = defaults if len(fitting) > 1 else fitting
    if len(chosen) == 1:
        return chosen[0], ()
    if fitting:
        message = f"fits several regions: {', '.join(fitting)}"
        remedy = "write one of them as region:, or mark one defaultForLocation"
    else:
        message = f"no production region offers {_wishes(wanted)}"
        remedy = "change the placement or add a region"
    return None, (source.problem(_PLACEMENT, message, remedy),)


def second_home(
    tenant: Tenant, source: Source, home: str, regions: Mapping[str, Region]
) -> tuple[str | None, tuple[Problem, ...]]:
    """The other region of a tenant that moves, which has to honour the same residency."""
    move = tenant.spec.lifecycle.move
    if move is None:
        return None, ()
    field, name = ("to", move.to) if move.to is not None else ("from", move.from_)
    path = ("spec", "lifecycle", "move", field)
    if tenant.spec.placement.region is None:
        message = "a tenant that moves has to say where it lives"
        return None, (source.problem(_PLACEMENT, message, f"write region: {home}"),)
    if name is None or name == home:
        return None, (source.problem(path, f"the tenant lives in {home}", "name another region"),)
    problems = tuple(_explicit(tenant.spec.placement, name, source, regions, path))
    here, there = (regions[known].spec if known in regions else None for known in (home, name))
    if here and there and here.environment != there.environment:
        message = f"{name} is {there.environment}, but {home} is {here.environment}"
        remedy = "a tenant's data stays in one environment"
        problems = (*problems, source.problem(path, message, remedy))
    return (None if problems else name), problems


def _explicit(
    wanted: Placement,
    name: str,
    source: Source,
    regions: Mapping[str, Region],
    path: tuple[str, ...] = (*_PLACEMENT, "region"),
) -> Iterator[Problem]:
    region = regions.get(name)
    if region is None:
        known = ", ".join(regions)
        yield source.problem(path, f"{name!r} is not a region", f"write one of {known}")
        return
    if wanted.location is not None and region.spec.location != wanted.location:
        yield source.problem(
            path,
            f"{name} is in {region.spec.location}, but the tenant's data has to stay in "
            f"{wanted.location}",
            _alternatives(wanted, regions),
        )
    missing = [rule for rule in wanted.compliance if rule not in region.spec.compliance]
    if "GDPR" in wanted.compliance and region.spec.location != "EU":
        missing = missing or ["GDPR"]
    if missing:
        yield source.problem(
            path,
            f"{name} does not offer {', '.join(missing)}, which the tenant's placement demands",
            _alternatives(wanted, regions),
        )


def _fits(wanted: Placement, region: Region) -> bool:
    spec = region.spec
    return (
        spec.environment == "production"
        and wanted.location in (None, spec.location)
        and set(wanted.compliance) <= set(spec.compliance)
        and ("GDPR" not in wanted.compliance or spec.location == "EU")
    )


def _alternatives(wanted: Placement, regions: Mapping[str, Region]) -> str:
    fitting = [name for name, region in regions.items() if _fits(wanted, region)]
    return f"write one of {', '.join(fitting)}" if fitting else "no region of this fleet fits"


def _wishes(wanted: Placement) -> str:
    wishes = [*([wanted.location] if wanted.location else []), *wanted.compliance]
    return " with ".join([wishes[0], ", ".join(wishes[1:])] if len(wishes) > 1 else wishes)
