"""Secrets by reference: the store, and the names under which its values appear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Owner, Resource
from dotmac_manifests.plan.names import SECRET_STORE

Body = dict[str, Any]


def external_secret(
    scope: Construct,
    owner: Owner,
    name: str,
    *,
    path: str,
    keys: Mapping[str, str],
    secret_type: str = "Opaque",
    template: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> None:
    """An ExternalSecret that fills Secret ``name``.

    ``keys`` maps keys of the Secret to properties at ``path`` of the store. ``template`` renders
    further keys from those (Go templates), e.g. a URL that needs a password inside; then only
    the templated keys appear in the Secret. ``labels`` are further labels of the Secret.
    Source: https://external-secrets.io/latest/api/externalsecret/
    """
    target: Body = {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"}
    shape: Body = {
        "engineVersion": "v2",
        "type": secret_type,
        "metadata": {"labels": owner.metadata(name, labels=labels)["labels"]},
    }
    if template:
        shape["data"] = dict(template)
    target["template"] = shape
    Resource(
        scope,
        f"external-secret-{name}",
        {
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": owner.metadata(name),
            "spec": {
                "refreshInterval": "1h0m0s",
                "secretStoreRef": {"kind": "SecretStore", "name": SECRET_STORE},
                "target": target,
                "data": [
                    {"secretKey": key, "remoteRef": {"key": path, "property": source}}
                    for key, source in sorted(keys.items())
                ],
            },
        },
    )


def config_map(scope: Construct, owner: Owner, name: str, data: Mapping[str, str]) -> None:
    """A ConfigMap; never holds a credential."""
    Resource(
        scope,
        f"config-{name}",
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": owner.metadata(name),
            "data": dict(data),
        },
    )
