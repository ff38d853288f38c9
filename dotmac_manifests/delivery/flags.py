"""Feature flags, for everybody or for one tenant: `dotmac flag`, the first help in an incident."""

from __future__ import annotations

from datetime import date

from dotmac_manifests.delivery.draft import Draft, Refused
from dotmac_manifests.delivery.tenants import changeable, tenant_file
from dotmac_manifests.edit.text import Set
from dotmac_manifests.spec.base import Model
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import PLATFORM_FILE
from dotmac_manifests.spec.platform import FeatureFlags
from dotmac_manifests.spec.tenant import TenantFlags

_SWITCH = {"true": True, "on": True, "false": False, "off": False}


def names_of(model: type[Model]) -> tuple[str, ...]:
    """Flags as the files spell them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def set_flags(
    draft: Draft, fleet: Fleet, assignments: list[str], slug: str | None, today: date
) -> None:
    """Set flags given as `name=true` or `name=false`; of the platform when ``slug`` is None."""
    model: type[Model] = FeatureFlags if slug is None else TenantFlags
    file, path = PLATFORM_FILE, ("spec", "featureFlags")
    if slug is not None:
        changeable(fleet, slug, today)
        file, path = tenant_file(slug), ("spec", "flags")
    edits = []
    for text in assignments:
        name, _, value = text.partition("=")
        if name not in names_of(model):
            owner = "the platform" if slug is None else "a tenant"
            known = ", ".join(names_of(model))
            raise Refused(f"{name!r} is no flag of {owner}; known: {known}")
        if value.lower() not in _SWITCH:
            raise Refused(f"{text!r}: write {name}=true or {name}=false")
        edits.append(Set((*path, name), _SWITCH[value.lower()]))
    draft.edit(file, edits)
