from __future__ import annotations

from dotmac_manifests.analysis.rules.registry import RULES
from tests.analysis.rules.judge import judge

TEXT = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: out, namespace: tenant-a}}
spec:
  podSelector: {{matchLabels: {{app: web}}}}
  policyTypes: [Egress]
  egress: [{{to: [{peer}], ports: [{{port: 443}}]}}]
"""


def test_the_internet_is_no_namespace_and_the_message_says_so() -> None:
    [finding] = judge(RULES["N03"], TEXT.format(peer="{namespaceSelector: {}}"))
    assert "every namespace of the cluster" in finding.message
    assert "nothing to the Internet" in finding.message
    assert "ipBlock" in finding.remedy


def test_labels_that_somebody_may_have_are_told_apart() -> None:
    peer = "{namespaceSelector: {matchExpressions: [{key: team, operator: DoesNotExist}]}}"
    [finding] = judge(RULES["N03"], TEXT.format(peer=peer))
    assert "namespaces that nobody named" in finding.message
