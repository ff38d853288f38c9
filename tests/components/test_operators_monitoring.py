"""The region's monitoring asks what it may, keeps no secret in Git, and stays unprivileged."""

from __future__ import annotations

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators_monitoring import COLLECTORS, monitoring
from dotmac_manifests.plan.operators import NODE_EXPORTER_NAMESPACE
from tests.fleet import seed_plan

REGIONS = seed_plan().regions
VALUES = monitoring(Settings(REGIONS["us-east-1"], "kube-prometheus-stack"))


def test_the_state_of_secrets_is_nobodys_metric() -> None:
    assert not {"secrets", "configmaps"} & set(COLLECTORS)
    assert list(COLLECTORS) == sorted(COLLECTORS)


def test_receivers_come_from_the_store() -> None:
    spec = VALUES["alertmanager"]["alertmanagerSpec"]
    assert spec["useExistingSecret"] is True
    assert "config" not in VALUES["alertmanager"]


def test_no_webhook_that_nobody_needs() -> None:
    operator = VALUES["prometheusOperator"]
    assert operator["admissionWebhooks"] == operator["tls"] == {"enabled": False}


def test_node_exporter_stands_apart() -> None:
    exporter = VALUES["prometheus-node-exporter"]
    assert exporter["namespaceOverride"] == NODE_EXPORTER_NAMESPACE
    assert exporter["hostPID"] is False
    assert exporter["containerSecurityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_jobs_ask_one_namespace_one_label_one_port() -> None:
    jobs = VALUES["prometheus"]["prometheusSpec"]["additionalScrapeConfigs"]
    assert len({job["job_name"] for job in jobs}) == len(jobs)
    for job in jobs:
        (discovery,) = job["kubernetes_sd_configs"]
        (namespace,) = discovery["namespaces"]["names"]
        assert not namespace.startswith("tenant-")
        keep = job["relabel_configs"][0]
        assert keep["action"] == "keep"
        assert keep["regex"].endswith(";Running")


def test_the_control_plane_is_asked_where_it_runs() -> None:
    def namespaces(region: str) -> set[str]:
        values = monitoring(Settings(REGIONS[region], "kube-prometheus-stack"))
        jobs = values["prometheus"]["prometheusSpec"]["additionalScrapeConfigs"]
        return {job["kubernetes_sd_configs"][0]["namespaces"]["names"][0] for job in jobs}

    assert "platform-admin" in namespaces("us-east-1")
    assert "platform-admin" not in namespaces("eu-west-1")


def test_claims_use_the_encrypted_class() -> None:
    claim = VALUES["prometheus"]["prometheusSpec"]["storageSpec"]["volumeClaimTemplate"]["spec"]
    assert claim["storageClassName"] == "dotmac-encrypted"
