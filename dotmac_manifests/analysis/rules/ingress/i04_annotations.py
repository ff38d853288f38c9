"""An Ingress says nothing to the edge but what is allowed by name.

Why: annotations reach into the configuration of the process that serves every tenant. Snippets run
there as they are written, and others send requests to a foreign authority, upstream or namespace;
a new release of the controller adds more. So only known ones are let through.

Reads: annotations of every Ingress: the site's `edge.annotations`, never a snippet, and no value
that names an object of another namespace (`namespace/name`) in a reference.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: app
      namespace: tenant-acme
      annotations: {nginx.org/server-snippets: "return 200;"}

Clean:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: app
      namespace: tenant-acme
      annotations: {nginx.org/ssl-redirect: "true"}

Source: CVE-2021-25742, CVE-2023-5044, CVE-2025-1974;
https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

REFERENCES = ("nginx.org/policies", "nginx.org/websocket-services")
"""Annotations whose values are names of objects of the same namespace."""


def check(facts: Facts) -> Iterator[Broken]:
    """Annotations that are not known, or reach elsewhere."""
    allowed = facts.site.edge.annotations
    domains = tuple(one for one in allowed if one.endswith("/"))
    for ingress in facts.kind("Ingress"):
        for key, value in mapping(ingress.body, "metadata", "annotations").items():
            name, path = str(key), ("metadata", "annotations", key)
            if name not in allowed and not name.startswith(domains):
                yield Broken(
                    ingress,
                    f"Ingress {ingress.ref.name} carries {name}, which is not on the list",
                    "remove it, or have it reviewed and added to the site's edge.annotations",
                    path,
                )
            elif "snippet" in name:
                message = f"Ingress {ingress.ref.name} configures the edge by a snippet"
                yield Broken(ingress, message, "remove it", path)
            elif name in REFERENCES and "/" in str(value):
                yield Broken(
                    ingress,
                    f"Ingress {ingress.ref.name} refers to another namespace by {name}: {value}",
                    "name objects of its own namespace",
                    path,
                )


RULE = Rule("I04", "known-annotations", Severity.CRITICAL, check)
