"""Rights, bounds and namespaces that an API server must not take."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body
from dotmac_manifests.analysis.rules.admission._wrong import (
    OTHER,
    PROBE,
    Place,
    Wrong,
    also,
    anything,
    cut,
    has,
    lacks,
    push,
    put,
)

RBAC = "rbac.authorization.k8s.io"
WRITTEN = (
    ("", "limitranges"),
    ("", "namespaces"),
    ("", "pods"),
    ("", "resourcequotas"),
    ("", "secrets"),
    ("", "endpoints"),
    ("discovery.k8s.io", "endpointslices"),
    ("networking.k8s.io", "networkpolicies"),
    (RBAC, "rolebindings"),
    (RBAC, "roles"),
)
INTO = (
    "pods/attach",
    "pods/ephemeralcontainers",
    "pods/exec",
    "pods/portforward",
    "pods/proxy",
    "serviceaccounts/token",
    "services/proxy",
    "services/status",
)
FROZEN = "dotmac.io/"
APPROVED = "dotmac.io/deletion-approved"


def _rule(group: str, resource: str, *verbs: str) -> Body:
    return {
        "apiGroups": [group],
        "resources": [resource],
        "verbs": list(verbs),
        "resourceNames": [PROBE],
    }


def roles(_: Place) -> Iterator[Wrong]:
    """Roles of a tenant's namespace."""
    star = {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}
    for field, named in star.items():
        rule = {**star, field: [*named, "*"]}
        yield Wrong(f"a role with * among its {field}", push("rules", rule))
    for verb in ("escalate", "bind", "impersonate"):
        yield Wrong(f"a role that grants {verb}", push("rules", _rule("apps", PROBE, "get", verb)))
    for resource in INTO:
        what = f"a role on {resource}"
        yield Wrong(what, push("rules", _rule("", resource, "get", "create")))
    for group, resource in WRITTEN:
        for verb in ("create", "update", "patch", "delete"):
            right = _rule(group, resource, "get", verb)
            yield Wrong(f"a role that may {verb} {resource}", push("rules", right))
    nameless = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}
    yield Wrong("a role that reads every secret", push("rules", nameless))
    nobody = {**nameless, "resourceNames": []}
    yield Wrong("a role that names no secret", push("rules", nobody))


def bindings(place: Place) -> Iterator[Wrong]:
    """RoleBindings of a tenant's namespace."""
    gitops, deployer = place.site.gitops_namespace, place.deployer.rpartition(":")[2]
    yield Wrong("a binding of a ClusterRole", put("roleRef.kind", "ClusterRole"))
    for subject in (
        {"kind": "User", "name": PROBE, "apiGroup": RBAC},
        {"kind": "Group", "name": "system:authenticated", "apiGroup": RBAC},
        {"kind": "User", "name": PROBE, "namespace": place.name, "apiGroup": RBAC},
        {"kind": "ServiceAccount", "name": PROBE},
        {"kind": "ServiceAccount", "name": PROBE, "namespace": "kube-system"},
        {"kind": "ServiceAccount", "name": PROBE, "namespace": place.other},
        {"kind": "ServiceAccount", "name": place.other, "namespace": gitops},
        {"kind": "ServiceAccount", "name": deployer, "namespace": "kube-system"},
    ):
        space = subject.get("namespace", "no namespace")
        what = f"a binding to {subject['kind']} {subject['name']} of {space}"
        yield Wrong(what, push("subjects", subject))
    own = {"kind": "ServiceAccount", "name": deployer, "namespace": gitops}
    yield Wrong(
        "a binding of another role to the deployer",
        also(push("subjects", own), put("roleRef.name", OTHER)),
    )


def foreign(place: Place) -> Iterator[Wrong]:
    """Bindings outside tenants' namespaces, or of the whole cluster."""
    account = {"kind": "ServiceAccount", "name": PROBE, "namespace": place.other}
    yield Wrong("a binding to a tenant's account", push("subjects", account))
    for kind, name in (
        ("Group", f"system:serviceaccounts:{place.other}"),
        ("User", f"system:serviceaccount:{place.other}:{PROBE}"),
    ):
        subject = {"kind": kind, "name": name, "apiGroup": RBAC}
        yield Wrong(f"a binding to {name}", push("subjects", subject))


def bounds(place: Place) -> Iterator[Wrong]:
    """Network policies, quotas and limits, by whoever asks."""
    for user, who in (
        (place.deployer, "the tenant's deployer"),
        (f"system:serviceaccount:{place.name}:{PROBE}", "a tenant's account"),
        (PROBE, "a person"),
    ):
        for operation, done in (("CREATE", "made"), ("UPDATE", "changed"), ("DELETE", "removed")):
            edit = put("spec.probe", PROBE)
            yield Wrong(
                f"what bounds a tenant, {done} by {who}", edit, operation=operation, user=user
            )


def spaces(place: Place) -> Iterator[Wrong]:
    """A tenant's Namespace."""
    labels = "metadata", "labels"
    hosts = ("metadata", "annotations", place.site.hosts_annotation)
    slug = (*labels, place.site.tenant_label)
    region = (*labels, place.site.region_label)
    component = (*labels, "app.kubernetes.io/component")
    level = (*labels, "pod-security.kubernetes.io/enforce")
    version = (*labels, "pod-security.kubernetes.io/enforce-version")
    weaker = "baseline" if not place.vpn else "restricted"
    approval = ("metadata", "annotations", APPROVED)
    claims, unapproved = has(*hosts), lacks(*approval)
    for user in (place.deployer, PROBE):
        who = "the deployer" if user == place.deployer else "a person"
        yield Wrong(f"a namespace made by {who}", put("kind", "Namespace"), user=user)
        for what, edit, fits in (
            ("its tenant", put(slug, PROBE), anything),
            ("its hosts", put(hosts, PROBE), anything),
            ("its level of Pod Security", put(level, weaker), anything),
            ("its place among tenants", put(component, PROBE), anything),
            ("a label that isolation rests on", cut(component), anything),
            ("its plan", cut((*labels, place.site.tier_label)), anything),
            ("its hosts away", cut(hosts), claims),
            ("its version of Pod Security away", cut(version), anything),
            ("its region", put(region, PROBE), anything),
            ("its region away", cut(region), anything),
            ("a new label of ours", put((*labels, f"{FROZEN}{PROBE}"), PROBE), anything),
            (
                "a new annotation of ours",
                put(("metadata", "annotations", f"{FROZEN}{PROBE}"), PROBE),
                anything,
            ),
            ("the approval of its end", put(approval, "true"), unapproved),
            ("the approval of its end away", cut(approval), has(*approval)),
        ):
            text = f"a namespace of which {who} changes {what}"
            yield Wrong(text, edit, fits, operation="UPDATE", user=user)
    for operation in ("CREATE", "UPDATE"):
        for what, edit in (
            ("with another tenant's label", put(slug, PROBE)),
            ("with a weaker level of Pod Security", put(level, weaker)),
            ("outside the guards", put(component, PROBE)),
            ("without component", cut(component)),
            ("without tenant", cut(slug)),
            ("without plan", cut((*labels, place.site.tier_label))),
            ("without level of Pod Security", cut(level)),
        ):
            yield Wrong(f"a namespace {what}", edit, operation=operation)
    yield Wrong("a namespace removed without approval", cut(approval), operation="DELETE")
    refused = put(approval, "false")
    yield Wrong("a namespace removed against its word", refused, operation="DELETE")
