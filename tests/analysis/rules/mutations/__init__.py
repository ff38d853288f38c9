"""Ways to weaken the fleet, a module for each group of rules."""

from __future__ import annotations

from tests.analysis.rules.judge import Mutation
from tests.analysis.rules.mutations import (
    admission,
    admission_expressions,
    argo,
    availability,
    escape,
    images,
    ingress,
    network,
    pods,
    quota,
    rbac,
    scheduling,
    schema,
    secrets,
    storage,
)

MUTATIONS: tuple[Mutation, ...] = (
    *admission.MUTATIONS,
    *admission_expressions.MUTATIONS,
    *argo.MUTATIONS,
    *availability.MUTATIONS,
    *escape.MUTATIONS,
    *images.MUTATIONS,
    *ingress.MUTATIONS,
    *network.MUTATIONS,
    *pods.MUTATIONS,
    *quota.MUTATIONS,
    *rbac.MUTATIONS,
    *scheduling.MUTATIONS,
    *schema.MUTATIONS,
    *secrets.MUTATIONS,
    *storage.MUTATIONS,
)
