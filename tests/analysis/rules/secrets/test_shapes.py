"""What is taken for a credential, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.rules.secrets._shapes import (
    assigned,
    is_literal,
    names_credential,
    random_run,
    shape,
)


@pytest.mark.parametrize(
    "name",
    ["DB_PASSWORD", "clientSecret", "api-key", "jwt.secret", "authToken", "PGPASSWORD", "apikey"],
)
def test_names_that_hold_credentials(name: str) -> None:
    assert names_credential(name)


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD_FILE",
        "secretName",
        "tokenTTL",
        "existingSecret",
        "api-key-path",
        "key",
        "keyspace",
    ],
)
def test_names_that_only_say_something_about_credentials(name: str) -> None:
    assert not names_credential(name)


@pytest.mark.parametrize(
    "value",
    [
        "/run/secrets/x",
        "$(PASSWORD)",
        "${PASSWORD}",
        "{{ .password }}",
        "$__file{/x}",
        "true",
        "",
        "file:///run/x",
        "https://example.com/token",
        "read('x')",
        "settings.password",
        "ns/name",
    ],
)
def test_references_are_no_literals(value: str) -> None:
    assert not is_literal(value)


@pytest.mark.parametrize(
    "line", ["password = x1", "password: 'x1'", '"password": "x1"', "--password=x1"]
)
def test_assignments_in_every_dialect(line: str) -> None:
    assert assigned(line).endswith("password")


@pytest.mark.parametrize(
    "line",
    [
        "password = secret(name)",
        "connect(password=password)",
        "# the password is in a file",
        "password_file: /run/x",
        'password = Path("/run/x").read_text()',
        "requirepass {{ .p }}",
    ],
)
def test_code_and_prose_assign_nothing(line: str) -> None:
    assert assigned(line) == ""


@pytest.mark.parametrize(
    "text",
    [
        "sha256:" + "9f86d081884c7d65" * 4,
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "serverSelectionTimeoutMS=120000",
        "tenant-fast-fiber-backend-to-platform-ingress",
        "arn:aws:iam::123456789012:role/dotmac-us-east-1-external-dns",
        "kube-prometheus-stack-79.1",
    ],
)
def test_digests_names_and_words_are_not_random(text: str) -> None:
    assert random_run(text) == ""


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz -._/", max_size=200))
def test_plain_words_are_never_suspicious(text: str) -> None:
    assert not random_run(text)
    assert not shape(text.replace("-u", "")) or "user" in text


@given(st.integers(min_value=0, max_value=2**200))
def test_numbers_are_never_random(number: int) -> None:
    assert not random_run(str(number))
