import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.kube.names import (
    dns_label_error,
    dns_subdomain_error,
    hostname_error,
    label_key_error,
    label_value_error,
    plural,
)


@pytest.mark.parametrize("text", ["a", "0", "fast-fiber", "a--b", "a" * 63])
def test_dns_labels(text: str) -> None:
    assert dns_label_error(text) is None


@pytest.mark.parametrize("text", ["-a", "a-", "A", "a.b", "a_b", "ä", "a\n", " a"])
def test_no_dns_labels(text: str) -> None:
    assert dns_label_error(text) == (
        "must consist of lower-case letters, digits and '-', "
        "and begin and end with a letter or digit"
    )


def test_lengths() -> None:
    assert dns_label_error("") == "must not be empty"
    assert dns_label_error("a" * 64) == "must have at most 63 characters, and has 64"
    assert dns_subdomain_error("a" * 253) is None
    assert dns_subdomain_error("a" * 254) == "must have at most 253 characters, and has 254"
    assert label_value_error("a" * 63) is None
    assert label_value_error("a" * 64) == "must have at most 63 characters, and has 64"


@pytest.mark.parametrize("text", ["a", "a.b", "1.2.3.4", "dotmac.io", "a-b.c-d"])
def test_dns_subdomains(text: str) -> None:
    assert dns_subdomain_error(text) is None


@pytest.mark.parametrize("text", ["", ".a", "a.", "a..b", "a.-b", "A.b", "*.a", "a.b\n"])
def test_no_dns_subdomains(text: str) -> None:
    assert dns_subdomain_error(text)


@pytest.mark.parametrize("text", ["ops.fastfiber.com", "a.b", "xn--bcher-kva.example", "1.2.3.a4"])
def test_hostnames(text: str) -> None:
    assert hostname_error(text) is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("localhost", "must be a full host name with at least one '.'"),
        ("10.0.0.1", "must be a host name, not an IP address"),
        (f"{'a' * 64}.example.com", "must have at most 63 characters between two dots"),
        ("example.com.", "must not begin or end with '.' or contain '..'"),
        ("", "must not be empty"),
    ],
)
def test_no_hostnames(text: str, error: str) -> None:
    assert hostname_error(text) == error


@pytest.mark.parametrize("text", ["*.example.com", "https://a.b", "a.b:80", "Ops.example.com"])
def test_hostnames_have_neither_wildcards_nor_ports_nor_capitals(text: str) -> None:
    assert hostname_error(text)


@pytest.mark.parametrize("text", ["", "a", "A_b.C-1", "v1.2.3", "0"])
def test_label_values(text: str) -> None:
    assert label_value_error(text) is None


@pytest.mark.parametrize("text", ["-a", "a-", "a b", "a/b", ".", "ä", "a\n"])
def test_no_label_values(text: str) -> None:
    assert label_value_error(text)


@pytest.mark.parametrize("text", ["app", "app.kubernetes.io/name", "dotmac.io/tenant_id", "A.b"])
def test_label_keys(text: str) -> None:
    assert label_key_error(text) is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "must not be empty"),
        ("/a", "before the '/': must not be empty"),
        ("a/", "after the '/': must not be empty"),
        ("a" * 64, "must have at most 63 characters, and has 64"),
        ("a/" + "a" * 64, "after the '/': must have at most 63 characters, and has 64"),
    ],
)
def test_no_label_keys(text: str, error: str) -> None:
    assert label_key_error(text) == error


@pytest.mark.parametrize("text", ["a/b/c", "Dotmac.io/a", "a b", "dotmac.io/-a"])
def test_label_keys_have_one_prefix_in_lower_case(text: str) -> None:
    assert label_key_error(text)


@given(st.text(max_size=70))
def test_each_stricter_rule_implies_the_looser(text: str) -> None:
    if dns_label_error(text) is None:
        assert dns_subdomain_error(text) is None
        assert label_value_error(text) is None
    if hostname_error(text) is None:
        assert dns_subdomain_error(text) is None
    if text and label_value_error(text) is None:
        assert label_key_error(text) is None
        assert label_key_error(f"dotmac.io/{text}") is None


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("Deployment", "deployments"),
        ("Ingress", "ingresses"),
        ("NetworkPolicy", "networkpolicies"),
        ("Gateway", "gateways"),
        ("StorageClass", "storageclasses"),
        ("Endpoints", "endpoints"),
        ("EndpointSlice", "endpointslices"),
    ],
)
def test_kinds_have_the_plural_by_which_they_are_served(kind: str, resource: str) -> None:
    assert plural(kind) == resource
