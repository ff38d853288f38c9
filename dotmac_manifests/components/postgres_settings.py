"""PostgreSQL's settings derived from the memory and the disk that it gets.

Source: PostgreSQL 18 documentation, "Resource Consumption" and "Write Ahead Log".
"""

from __future__ import annotations

from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import TenantPlan

_MEBI = 1024 * 1024


def parameters(memory: str, storage: str) -> dict[str, str]:
    """Settings by name; ``memory`` is the container's limit, ``storage`` the volume's size.

    A quarter of the memory is the buffer cache, a quarter may go to sorts of all connections
    together. A standby that stays away may hold back a fifth of the disk at most: the primary
    must not stop for its sake.
    """
    megabytes = Quantity.parse(memory).value // _MEBI
    disk = Quantity.parse(storage).value // _MEBI
    connections = max(100, min(400, megabytes // 20))
    return {
        "checkpoint_timeout": "15min",
        "effective_cache_size": f"{megabytes * 3 // 4}MB",
        "idle_in_transaction_session_timeout": "10min",
        "log_min_duration_statement": "2s",
        "maintenance_work_mem": f"{max(64, min(1024, megabytes // 16))}MB",
        "max_connections": str(connections),
        "max_slot_wal_keep_size": f"{disk // 5}MB",
        "max_wal_size": f"{max(512, min(8192, disk // 20))}MB",
        "random_page_cost": "1.1",  # disks without moving parts
        "shared_buffers": f"{megabytes // 4}MB",
        "work_mem": f"{max(4, megabytes // 4 // connections)}MB",
    }


def sslmode(plan: TenantPlan) -> str:
    """How clients speak to PostgreSQL: only the plain StatefulSet has no certificate."""
    return "prefer" if plan.database.mode == "statefulset" else "require"
