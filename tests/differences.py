"""A small fleet as it is rendered, before and after something happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dotmac_manifests.analysis.differences.change import Change
from dotmac_manifests.analysis.differences.compare import carry_out
from dotmac_manifests.analysis.differences.differences import Differences, differences
from dotmac_manifests.analysis.differences.trees import Folder
from dotmac_manifests.analysis.differences.work import work_on
from dotmac_manifests.analysis.site import Site

BASE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: tenant-{slug}
  annotations:
    argocd.argoproj.io/sync-options: Prune=false,Delete=false
  labels: {{dotmac.io/tenant-slug: {slug}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: tenant-{slug}
spec:
  podSelector: {{}}
  policyTypes: [Ingress, Egress]
"""
APPLICATION = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: isp-backend
  namespace: tenant-{slug}
data:
  settings.ini: |
    [isp]
    host = {slug}.isp.example.com
    version = {version}
    workers = 4
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: isp-backend
  namespace: tenant-{slug}
  annotations:
    dotmac.io/config-checksum: "{checksum}"
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: isp-backend
          image: registry.example.com/isp-backend:{version}@sha256:{digest}
          resources:
            limits: {{cpu: "1", memory: 1Gi}}
"""
EDGE = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: isp
  namespace: tenant-{slug}
spec:
  rules:
    - host: {slug}.isp.example.com
"""
PROJECT = """\
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: tenant-{slug}
  namespace: argocd
spec:
  destinations:
    - namespace: tenant-{slug}
      server: https://kubernetes.default.svc
"""
Files = Mapping[str, str]


def tenant(slug: str, version: str = "v1", replicas: int = 2, *, edge: bool = True) -> Files:
    """Path to text of a tenant's files, below its region."""
    words = {
        "slug": slug,
        "version": version,
        "replicas": replicas,
        "digest": ("a" if version == "v1" else "b") * 64,
        "checksum": f"ab{sum(map(ord, slug + version)):08x}",
    }
    files = {"namespace": BASE, "application": APPLICATION, **({"edge": EDGE} if edge else {})}
    found = {f"tenants/{slug}/{name}.yaml": text.format(**words) for name, text in files.items()}
    return {**found, f"argocd/{slug}.yaml": PROJECT.format(**words)}


def fleet(*tenants: Files, region: str = "us-east-1") -> Files:
    """Path to text of all files of a region."""
    files = {"root.yaml": PROJECT.format(slug="none").replace("tenant-none", "root")}
    for one in tenants:
        files |= one
    return {f"{region}/{path}": text for path, text in files.items()}


def write(folder: Path, files: Files) -> Path:
    """Write files, and nothing else, into a folder that is new."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def changes(folder: Path, old: Files, new: Files) -> tuple[Change, ...]:
    """What differs between two sets of files; ``folder`` is where they are written."""
    before, after = write(folder / "old", old), write(folder / "new", new)
    return carry_out(work_on(Folder(str(before)), Folder(str(after)), Site()))


def told(found: Iterable[Change]) -> list[str]:
    """Each change in a line."""
    return [f"{change.action} {change.title}" for change in found]


def release_and_suspension(folder: Path) -> Differences:
    """Two of four tenants get a release, one of which comes with more; another is suspended."""
    old = fleet(tenant("acme"), tenant("bolt"), tenant("calm"), tenant("dawn"))
    new = fleet(
        tenant("acme", "v2"), tenant("bolt", "v2"), tenant("calm", replicas=0, edge=False),
        tenant("dawn"),
    )  # fmt: skip
    found = changes(folder, old, new)
    named = differences("main:dist", "dist", found)
    assert named.changes
    return named
