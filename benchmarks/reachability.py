#!/usr/bin/env python3
"""Measures how long it takes to decide who reaches whom in fleets of different sizes.

    python benchmarks/reachability.py [TENANTS...] [--json FILE]

By default 10, 100, 1,000 and 5,000 tenants, each with 16 workloads, 25 policies and the Services
that belong to them, written to a temporary folder as one file a tenant. Each size runs in a
process of its own, so that its peak of memory is its own. The table goes to stdout.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from sizes import run

SIZES = (10, 100, 1000, 5000)
# Who calls whom; each line becomes a policy on either side.
FLOWS = (
    ("app", "backend", 8000),
    ("backend", "postgres", 5432),
    ("worker", "postgres", 5432),
    ("backend", "redis", 6379),
    ("worker", "redis", 6379),
    ("backend", "nbi", 7557),
    ("nbi", "mongodb", 27017),
    ("cwmp", "mongodb", 27017),
    ("prometheus", "backend", 8000),
    ("grafana", "prometheus", 9090),
    ("netbox", "postgres", 5432),
)
WORKLOADS = (
    *("app", "backend", "worker", "beat", "postgres", "redis", "cache", "mongodb", "nbi", "cwmp"),
    *("fs", "netbox", "radius", "prometheus", "grafana", "logs"),
)
LABEL = "app.kubernetes.io/name"


def objects(tenant: int) -> Iterator[Mapping[str, Any]]:
    """All objects of a tenant."""
    home = f"tenant-{tenant:05}"
    labels = {"dotmac.io/tenant-slug": home}
    yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": home, "labels": labels}}
    for name in WORKLOADS:
        yield workload(home, name)
        yield {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata(home, name),
            "spec": {"selector": {LABEL: name}, "ports": [{"port": 80, "targetPort": "http"}]},
        }
    yield policy(home, "default-deny", {}, {"policyTypes": ["Ingress", "Egress"]})
    dns = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    ports = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
    rules = [{"to": [dns], "ports": ports}]
    yield policy(home, "dns", {}, {"egress": rules, "policyTypes": ["Egress"]})
    edge = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}
    rules = [{"from": [edge], "ports": [{"port": 3000}]}]
    yield policy(home, "edge", select("app"), {"ingress": rules, "policyTypes": ["Ingress"]})
    for source, target, number in FLOWS:
        ports, name = [{"port": number, "protocol": "TCP"}], f"{source}-to-{target}"
        rules = [{"to": [{"podSelector": select(target)}], "ports": ports}]
        spec: dict[str, Any] = {"egress": rules, "policyTypes": ["Egress"]}
        yield policy(home, f"{name}-egress", select(source), spec)
        rules = [{"from": [{"podSelector": select(source)}], "ports": ports}]
        spec = {"ingress": rules, "policyTypes": ["Ingress"]}
        yield policy(home, f"{name}-ingress", select(target), spec)


def metadata(home: str, name: str) -> dict[str, Any]:
    labels = {LABEL: name, "app.kubernetes.io/part-of": "dotmac"}
    return {"name": name, "namespace": home, "labels": labels}


def select(name: str) -> dict[str, Any]:
    return {"matchLabels": {LABEL: name}}


def policy(home: str, name: str, pods: Mapping[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(home, name),
        "spec": {"podSelector": pods, **spec},
    }


def workload(home: str, name: str) -> dict[str, Any]:
    limits = {"cpu": "500m", "memory": "512Mi", "ephemeral-storage": "1Gi"}
    container = {
        "name": name,
        "image": f"registry.dotmac.io/{name}@sha256:{'0' * 64}",
        "env": [{"name": f"SETTING_{number}", "value": f"value-{number}"} for number in range(8)],
        "ports": [{"name": "http", "containerPort": 8000, "protocol": "TCP"}],
        "resources": {"limits": limits, "requests": limits},
        "securityContext": {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True},
    }
    template = {"metadata": {"labels": {LABEL: name}}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(home, name),
        "spec": {"replicas": 2, "selector": select(name), "template": template},
    }


def write(folder: Path, tenants: int) -> int:
    """Write the fleet; returns its size in bytes."""
    from dotmac_manifests.kube.yaml_writer import dump

    shared = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}},
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": "dns",
                "namespace": "kube-system",
                "labels": {"k8s-app": "kube-dns"},
            },
            "spec": {"containers": [{"name": "dns", "image": "dns"}]},
        },
    ]
    texts = {"shared.yaml": dump(shared)}
    for tenant in range(tenants):
        texts[f"tenant-{tenant:05}.yaml"] = dump(objects(tenant))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sum(map(len, texts.values()))


def measure(folder: Path) -> dict[str, float]:
    """CPU seconds of each step, counts, and the peak of memory in MB."""
    from dotmac_manifests.analysis.cluster import build_clusters
    from dotmac_manifests.analysis.load import load
    from dotmac_manifests.analysis.reachability.engine import Reachability

    gc.disable()  # as the commands do
    times = [time.process_time()]
    manifests = load([folder])
    times.append(time.process_time())
    (cluster,) = build_clusters(manifests)
    times.append(time.process_time())
    engine = Reachability(cluster)
    times.append(time.process_time())
    flows = list(engine.flows())
    times.append(time.process_time())
    crossing = sum(
        flow.source.namespace is not flow.destination.namespace
        and flow.destination.namespace.name.startswith("tenant-")
        for flow in flows
    )
    load_time, facts, policies, pairs = (b - a for a, b in pairwise(times))
    return {
        "objects": len(manifests),
        "workloads": len(cluster.workloads),
        "policies": len(engine.policies),
        "load": load_time,
        "facts": facts,
        "compile": policies,
        "pairs": pairs,
        "reachability": facts + policies + pairs,
        "evaluated": engine.evaluated,
        "flows": len(flows),
        "crossing": crossing,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| tenants | objects | YAML MB | load CPU s | reachability CPU s | µs a policy "
        "| pairs looked at | peak MB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        each = row["reachability"] / row["policies"] * 1e6
        lines.append(
            f"| {row['tenants']:,} | {row['objects']:,} | {row['megabytes']:.1f} "
            f"| {row['load']:.2f} | {row['reachability']:.2f} | {each:.0f} "
            f"| {row['evaluated']:,} | {row['memory']:.0f} |"
        )
    first, last = rows[0], rows[-1]
    if len(rows) > 1:
        grown = last["tenants"] / first["tenants"]
        work = last["evaluated"] / first["evaluated"]
        slower = last["reachability"] / first["reachability"]
        lines += ["", f"Tenants x {grown:.0f}: pairs x {work:.0f}, time x {slower:.0f}."]
    return "\n".join(lines)


if __name__ == "__main__":
    run(__doc__ or "", SIZES, write, measure, table)
