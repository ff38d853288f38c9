"""Secrets: where they come from, who gets them, and that none is in plain sight."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.secrets import (
    x01_no_literal_secrets,
    x02_own_secret_store,
    x03_own_secret_paths,
    x04_secrets_as_files,
    x05_no_wildcard_keys,
    x06_no_credential_shapes,
    x07_no_named_credentials,
    x08_no_random_texts,
    x09_own_pull_secret,
    x10_own_database_user,
)

RULES = (
    x01_no_literal_secrets.RULE,
    x02_own_secret_store.RULE,
    x03_own_secret_paths.RULE,
    x04_secrets_as_files.RULE,
    x05_no_wildcard_keys.RULE,
    x06_no_credential_shapes.RULE,
    x07_no_named_credentials.RULE,
    x08_no_random_texts.RULE,
    x09_own_pull_secret.RULE,
    x10_own_database_user.RULE,
)
"""The rules of the group, in the order of their numbers."""
