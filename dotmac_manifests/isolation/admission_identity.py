"""Admission of what bounds a tenant: its namespaces, their guard rails, roles and bindings."""

from __future__ import annotations

from dotmac_manifests.isolation.admission import (
    APPLICATION,
    DELETION_APPROVED,
    EVERYWHERE,
    GUARDIAN,
    LEAVING,
    ROLE_LABEL,
    SLUG,
    SLUG_LABEL,
    TENANTS,
    TIER_LABEL,
    VPN,
    Policy,
    Resources,
    one_of,
    optional,
)
from dotmac_manifests.plan import names

RBAC = "rbac.authorization.k8s.io"
ALL = ("CREATE", "UPDATE", "DELETE")
READING = ("get", "list", "watch")
READ_ONLY = (
    "endpoints",
    "limitranges",
    "namespaces",
    "networkpolicies",
    "pods",
    "resourcequotas",
    "rolebindings",
    "roles",
    "secrets",
    "endpointslices",
)
"""Resources that no role of a tenant may write."""
INTO_PODS = (
    "pods/attach",
    "pods/ephemeralcontainers",
    "pods/exec",
    "pods/portforward",
    "pods/proxy",
    "serviceaccounts/token",
    "services/proxy",
    "services/status",
)
"""Subresources that lead into pods, to identities or to other people's traffic."""


def identity_policies() -> tuple[Policy, ...]:
    """Policies about namespaces, guard rails, roles and bindings."""
    return (_namespaces(), _guard_rails(), _roles(), _bindings(), _foreign_bindings())


def _namespaces() -> Policy:
    """Every other policy and Pod Security go by these labels, so they must not move.

    Namespaces are matched by name: a label would have to be trusted before it is checked.
    """
    frozen = (
        f"(k.startsWith('dotmac.io/') || k.startsWith('pod-security.kubernetes.io/') ||"
        f" k == '{ROLE_LABEL}')"
    )
    kept = (
        "variables.{old}.all(k, !{frozen} ||"
        " k in variables.{new} && variables.{new}[k] == variables.{old}[k])"
    )
    pairs = (("oldLabels", "labels"), ("oldAnnotations", "annotations"))
    same = " && ".join(
        kept.format(old=old, new=new, frozen=frozen)
        for pair in pairs
        for old, new in (pair, pair[::-1])
    )
    name = "object.metadata.name"
    slug = f"'{names.TENANT_PREFIX}' + variables.labels['{SLUG_LABEL}']"
    level = "variables.labels['pod-security.kubernetes.io/enforce']"
    kind = f"variables.labels['{ROLE_LABEL}']"
    complete = " && ".join(
        f"'{key}' in variables.labels"
        for key in (ROLE_LABEL, SLUG_LABEL, TIER_LABEL, "pod-security.kubernetes.io/enforce")
    )
    return Policy(
        name="dotmac-tenant-namespaces",
        requests=(Resources(group="", resources=("namespaces",), operations=ALL),),
        conditions={
            "tenant-namespace": (
                "(request.operation == 'DELETE' ? oldObject : object)"
                f".metadata.name.startsWith('{names.TENANT_PREFIX}')"
            )
        },
        variables={
            "guardian": GUARDIAN,
            "labels": optional("object.metadata.labels", "{}"),
            "annotations": optional("object.metadata.annotations", "{}"),
            "oldLabels": optional("oldObject.metadata.labels", "{}"),
            "oldAnnotations": optional("oldObject.metadata.annotations", "{}"),
        },
        checks={
            "only Argo CD makes a tenant's namespace": (
                "request.operation != 'CREATE' || variables.guardian"
            ),
            "only Argo CD changes labels and annotations that isolation rests on": (
                f"request.operation != 'UPDATE' || variables.guardian || ({same})"
            ),
            "name, labels and Pod Security level agree": (
                f"request.operation == 'DELETE' || ({complete}) &&"
                f" ({kind} == '{APPLICATION}' && {level} == 'restricted' && {name} == {slug} ||"
                f" {kind} == '{VPN}' && {level} == 'privileged' &&"
                f" {name} == {slug} + '{names.VPN_SUFFIX}')"
            ),
            f"a namespace goes only with the annotation {DELETION_APPROVED}=true": (
                "request.operation != 'DELETE' ||"
                f" '{DELETION_APPROVED}' in variables.oldAnnotations &&"
                f" variables.oldAnnotations['{DELETION_APPROVED}'] == 'true'"
            ),
        },
        places=EVERYWHERE,
    )


