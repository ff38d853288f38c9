"""Network: who can open a connection to whom."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.network import (
    n01_default_deny,
    n02_pods_isolated,
    n03_no_open_rules,
    n04_named_namespaces,
    n05_dns,
    n06_internet,
    n07_edge_ports,
    n08_into_tenants,
    n09_out_of_tenants,
    n10_data_clients,
    n11_tenant_walls,
    n12_api_clients,
    n13_nothing_above,
    n14_services,
    n15_valid_policies,
    n16_own_identity,
    n17_dns_reachable,
)

RULES = (
    n01_default_deny.RULE,
    n02_pods_isolated.RULE,
    n03_no_open_rules.RULE,
    n04_named_namespaces.RULE,
    n05_dns.RULE,
    n06_internet.RULE,
    n07_edge_ports.RULE,
    n08_into_tenants.RULE,
    n09_out_of_tenants.RULE,
    n10_data_clients.RULE,
    n11_tenant_walls.RULE,
    n12_api_clients.RULE,
    n13_nothing_above.RULE,
    n14_services.RULE,
    n15_valid_policies.RULE,
    n16_own_identity.RULE,
    n17_dns_reachable.RULE,
)
"""The rules of the group, in the order of their numbers."""
