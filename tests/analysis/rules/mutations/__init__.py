"""Ways to weaken the fleet, a module for each group of rules."""

from __future__ import annotations

from tests.analysis.rules.judge import Mutation
from tests.analysis.rules.mutations import (
    availability,
    ingress,
    pods,
    quota,
    rbac,
    scheduling,
    secrets,
)

MUTATIONS: tuple[Mutation, ...] = (
    *availability.MUTATIONS,
    *ingress.MUTATIONS,
    *pods.MUTATIONS,
    *quota.MUTATIONS,
    *rbac.MUTATIONS,
    *scheduling.MUTATIONS,
    *secrets.MUTATIONS,
)