def _guard_rails() -> Policy:
    return Policy(
        name="dotmac-tenant-guard-rails",
        requests=(
            Resources(group="", resources=("limitranges", "resourcequotas"), operations=ALL),
            Resources(group="networking.k8s.io", resources=("networkpolicies",), operations=ALL),
        ),
        checks={
            "only Argo CD writes or removes network policies, quotas and limits": (
                f"({GUARDIAN}) || request.operation == 'DELETE' && {LEAVING}"
            ),
        },
        places=TENANTS,
    )


def _roles() -> Policy:
    rules, wild = optional("object.rules"), "!('*' in r.{field})"
    fields = ("apiGroups", "resources", "verbs")
    return Policy(
        name="dotmac-tenant-roles",
        requests=(Resources(group=RBAC, resources=("roles",)),),
        variables={
            "rules": f"{rules}.filter(r, has(r.resources))",
            "reading": one_of(READING),
        },
        checks={
            "a role names what it grants, without wildcards": (
                "variables.rules.all(r, "
                + " && ".join(wild.format(field=field) for field in fields)
                + ")"
            ),
            "no role grants escalate, bind or impersonate": (
                "variables.rules.all(r,"
                " !r.verbs.exists(v, v in ['escalate', 'bind', 'impersonate']))"
            ),
            "no role leads into pods or to tokens": (
                f"variables.rules.all(r, !r.resources.exists(x, x in {one_of(INTO_PODS)}))"
            ),
            "no role writes what bounds a tenant": (
                "variables.rules.all(r,"
                f" !r.resources.exists(x, x in {one_of(READ_ONLY)}) ||"
                " r.verbs.all(v, v in variables.reading))"
            ),
            "a role reads Secrets by name only": (
                "variables.rules.all(r, !('secrets' in r.resources) ||"
                f" size({optional('r.resourceNames')}) > 0)"
            ),
        },
        places=TENANTS,
    )


def _bindings() -> Policy:
    deployer = (
        f"s.namespace == '{names.ARGOCD_NAMESPACE}' &&"
        f" s.name == '{names.TENANT_PREFIX}' + {SLUG} &&"
        f" object.roleRef.name == '{names.DEPLOYER_ROLE}'"
    )
    return Policy(
        name="dotmac-tenant-bindings",
        requests=(Resources(group=RBAC, resources=("rolebindings",)),),
        checks={
            "a binding grants a Role, never a ClusterRole": "object.roleRef.kind == 'Role'",
            "subjects are accounts of the same namespace, or the tenant's deployer": (
                f"{optional('object.subjects')}.all(s,"
                " s.kind == 'ServiceAccount' && has(s.namespace) &&"
                f" (s.namespace == object.metadata.namespace || {deployer}))"
            ),
        },
        places=TENANTS,
    )


def _foreign_bindings() -> Policy:
    """Nothing outside a tenant's namespaces is ever granted to an account inside them."""
    prefix = names.TENANT_PREFIX
    return Policy(
        name="dotmac-foreign-bindings",
        requests=(Resources(group=RBAC, resources=("clusterrolebindings", "rolebindings")),),
        variables={"subjects": optional("object.subjects")},
        checks={
            "an account of a tenant is granted nothing outside its namespace": (
                "variables.subjects.all(s, s.kind != 'ServiceAccount' || !has(s.namespace) ||"
                f" !s.namespace.startsWith('{prefix}') ||"
                " has(object.metadata.namespace) && s.namespace == object.metadata.namespace)"
            ),
            "the accounts of a tenant are granted nothing as a group or by user name": (
                "variables.subjects.all(s,"
                f" !s.name.startsWith('system:serviceaccounts:{prefix}') &&"
                f" !s.name.startsWith('system:serviceaccount:{prefix}'))"
            ),
        },
        places=EVERYWHERE,
    )
