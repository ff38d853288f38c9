from __future__ import annotations

import pytest
from pydantic import ValidationError

from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.site import Site
from tests.analysis.rules.judge import judge

RULE = RULES["K01"]


def manifests(*versions: str) -> str:
    """Namespaces pinned to versions, and an object of a kind that is not there in 1.34."""
    found = [
        f"""
apiVersion: v1
kind: Namespace
metadata:
  name: n{number}
  labels: {{pod-security.kubernetes.io/enforce-version: {version}}}
"""
        for number, version in enumerate(versions)
    ]
    policy = """
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: sidecars}
spec: {}
"""
    return "---".join([*found, policy])


def messages(text: str, site: Site | None = None) -> list[str]:
    return [finding.message for finding in judge(RULE, text, site)]


@pytest.mark.parametrize("written", ["v1.34", "1.34"])
def test_the_label_says_the_minor(written: str) -> None:
    assert messages(manifests(f"'{written}'"))
    assert messages(manifests("v1.37")) == []


def test_the_sites_word_goes_before_labels() -> None:
    assert messages(manifests("v1.37"), Site(kubernetes_minor="1.34"))
    assert messages(manifests("v1.34"), Site(kubernetes_minor="1.37")) == []


def test_most_namespaces_win_and_the_older_of_as_many() -> None:
    assert messages(manifests("v1.34", "v1.37", "v1.37")) == []
    assert messages(manifests("v1.37", "v1.34"))


@pytest.mark.parametrize("label", ["latest", "v2.0", "v1", "1.36.1", "''"])
def test_a_label_that_is_no_minor_cannot_be_judged(label: str) -> None:
    found = messages(manifests("v1.37", label))
    assert len(found) == 1
    assert "cannot be judged" in found[0]
    assert messages(manifests("v1.37", label), Site(kubernetes_minor="1.37")) == []


def test_a_minor_without_schemas_is_no_pass() -> None:
    assert messages(manifests("v1.37"), Site(kubernetes_minor="1.99"))


def test_a_site_names_a_minor_and_nothing_else() -> None:
    with pytest.raises(ValidationError):
        Site(kubernetes_minor="latest")
