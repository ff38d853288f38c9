"""Nothing of a tenant's refers to another namespace.

Why: many kinds may name a namespace beside a name: an operator then reads or writes there with its
own rights, and the wall is crossed without a packet. What crosses on purpose is narrow: routes
and listeners hang on a Gateway of the edge that exists, and Certificates are signed by a
ClusterIssuer that exists.

Reads: every field of objects in tenants' namespaces whose name says namespace, in whatever kind;
issuerRef; annotations that name `namespace/name`; service discovery in configurations of
Prometheus. Peers of network policies and subjects of bindings have rules of their own.

Violating:

    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: portal
      namespace: tenant-acme
    spec:
      hostnames: [acme.isp.dotmac.com]
      rules:
        - backendRefs:
            - name: isp-backend
              namespace: tenant-globex
              port: 8000

Clean:

    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: portal
      namespace: tenant-acme
    spec:
      hostnames: [acme.isp.dotmac.com]
      rules:
        - backendRefs:
            - name: isp-backend
              port: 8000

Source: https://kubernetes.io/docs/concepts/security/multi-tenancy/;
https://gateway-api.sigs.k8s.io/guides/user-guides/multiple-ns/; OWASP K8s Top Ten 2025 K05;
https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.yaml_reader import FieldPath, read_document

_OWN_RULES = frozenset({"NetworkPolicy", "RoleBinding"})
_PARENTS = frozenset({"parentRef", "parentRefs"})
_BRANCHES = (dict, list)
_DISCOVERY = "kubernetes_sd_configs"
_PLACE = re.compile(r"([a-z0-9-]+)/[a-z0-9.-]+")
_REMEDY = "refer to the own namespace, and leave its name out"


def check(facts: Facts) -> Iterator[Broken]:
    """References that leave the namespace."""
    harmless: set[object] = set()
    clean: dict[int, object] = {}
    for space in facts.owners:
        for manifest in facts.by_namespace.get(space, ()):
            yield from _annotations(facts, manifest)
            if manifest.ref.kind in _OWN_RULES:
                continue
            if manifest.ref.kind == "ConfigMap":
                yield from _configuration(manifest)
                continue
            if _mentions(manifest.body, harmless, clean):
                for field in manifest.body.keys() - {"apiVersion", "kind", "metadata"}:
                    yield from _walk(facts, manifest, manifest.body[field], (field,))


def _mentions(body: Any, harmless: set[object], clean: dict[int, object]) -> bool:
    """Whether any field is about namespaces or issuers at all: quick, and true of few objects.

    ``harmless`` are names of fields that are not, and ``clean`` parts of objects in which there is
    none, by their identity. They are held, so that no other part can have it.
    """
    for field, value in body.items():
        if field == "metadata" or not isinstance(value, _BRANCHES):
            continue
        if isinstance(value, dict) and not harmless.issuperset(value) and _tells(value, harmless):
            return True
        for part in value.values() if isinstance(value, dict) else (value,):
            if isinstance(part, _BRANCHES) and id(part) not in clean:
                if _any_tells(part, harmless):
                    return True
                clean[id(part)] = part
    return False


def _any_tells(value: Any, harmless: set[object]) -> bool:
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if not harmless.issuperset(value) and _tells(value, harmless):
                return True
            value = value.values()
        for below in value:
            if isinstance(below, _BRANCHES):
                stack.append(below)
    return False


def _tells(value: Mapping[str, Any], harmless: set[object]) -> bool:
    """Whether a mapping has a field about namespaces or an issuer."""
    if any("amespace" in str(key) or key == "issuerRef" for key in value):
        return True
    harmless.update(value)
    return False


def _walk(facts: Facts, manifest: Manifest, value: Any, path: FieldPath) -> Iterator[Broken]:
    if isinstance(value, dict):
        if path and path[-1] == "issuerRef" and not _issued(facts, manifest, value):
            yield _broken(manifest, path, f"is signed by {value.get('kind')} {value.get('name')}")
        for key, below in value.items():
            here = (*path, str(key))
            if "amespace" in str(key) and not isinstance(below, bool):
                if not _own(facts, manifest, value, here, below):
                    yield _broken(manifest, here, f"refers to namespace {_words(below)}")
            else:
                yield from _walk(facts, manifest, below, here)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _walk(facts, manifest, below, (*path, index))


def _own(
    facts: Facts, manifest: Manifest, parent: Mapping[str, Any], path: FieldPath, value: Any
) -> bool:
    """Whether a field about namespaces stays in the own one, or hangs on a Gateway of the edge."""
    space = manifest.ref.namespace
    if value in (None, "", space, [], [space], {"from": "Same"}):
        return True
    edge = any(part in _PARENTS for part in path) and isinstance(value, str)
    if not edge or value in facts.owners:
        return False
    return facts.find("Gateway", value, str(parent.get("name"))) is not None


def _issued(facts: Facts, manifest: Manifest, issuer: Mapping[str, Any]) -> bool:
    if issuer.get("group", "cert-manager.io") != "cert-manager.io":
        return False
    name, kind = str(issuer.get("name")), issuer.get("kind", "Issuer")
    space = manifest.ref.namespace if kind == "Issuer" else ""
    return facts.find(str(kind), space, name) is not None


def _annotations(facts: Facts, manifest: Manifest) -> Iterator[Broken]:
    for name, value in mapping(manifest.body, "metadata", "annotations").items():
        path = ("metadata", "annotations", str(name))
        if str(name).endswith("/cluster-issuer"):
            if facts.find("ClusterIssuer", "", str(value)) is None:
                yield _broken(manifest, path, f"is signed by ClusterIssuer {value}")
        elif "/" in str(value):
            for place in _PLACE.finditer(str(value)):
                if place[1] != manifest.ref.namespace and place[1] in facts.by_namespace:
                    yield _broken(manifest, path, f"refers to namespace {place[1]}")


def _configuration(manifest: Manifest) -> Iterator[Broken]:
    """Prometheus finds its targets in the own namespace."""
    for name, text in mapping(manifest.body, "data").items():
        if _DISCOVERY in str(text):
            path = ("data", str(name))
            try:
                found = _parsed(str(text), str(name))
            except (ValueError, InputError):
                yield _broken(manifest, path, "cannot be judged: it is neither JSON nor YAML")
                continue
            for discovery in _discoveries(found):
                chosen = mapping(discovery, "namespaces")
                names = chosen.get("names") or []
                alone = chosen.get("own_namespace") is True or bool(names)
                if not alone or set(map(str, names)) - {manifest.ref.namespace}:
                    where = _words(names) if names else "of every pod that it may see"
                    yield _broken(manifest, path, f"looks for targets in namespace {where}")


def _parsed(text: str, name: str) -> Any:
    if text.lstrip().startswith("{"):
        return json.loads(text)
    return read_document(text.encode(), name).value


def _discoveries(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key == _DISCOVERY and isinstance(below, list):
                yield from below
            else:
                yield from _discoveries(below)
    elif isinstance(value, list):
        for below in value:
            yield from _discoveries(below)


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _broken(manifest: Manifest, path: FieldPath, what: str) -> Broken:
    ref = manifest.ref
    message = f"{ref.kind} {ref.name} of {ref.namespace} {what}"
    return Broken(manifest, message, _REMEDY, path)


RULE = Rule("E02", "no-foreign-references", Severity.CRITICAL, check)
