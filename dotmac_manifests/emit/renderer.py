"""Some units of a plan, rendered the direct way, or the fast one under the eyes of a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from typing import TYPE_CHECKING

from dotmac_manifests.components.plain import Trees
from dotmac_manifests.emit import node_death
from dotmac_manifests.emit.unit import Unit, units
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import TENANTS_FOLDER

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dotmac_manifests.emit.rendered import Rendered

FEW = 32
"""Units that are rendered without a sample of them going through Node, which takes longer to
start than they do; the tests hold both ways against each other."""
CANARIES = 4
"""Size of that sample."""
_OF_TENANT = f"/{TENANTS_FOLDER}/"


def render_some(
    plan: FleetPlan,
    names: Set[str],
    progress: Callable[[str], None],
    *,
    direct: bool,
    executor: Executor | None,
) -> Iterator[Rendered]:
    """Render the units of these names: through Node, or without it, with a sample that goes there.

    Raises Disagreement after the last one where the ways differ; nothing may be used before.
    """
    if not names:
        return
    if not direct:
        Trees.stay_in_python()
    with node_death.told():
        from dotmac_manifests.emit.batch import render_units  # noqa: PLC0415 - costs its import

        chosen = [unit for unit in units(plan) if unit.name in names]
        told = _telling(chosen, progress)
        if direct:
            from dotmac_manifests.emit.render import render  # noqa: PLC0415 - settles the trees

            yield from (render(unit) for unit in told)
        elif len(chosen) <= FEW:
            yield from render_units(told)
        else:
            from dotmac_manifests.emit.canary import Canary  # noqa: PLC0415 - few runs need one

            with Canary(chosen, CANARIES) as canary:
                yield from canary.watch(render_units(told, executor))


def tenant_of(unit: str) -> str | None:
    """The tenant that a unit belongs to."""
    return unit.partition(_OF_TENANT)[2] or None


def _telling(units: Iterable[Unit], progress: Callable[[str], None]) -> Iterator[Unit]:
    for unit in units:
        progress(unit.name)
        yield unit
