"""Ways to take from a tenant what keeps it answering."""

from __future__ import annotations

from tests.analysis.rules.mutations import availability_budgets, availability_updates
from tests.analysis.rules.mutations.edits import mutations

MUTATIONS = mutations(availability_budgets.WAYS | availability_updates.WAYS)
