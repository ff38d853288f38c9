"""Tokens end within the hour, and only the API server's own names no audience."""

from __future__ import annotations

from dotmac_manifests.components.tokens import api_token, token


def test_a_token_is_for_one_reader() -> None:
    assert token("vault")["serviceAccountToken"] == {
        "audience": "vault",
        "expirationSeconds": 3600,
        "path": "token",
    }


def test_clients_of_the_api_server_find_all_that_they_look_for() -> None:
    volume = api_token(0o400)
    own, authority, namespace = volume["projected"]["sources"]
    assert own["serviceAccountToken"] == {"expirationSeconds": 3600, "path": "token"}
    assert authority["configMap"]["name"] == "kube-root-ca.crt"
    assert namespace["downwardAPI"]["items"][0]["path"] == "namespace"
    assert volume["projected"]["defaultMode"] == 0o400
