"""Tokens of service accounts that pods ask for: short-lived, for one reader, renewed in place.

Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/
"""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]
_SECONDS = 3600


def token(audience: str) -> Body:
    """Source of a projected volume: a token, in file `token`, for one audience alone."""
    return {
        "serviceAccountToken": {
            "audience": audience,
            "expirationSeconds": _SECONDS,
            "path": "token",
        }
    }


def api_token(mode: int) -> Body:
    """Volume `api-token`: credentials for the API server, as its clients look for them.

    The audience is left to the cluster: it is the API server itself. ``mode`` is of its files.
    """
    own = {"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}
    authority = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    return {
        "name": "api-token",
        "projected": {
            "defaultMode": mode,
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": _SECONDS, "path": "token"}},
                {"configMap": authority},
                {"downwardAPI": {"items": [own]}},
            ],
        },
    }
