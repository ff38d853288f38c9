"""Whatever operators do, in whatever order: what must always hold holds after each step."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dotmac_manifests.delivery.flags import set_flags
from dotmac_manifests.delivery.leaving import STAGES, offboard
from dotmac_manifests.delivery.lifecycle import freeze, resume, suspend
from dotmac_manifests.delivery.moving import PHASES, cancel, move
from dotmac_manifests.delivery.releases import add, pin, remove, unpin
from dotmac_manifests.delivery.removals import retire
from dotmac_manifests.delivery.rollback import rollback_ring, rollback_tenant
from dotmac_manifests.delivery.rollouts import abort, pause, promote, start
from dotmac_manifests.delivery.rollouts import resume as go_on
from dotmac_manifests.delivery.status import record, status
from dotmac_manifests.delivery.tenants import Newcomer, Scaling, change, new, scale
from dotmac_manifests.delivery.waves import waves
from dotmac_manifests.errors import DotmacError
from dotmac_manifests.plan import names
from dotmac_manifests.plan.provenance import provenance
from tests.delivery.argocd import evidence
from tests.delivery.desk import NOW, Desk, desk

EUROPEAN = {"nordlicht", "newcomer"}
SLUGS = st.sampled_from(["citynet", "demo-isp", "fast-fiber", "harbor-link", "lion-net",
                         "metro-fiber", "nordlicht", "newcomer", "comer"])  # fmt: skip
BUSY = st.sampled_from(["citynet", "fast-fiber", "nordlicht"])
"""Few, so that several steps meet in one tenant."""
REGIONS = st.sampled_from(["us-east-1", "eu-west-1", "ap-southeast-1", "staging-us-east-1"])
RINGS = st.sampled_from(["staging", "control-plane", "early", "general"])
RELEASES = st.sampled_from(["v1.2.3", "v1.2.4", "v1.2.5"])
WISHES = st.sampled_from(
    [
        "placement.region=us-east-1", "placement.region=eu-west-1", "placement.compliance=[]",
        "placement={location: US}", "placement={}", "release.ring=early", "release.ring=staging",
        "release.pin=v1.2.4", "release={}", "lifecycle={}", "lifecycle.state=active", "seats=5",
        "subdomain=harbour", "customDomains=[ops.fastfiber.com]", "database.storage=900Gi",
        "metadata.labels={dotmac.io/cohort: growth}", "metadata.labels={}", "plan=enterprise",
    ]
)  # fmt: skip
DETOURS = st.sampled_from(
    [
        "placement.region=us-east-1", "placement.compliance=[]", "placement={location: US}",
        "placement={region: eu-west-1}", "placement={location: EU}", "lifecycle.move.to=us-east-1",
    ]
)  # fmt: skip
HOT_FIX = [f"isp-backend=registry.dotmac.io/dotmac/isp-backend@sha256:{'5' * 64}"]


class Operators(RuleBasedStateMachine):
    """Verbs at random; a refusal leaves every byte, a success done again changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk: Desk = desk(self.folder)
        self.now = NOW
        self.held: dict[str, str] = {}
        self.reserved: set[str] = set()
        self.untouched: bytes | None = None
        """platform.yaml before the roll-out began, as long as only the roll-out has edited it."""

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def _releases(self) -> None:
        self.desk.do(add, "v1.2.5", HOT_FIX, "v1.2.4")

    def _do(
        self, verb: Callable[..., None], *arguments: Any, once: bool = False, **named: Any
    ) -> bool:
        """Whether the verb was accepted and changed something."""
        before = self.desk.files()
        try:
            changed = self.desk.do(verb, *arguments, **named)
        except DotmacError as refused:
            note(f"{verb.__name__}: {refused}")
            assert self.desk.files() == before
            return False
        note(f"{verb.__name__} changed {changed}")
        if not once:
            again = [self.desk.plan if one is arguments[0] else one for one in arguments]
            given = arguments if isinstance(arguments[0], str | list) else tuple(again)
            assert self.desk.do(verb, *given, **named) == ()
        if "platform.yaml" in changed and verb not in (start, promote, abort):
            self.untouched = None
        return bool(changed)

    @rule(slug=SLUGS, region=REGIONS, gdpr=st.booleans(), wish=st.none() | WISHES)
    def comes(self, slug: str, region: str, gdpr: bool, wish: str | None) -> None:
        demands = ("GDPR",) if gdpr or slug in EUROPEAN else ()
        wanted = Newcomer(slug, "N", "starter", seats=1, region=region, compliance=demands)
        if self._do(new, wanted, [wish] if wish else [], once=True) and demands:
            assert self.desk.fleet.regions[region].spec.location == "EU"

    @rule(slug=SLUGS, wishes=st.lists(WISHES, min_size=1, max_size=2))
    def changes(self, slug: str, wishes: list[str]) -> None:
        self._do(change, slug, wishes, [], self.now.date())

    @rule(wish=DETOURS, unset=st.sampled_from(["placement", "placement.compliance", "quota"]))
    def tempts(self, wish: str, unset: str) -> None:
        """Looks for a way out of Europe; what is refused here is what later moves build on."""
        self._do(change, "nordlicht", [wish], [], self.now.date())
        self._do(change, "nordlicht", [], [unset], self.now.date())

    @rule(slug=SLUGS, field=st.sampled_from(["placement", "placement.region", "release", "quota"]))
    def unsets(self, slug: str, field: str) -> None:
        self._do(change, slug, [], [field], self.now.date())

    @rule(slug=SLUGS)
    def grows(self, slug: str) -> None:
        self._do(scale, slug, Scaling("isp-backend", high=3), self.now.date())

    @rule(slug=BUSY)
    def suspends(self, slug: str) -> None:
        self._do(suspend, slug, "unpaid", self.now.date())

    @rule(slug=SLUGS, days=st.integers(-1, 3))
    def freezes(self, slug: str, days: int) -> None:
        until = self.now.date() + timedelta(days=days)
        self._do(freeze, self.desk.plan, slug, until, "audit", self.now.date(), once=True)

    @rule(slug=SLUGS)
    def resumes(self, slug: str) -> None:
        self._do(resume, slug)

    @rule(slug=BUSY, phase=st.sampled_from(PHASES), to=st.none() | REGIONS)
    def moves(self, slug: str, phase: str, to: str | None) -> None:
        self._do(move, self.desk.plan, slug, phase=phase, to=to, approved_by="cto", once=to is None)

    @rule(slug=BUSY, to=st.sampled_from(["us-east-1", "eu-west-1"]))
    def moves_all_the_way(self, slug: str, to: str) -> None:
        for phase in PHASES:
            self._do(move, self.desk.plan, slug, phase=phase, to=to, approved_by="cto", once=True)

    @rule(slug=BUSY)
    def gives_up_a_move(self, slug: str) -> None:
        self._do(cancel, slug)

    @rule(slug=SLUGS, stage=st.sampled_from(STAGES))
    def leaves(self, slug: str, stage: str) -> None:
        named = {"stage": stage, "approved_by": "cto", "confirm": slug}
        self._do(offboard, self.desk.plan, slug, **named)

    @rule(slug=SLUGS)
    def leaves_for_good(self, slug: str) -> None:
        for stage in STAGES:
            named = {"stage": stage, "approved_by": "cto", "confirm": slug}
            self._do(offboard, self.desk.plan, slug, once=True, **named)
        if slug not in self.desk.fleet.tombstones:
            return
        for heir, wish in ((slug, "seats=1"), ("heir", f"subdomain={slug}")):
            wanted = Newcomer(heir, "H", "starter", region="us-east-1")
            self._do(new, wanted, [wish], once=True)

    @rule(region=REGIONS)
    def retires(self, region: str) -> None:
        named = {"reason": "x", "approved_by": "cto", "confirm": region}
        self._do(retire, self.desk.plan, region, **named)

    @rule(slug=SLUGS, release=RELEASES)
    def pins(self, slug: str, release: str) -> None:
        self._do(pin, slug, release)

    @rule(slug=SLUGS)
    def unpins(self, slug: str) -> None:
        self._do(unpin, slug)

    @rule(release=RELEASES)
    def forgets(self, release: str) -> None:
        self._do(remove, release)

    @rule(value=st.sampled_from(["true", "false"]), slug=st.none() | SLUGS)
    def flags(self, value: str, slug: str | None) -> None:
        self._do(set_flags, [f"enableCustomerPortal={value}"], slug, self.now.date())

    @rule(hours=st.sampled_from([1, 30]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(release=RELEASES, rings=st.integers(0, 4))
    def rolls_out(self, release: str, rings: int) -> None:
        before = self.desk.read("platform.yaml")
        if self._do(start, release, self.now):
            self.untouched = before
        for _ in range(rings):
            self.now += timedelta(hours=30)
            plan = self.desk.plan
            self._do(promote, plan, evidence(plan), self.now, once=True)

    @rule()
    def promotes_without_evidence(self) -> None:
        plan = self.desk.plan
        if self._do(promote, plan, None, self.now, once=True):
            assert all(not wave.tenants or wave.ring for wave in waves(plan))

    @rule()
    def pauses(self) -> None:
        self._do(pause, "odd")

    @rule()
    def goes_on(self) -> None:
        self._do(go_on, once=True)

    @rule()
    def aborts(self) -> None:
        if self._do(abort, "no") and self.untouched is not None:
            assert self.desk.read("platform.yaml") == self.untouched

    @rule(ring=RINGS)
    def takes_a_ring_back(self, ring: str) -> None:
        self._do(rollback_ring, ring, "slow")

    @rule(slug=SLUGS)
    def takes_a_tenant_back(self, slug: str) -> None:
        self._do(rollback_tenant, self.desk.plan, slug)

    @invariant()
    def one_roll_out_at_most_is_under_way(self) -> None:
        states = [found.spec.state for found in self.desk.fleet.rollouts.values()]
        assert sum(state in ("running", "paused") for state in states) <= 1

    @invariant()
    def every_tenant_is_in_one_ring(self) -> None:
        plan = self.desk.plan
        found = [slug for wave in waves(plan) for slug in (*wave.tenants, *dict(wave.held))]
        assert Counter(found) == Counter(list(plan.tenants))
        shown = record(status(self.desk.fleet, plan, evidence(plan), self.now))
        assert sum(ring["tenants"] + len(ring["held"]) for ring in shown["rings"]) == len(found)

    @invariant()
    def who_is_frozen_keeps_the_release(self) -> None:
        plan = self.desk.plan
        frozen = {
            slug: found.release
            for slug, found in plan.tenants.items()
            if found.spec.lifecycle.state == "frozen"
        }
        for slug, release in frozen.items():
            assert self.held.get(slug, release) == release
        self.held = frozen

    @invariant()
    def european_data_is_in_europe(self) -> None:
        plan = self.desk.plan
        for found in (*plan.tenants.values(), *plan.moving.values()):
            if found.slug in EUROPEAN:
                assert "GDPR" in found.spec.placement.compliance
                assert found.region.spec.location == "EU"

    @invariant()
    def names_of_the_gone_stay_unused(self) -> None:
        fleet, plan = self.desk.fleet, self.desk.plan
        now = {
            name
            for slug, found in plan.tenants.items()
            for name in (slug, *found.hosts, found.database.name, found.bucket, found.spec.id)
        }
        assert not now & self.reserved
        for tombstone in fleet.tombstones.values():
            kept = tombstone.spec.reserves
            if kept is not None and tombstone.spec.tenant is not None:
                self.reserved |= {tombstone.spec.tenant, kept.id, *kept.hosts}
                self.reserved |= {names.tenant_database(tombstone.spec.tenant), kept.bucket}

    @invariant()
    def every_value_can_be_traced(self) -> None:
        fleet, plan = self.desk.fleet, self.desk.plan
        for slug in plan.tenants:
            assert all(one.value for one in provenance(fleet, plan, slug) if one.name == "region")


TestOperators = Operators.TestCase
TestOperators.settings = settings(
    max_examples=6,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
