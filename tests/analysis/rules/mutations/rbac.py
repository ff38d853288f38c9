"""Ways to give somebody more at the API server than was promised."""

from __future__ import annotations

from tests.analysis.rules.mutations import rbac_accounts, rbac_bindings, rbac_roles
from tests.analysis.rules.mutations.edits import mutations

MUTATIONS = mutations(rbac_bindings.WAYS | rbac_roles.WAYS | rbac_accounts.WAYS)
