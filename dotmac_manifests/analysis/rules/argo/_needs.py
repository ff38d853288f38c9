"""What an object needs of what was rendered beside it, before it can work.

Only names that are rendered count: what somebody else brings cannot be put in order here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from dotmac_manifests.analysis.applications import GROUP
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.globs import match
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._projects import account
from dotmac_manifests.analysis.templates import templates_of
from dotmac_manifests.kube.names import plural
from dotmac_manifests.kube.refs import ObjectRef

CRD = "CustomResourceDefinition"
_VOLUMES = {"secret": "Secret", "configMap": "ConfigMap"}
_VARIABLES = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
_VARIABLE_LISTS = {"secretRef": "Secret", "configMapRef": "ConfigMap"}
"""Fields that name what is mounted, and the kind of it."""


class Need(NamedTuple):
    """An object that has to be there first; ``healthy`` if it has to have done its work, too."""

    manifest: Manifest
    healthy: bool = False


class Needs:
    """The needs of one cluster's objects."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._operators: dict[tuple[str, str], tuple[Need, ...]] = {}

    def of(self, manifest: Manifest) -> Iterator[Need]:
        """Every need of an object."""
        ref, spec = manifest.ref, mapping(manifest.body, "spec")
        yield from self._one("Namespace", "", ref.namespace)
        yield from self._defining(ref)
        for pods in templates_of(manifest):
            yield from self._pod(ref.namespace, pods.spec)
        if ref.kind == "ExternalSecret":
            store = mapping(spec, "secretStoreRef")
            yield from self._named(store, "SecretStore", ref.namespace)
        elif ref.kind == "Certificate":
            yield from self._named(mapping(spec, "issuerRef"), "Issuer", ref.namespace)
        elif ref.kind in ("SecretStore", "ClusterSecretStore"):
            for space, name in _accounts(spec):
                yield from self._one("ServiceAccount", space or ref.namespace, name)
        elif ref.kind == "Ingress":
            yield from self._one("IngressClass", "", spec.get("ingressClassName"))
        yield from self._one("StorageClass", "", spec.get("storageClassName"))
        for claim in items(spec, "volumeClaimTemplates"):
            yield from self._one("StorageClass", "", mapping(claim, "spec").get("storageClassName"))

    def of_application(self, application: Manifest) -> Iterator[Need]:
        """Its project, and the account that its sync acts as."""
        project = self._facts.applications.project(application)
        if project is not None:
            yield Need(project)
            space, _, name = account(project, application).partition(":")
            yield from self._one("ServiceAccount", space, name)

    def _pod(self, namespace: str, spec: Body) -> Iterator[Need]:
        yield from self._one("ServiceAccount", namespace, spec.get("serviceAccountName"))
        yield from self._one("PriorityClass", "", spec.get("priorityClassName"))
        for kind, name in _mounted(spec):
            if kind == "Secret":
                yield from self._secrets.get((namespace, name), ())
            else:
                yield from self._one(kind, namespace, name)

    @cached_property
    def _secrets(self) -> Mapping[tuple[str, str], tuple[Need, ...]]:
        """Namespace and name of a Secret to what makes it, which must have done so."""
        found = {}
        for made in self._facts.kind("ExternalSecret"):
            target = mapping(made.body, "spec", "target")
            name = str(target.get("name") or made.ref.name)
            found[made.ref.namespace, name] = (Need(made, healthy=True),)
        for made in self._facts.kind("Certificate"):
            name = str(mapping(made.body, "spec").get("secretName"))
            found[made.ref.namespace, name] = (Need(made, healthy=True),)
        for secret in self._facts.kind("Secret", ""):
            found[secret.ref.namespace, secret.ref.name] = (Need(secret),)
        return found

    def _defining(self, ref: ObjectRef) -> tuple[Need, ...]:
        """The applications of charts, one of which brings the definition of a kind: those whose
        project may write it. A definition that is rendered is one, too."""
        key = ref.api_version, ref.kind
        if key not in self._operators:
            found: Iterable[Manifest] = ()
            if "." in ref.group:
                name = f"{plural(ref.kind)}.{ref.group}"
                rendered = self._facts.find(CRD, "", name)
                charts = (one for pattern, one in self._charts if match(pattern).fullmatch(name))
                found = (rendered,) if rendered else charts
            self._operators[key] = tuple(Need(one, healthy=True) for one in found)
        return self._operators[key]

    @cached_property
    def _charts(self) -> tuple[tuple[str, Manifest], ...]:
        found = []
        for application in self._facts.applications.all:
            project = self._facts.applications.project(application)
            if project is not None and "chart" in mapping(application.body, "spec", "source"):
                for entry in items(project.body, "spec", "clusterResourceWhitelist"):
                    pattern = mapping(entry).get("name")
                    if mapping(entry).get("kind") == CRD and isinstance(pattern, str):
                        found.append((pattern, application))
        return tuple(found)

    def _named(self, ref: Body, kind: str, namespace: str) -> Iterator[Need]:
        kind = str(ref.get("kind") or kind)
        space = "" if kind.startswith("Cluster") else namespace
        for need in self._one(kind, space, ref.get("name")):
            yield Need(need.manifest, healthy=True)

    def _one(self, kind: str, namespace: str, name: Any) -> tuple[Need, ...]:
        found = self._facts.find(kind, namespace, str(name)) if name else None
        return () if found is None else (Need(found),)


def is_argo(manifest: Manifest) -> bool:
    """Whether an object makes Argo CD apply others."""
    return manifest.ref.group == GROUP and manifest.ref.kind in ("Application", "ApplicationSet")


def _accounts(value: Any) -> Iterator[tuple[str, str]]:
    """Namespace and name of each service account that a secret store logs in with."""
    for key, child in mapping(value).items():
        if key == "serviceAccountRef":
            yield str(mapping(child).get("namespace") or ""), str(mapping(child).get("name"))
        else:
            yield from _accounts(child)


def _mounted(spec: Body) -> Iterator[tuple[str, str]]:
    """Kind and name of what a pod's volumes and variables come from; what is optional is not."""
    for volume in items(spec, "volumes"):
        yield from _sources(mapping(volume), _VOLUMES)
        for part in items(volume, "projected", "sources"):
            yield from _sources(mapping(part), _VOLUMES)
        claim = mapping(volume, "persistentVolumeClaim").get("claimName")
        yield "PersistentVolumeClaim", str(claim or "")
    for field in ("containers", "initContainers"):
        for container in items(spec, field):
            for variable in items(container, "env"):
                yield from _sources(mapping(variable, "valueFrom"), _VARIABLES)
            for given in items(container, "envFrom"):
                yield from _sources(mapping(given), _VARIABLE_LISTS)


def _sources(body: Body, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field, kind in fields.items():
        if field in body:
            found = mapping(body, field)
            if found and found.get("optional") is not True:
                yield kind, str(found.get("secretName") or found.get("name") or "")
