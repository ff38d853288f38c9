"""Ways to weaken the fleet, a module for each group of rules."""

from __future__ import annotations

from tests.analysis.rules.judge import Mutation

MUTATIONS: tuple[Mutation, ...] = ()
