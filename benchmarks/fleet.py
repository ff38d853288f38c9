#!/usr/bin/env python3
"""Makes a fleet of any number of tenants, always the same one for the same number.

    python benchmarks/fleet.py FOLDER TENANTS [--hostile]

Platform and regions are the repository's own. All plans, all four regions; every fifth tenant
overrides sizes, quota, disks or retention; and every choice depends on the tenant's number alone,
so that a larger fleet holds the smaller one. ``--hostile`` takes what breaks careless
programs: quotes, emoji, words that YAML takes for switches, numbers as text, the longest names
allowed, and what looks like the placeholder of a template.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Body = dict[str, Any]
Item = TypeVar("Item")

REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1", "us-east-1", "staging-us-east-1")
PLANS = ("starter", "professional", "starter", "enterprise", "professional", "starter")
SEATS = {"starter": 25, "professional": 250, "enterprise": 5000}
PODS = {"starter": 24, "professional": 40, "enterprise": 70}
DISKS = {"starter": (25, 30), "professional": (120, 150), "enterprise": (520, 600)}
FEATURES = {
    "starter": ("ipv6", "radius"),
    "professional": ("ipv6", "radius", "network_profiles", "advanced_analytics", "custom_branding"),
    "enterprise": ("ipv6", "radius", "network_profiles", "sla_monitoring", "partner_portal"),
}
WORDS = ("fast", "metro", "north", "river", "blue", "open", "alpine", "coast", "prime", "harbor")
THINGS = ("fiber", "net", "link", "wave", "cable", "stream", "com", "online", "wireless", "isp")
FLAGS = (
    "enableCustomerPortal",
    "enableSMSNotifications",
    "enableAutoProvisioning",
    "enablePartnerManagement",
)

HOSTILE_TEXTS = (
    'O\'Reilly "Fibre" & Söhne',
    "null",
    "yes",
    "0777",
    "1e3",
    "12:30:45",
    "2026-11-21",
    "- dash: colon # hash",
    "{{ tenant.slug }} ${slug} %(slug)s $slug {slug} {0} %s",
    "</script><script>alert(1)</script>",
    "🚀 Ünïcödé 网络 \u200d\u202e",
    "back\\slash \\n \\u0000",
    "*anchor &alias !tag |literal >folded",
    " leading and trailing ",
    "@slug@ __SLUG__ \ue000slug\ue001 tenant-slug",
    "=",
    "<<",
    "~",
    "x" * 253,
)
HOSTILE_IDS = ("null", "true", "0x1F", "1e3", "007", "1.5", "on", "NaN", "1_000")
HOSTILE_SLUGS = ("null", "true", "yes", "on", "y", "e3", "tenant", "slug", "a-b", "tenant-slug")
LONGEST_ID = 63
LONGEST_SLUG = 38
"""Of 40 characters, those that a bucket in a region with a long name has room for."""


def tenants(count: int, *, hostile: bool = False) -> Iterator[Body]:
    """The first ``count`` tenants, each the content of its file."""
    for number in range(count):
        yield _Tenant(number, hostile).body()


def write_fleet(folder: Path, count: int, *, hostile: bool = False) -> int:
    """Write inputs for a fleet of ``count`` tenants; returns their size in bytes."""
    from dotmac_manifests.kube.yaml_writer import dump

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "platform.yaml", folder)
    shutil.copytree(ROOT / "regions", folder / "regions", dirs_exist_ok=True)
    (folder / "tenants").mkdir(exist_ok=True)
    size = 0
    for body in tenants(count, hostile=hostile):
        text = dump([body])
        (folder / "tenants" / f"{body['metadata']['name']}.yaml").write_text(text, "utf-8")
        size += len(text.encode())
    return size


class _Tenant:
    """One tenant; every choice is drawn from a hash of its number and the choice's name."""

    def __init__(self, number: int, hostile: bool) -> None:
        self._number = number
        self._hostile = hostile
        self._plan = PLANS[self._draw("plan") % len(PLANS)]
        self._region = REGIONS[number % len(REGIONS)]

    def body(self) -> Body:
        slug = self._slug()
        spec: Body = {
            "id": self._id(slug),
            "displayName": self._text("name", slug.replace("-", " ").title()),
            "plan": self._plan,
            "seats": 1 + self._draw("seats") % SEATS[self._plan],
            "features": [name for name in FEATURES[self._plan] if self._chance(name, 60)],
            "placement": {"region": self._region},
            "flags": {name: self._chance(name, 50) for name in FLAGS},
        }
        self._outside(spec, slug)
        if self._chance("canary", 10):
            spec["canary"] = True
        if self._chance("radius", 8):
            spec["flags"]["enableRadius"] = False
        self._database(spec)
        self._lifecycle(spec)
        if self._number % 5 == 0:
            self._override(spec)
        metadata: Body = {"name": slug}
        if self._chance("growth", 10) and self._region != "staging-us-east-1":
            metadata["labels"] = {"dotmac.io/cohort": "growth"}
        return {"apiVersion": "dotmac.io/v1", "kind": "Tenant", "metadata": metadata, "spec": spec}

    def _outside(self, spec: Body, slug: str) -> None:
        """Hosts, branding and networks."""
        high, low = divmod(self._number, 250)
        network: Body = {}
        if self._chance("nas", 85):
            network["nasCIDRs"] = [f"100.{high % 64}.{low}.{16 * i}/28" for i in range(1, 3)]
            if self._chance("coa", 20):
                network["coa"] = True
        if self._chance("cpe", 40):
            network["cpeCIDRs"] = [f"100.{64 + high % 64}.{low}.0/26"]
            if self._chance("cpe6", 50):
                network["cpeCIDRs"].append(f"2001:db8:{self._number:x}::/48")
        if self._chance("vpn", 15):
            network["vpn"] = {"sourceCIDRs": [f"100.{128 + high % 64}.{low}.0/28"]}
        if network:
            spec["network"] = network
        if self._chance("subdomain", 10):
            spec["subdomain"] = f"{slug[:30]}-{self._number:x}".strip("-")
        if self._chance("domains", 30):
            hosts = [f"portal.{slug}.example", f"1.{self._number}.0x1f.example"]
            spec["customDomains"] = hosts[: 1 + self._draw("second") % 2]
        if self._chance("branding", 25):
            spec["branding"] = {
                "name": self._text("brand", f"{slug} broadband"),
                "logoURL": f"https://cdn.example/{slug}/logo.png?v='1'&w=\"2\"",
                "primaryColor": f"#{self._draw('colour') % 0x1000000:06X}",
            }
            spec["flags"]["enableCustomBranding"] = True

    def _database(self, spec: Body) -> None:
        if self._chance("external", 4):
            spec["database"] = {"mode": "external", "host": f"db-{self._number}.sql.example"}
        elif self._chance("statefulset", 6):
            spec["database"] = {"mode": "statefulset"}

    def _lifecycle(self, spec: Body) -> None:
        if self._chance("suspended", 2):
            spec["lifecycle"] = {"state": "suspended", "reason": f"invoice {self._number}"}
        elif self._chance("pinned", 2):
            spec["release"] = {"pin": "v1.2.4"}

    def _override(self, spec: Body) -> None:
        """One to three changes of the plan's sizes, within its bounds and quota."""
        if self._chance("storage", 50) and spec.get("database", {}).get("mode") != "external":
            disk = self._of("disk", DISKS[self._plan])
            spec.setdefault("database", {})["storage"] = f"{disk}Gi"
        if self._chance("days", 40):
            spec["backup"] = {"retentionDays": 1 + self._draw("retention") % 365}
        if self._chance("grafana", 40):
            memory = 128 * (1 + self._draw("memory") % 2)
            spec["sizes"] = {
                "grafana": {
                    "requests": {"cpu": "50m", "memory": f"{memory}Mi"},
                    "limits": {"cpu": "200m", "memory": f"{2 * memory}Mi"},
                }
            }
        if self._chance("quota", 40) or "backup" not in spec:
            spec["quota"] = {"pods": PODS[self._plan] + self._draw("pods") % 20}

    def _slug(self) -> str:
        number = self._number
        if not self._hostile:
            return f"{self._of('word', WORDS)}-{self._of('thing', THINGS)}-{number}"
        if number < len(HOSTILE_SLUGS):
            return HOSTILE_SLUGS[number]
        word = self._of("word", ("e", "x", "o0", "null", "a-b-c", "tenant", "n"))
        slug = f"{word}{number}" if self._chance("dash", 50) else f"{word}-{number}"
        return slug.ljust(LONGEST_SLUG, "z") if self._chance("long", 30) else slug

    def _id(self, slug: str) -> str:
        if not self._hostile:
            return f"{slug}-id"
        if self._number < len(HOSTILE_IDS):
            return HOSTILE_IDS[self._number]
        digits = f"{self._number}"
        return (
            digits.rjust(LONGEST_ID, "0") if self._chance("long-id", 20) else f"{digits}e{digits}"
        )

    def _text(self, topic: str, plain: str) -> str:
        return self._of(topic, HOSTILE_TEXTS) if self._hostile else plain

    def _of(self, topic: str, items: Sequence[Item]) -> Item:
        return items[self._draw(topic) % len(items)]

    def _chance(self, topic: str, percent: int) -> bool:
        return self._draw(topic) % 100 < percent

    def _draw(self, topic: str) -> int:
        digest = sha256(f"{self._number}/{topic}".encode()).digest()
        return int.from_bytes(digest[:4], "big")


def main() -> None:
    """Write a fleet as the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("tenants", type=int)
    parser.add_argument("--hostile", action="store_true", help="names and texts that break things")
    arguments = parser.parse_args()
    size = write_fleet(arguments.folder, arguments.tenants, hostile=arguments.hostile)
    print(f"{arguments.tenants} tenants, {size} bytes")


if __name__ == "__main__":
    main()
