"""Ways to let one namespace take what belongs to the others."""

from __future__ import annotations

from tests.analysis.rules.mutations import quota_containers, quota_fit, quota_keys
from tests.analysis.rules.mutations.edits import mutations

MUTATIONS = mutations(quota_keys.WAYS | quota_fit.WAYS | quota_containers.WAYS)
