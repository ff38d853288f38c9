"""Node logs: the platform's, not the tenants'; read-only but for one folder."""

from __future__ import annotations

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators_logging import LOKI_SECRET, STATE, node_logs
from tests.fleet import seed_plan

VALUES = node_logs(Settings(seed_plan().regions["us-east-1"], "fluent-bit"))


def test_tenants_logs_are_left_to_tenants() -> None:
    assert "Exclude_Path /var/log/containers/*_tenant-*_*.log" in VALUES["config"]["inputs"]


def test_the_gateway_is_told_who_asks() -> None:
    outputs = VALUES["config"]["outputs"]
    assert "Http_User platform" in outputs
    assert "Http_Passwd ${LOKI_PASSWORD}" in outputs
    (password,) = VALUES["env"]
    assert password["valueFrom"]["secretKeyRef"]["name"] == LOKI_SECRET


def test_the_node_is_read_only_but_for_its_own_folder() -> None:
    writable = [
        mount["mountPath"] for mount in VALUES["daemonSetVolumeMounts"] if not mount.get("readOnly")
    ]
    assert writable == [STATE]


def test_root_without_any_capability() -> None:
    security = VALUES["securityContext"]
    assert security["runAsUser"] == 0
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert security["allowPrivilegeEscalation"] is False


def test_no_test_pod_of_the_chart() -> None:
    assert VALUES["testFramework"] == {"enabled": False}
