"""New input files: what editors, people and our own reader need."""

from __future__ import annotations

from hypothesis import given

from dotmac_manifests.edit.new_file import new_file
from dotmac_manifests.edit.operations import same
from dotmac_manifests.edit.text import Set, apply
from dotmac_manifests.kube.yaml_reader import read_document
from tests.kube.nasty import documents

TENANT = {
    "kind": "Tenant",
    "apiVersion": "dotmac.io/v1",
    "spec": {
        "id": "new-isp-1",
        "seats": 50,
        "features": ["ipv6", "radius"],
        "placement": {"region": "us-east-1"},
        "branding": {"primaryColor": "#0066CC"},
        "network": {"cpeCIDRs": ["203.0.113.64/26", "2001:db8::/48"], "nasCIDRs": []},
    },
    "metadata": {"name": "new-isp"},
}
TEXT = """\
# yaml-language-server: $schema=../schemas/tenant.schema.json
# Asked for in TICKET-7.
apiVersion: dotmac.io/v1
kind: Tenant
metadata:
  name: new-isp
spec:
  id: new-isp-1
  seats: 50
  features: [ipv6, radius]
  placement:
    region: us-east-1
  branding:
    primaryColor: "#0066CC"
  network:
    cpeCIDRs: [203.0.113.64/26, "2001:db8::/48"]
    nasCIDRs: []
"""


def test_a_file_looks_as_people_write_it() -> None:
    assert new_file(TENANT, comment="Asked for in TICKET-7.").decode() == TEXT


def test_a_file_is_edited_like_any_other() -> None:
    after = apply(TEXT, [Set(("spec", "seats"), 60)])
    assert after == TEXT.replace("seats: 50", "seats: 60")


def test_lists_that_are_long_or_hold_more_take_a_line_an_item() -> None:
    long = [f"203.0.113.{number}/32" for number in range(20)]
    text = new_file({"kind": "Tenant", "spec": {"long": long, "deep": [{"a": [1]}]}}).decode()
    assert "  long:\n    - 203.0.113.0/32\n" in text
    assert text.endswith("  deep:\n    - a: [1]\n")


@given(documents)
def test_everything_reads_back(spec: dict[str, object]) -> None:
    content = {"kind": "Tenant", "spec": spec}
    assert same(read_document(new_file(content), "x.yaml").value, content)
