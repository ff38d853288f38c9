"""Ways to weaken what admission policies say, none of which looks like much."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import Change, Edit, Ways, cut, mutations, on, put

US, EU, AP, STAGING = "us-east-1", "eu-west-1", "ap-southeast-1", "staging-us-east-1"
RULE = "spec.matchConstraints.resourceRules.0"
EXPRESSIONS = ("matchConditions", "validations", "variables")


def _rewritten(old: str, new: str) -> Edit:
    """Other words in the first expression that has them."""

    def edit(body: Body) -> None:
        for field in EXPRESSIONS:
            for one in body["spec"].get(field, ()):
                if old in one["expression"]:
                    one["expression"] = one["expression"].replace(old, new, 1)
                    return
        raise LookupError(f"no expression says {old!r}")

    return edit


def _says(region: str, name: str, old: str, new: str) -> Change:
    return on(f"{region} ValidatingAdmissionPolicy dotmac-{name}", _rewritten(old, new))


def _or(region: str, name: str, number: int, escape: str) -> Change:
    def edit(body: Body) -> None:
        check: dict[str, Any] = body["spec"]["validations"][number]
        check["expression"] = f"({check['expression']}) || {escape}"

    return on(f"{region} ValidatingAdmissionPolicy dotmac-{name}", edit)


def _on(region: str, name: str, *edits: Edit) -> Change:
    return on(f"{region} ValidatingAdmissionPolicy dotmac-{name}", *edits)


SUBJECTS = "variables.subjects.all"
FREE = {"name": "free", "expression": "!('free' in object.metadata.annotations)"}

WAYS: Ways = {
    "V05": (
        ("one image is enough", _says(US, "images", "containers.all", "containers.exists")),
        ("no init containers", _says(EU, "images", "object.spec.initContainers : []", "[] : []")),
        ("any end of a digest", _says(US, "images", "{64}$'", "{64}'")),
        ("any start of a reference", _says(AP, "images", "'^registry", "'registry")),
        ("any character for a dot", _says(US, "images", "y\\\\.dotmac\\\\.", "y.dotmac.")),
        ("volumes of any image", _says(STAGING, "images", "!has(v.image) ||", "true ||")),
        ("changes of images", _says(US, "images", "!= oldObject.spec", "== oldObject.spec")),
        ("another field", _says(EU, "tenant-pods", "!object.spec.hostPID", "!has(object.spec.x)")),
        ("one flag less", _says(US, "tenant-pods", "!object.spec.hostIPC", "true")),
        ("ports of the node", _says(AP, "tenant-pods", "p.hostPort == 0", "p.hostPort > 0")),
        ("a pod by name", _or(US, "tenant-pods", 2, "object.metadata.name == 'node-agent'")),
        ("pods by label", _or(EU, "tenant-pods", 4, "'debug' in object.metadata.labels")),
        (
            "pods by prefix",
            _or(US, "tenant-pods", 0, "object.metadata.name.startsWith('node-agent')"),
        ),
        (
            "containers by name",
            _says(US, "tenant-pods", "all(c, ", "all(c, c.name == 'debugger' || "),
        ),
        ("many containers", _or(US, "images", 0, "size(variables.containers) > 4")),
        ("long names", _or(EU, "tenant-pods", 5, "size(object.metadata.name) > 40")),
        ("one tenant", _or(US, "images", 0, "namespaceObject.metadata.name == 'tenant-citynet'")),
        (
            "tenants by a letter",
            _or(EU, "tenant-claims", 0, "namespaceObject.metadata.name.matches('^tenant-n')"),
        ),
        (
            "namespaces by annotation",
            _or(AP, "tenant-services", 2, "'free' in namespaceObject.metadata.annotations"),
        ),
        ("a condition", _on(US, "tenant-roles", put("spec.matchConditions", [FREE]))),
        (
            "control plane's taints",
            _says(EU, "tenant-pods", "'node-role.kuber", "'node-roles.kube"),
        ),
        ("a day's tokens", _says(US, "tenant-tokens", "<= 3607", "<= 86400")),
        (
            "accounts with tokens",
            _says(EU, "tenant-tokens", "size(variables.tokens) == 0", "size(variables.tokens) < 2"),
        ),
        (
            "capabilities of a VPN",
            _says(
                US, "tenant-vpn-pods", ".add == ['NET_ADMIN']", ".add.exists(a, a == 'NET_ADMIN')"
            ),
        ),
        ("another container of a VPN", _says(EU, "tenant-vpn-pods", ") == 1 &&", ") >= 1 &&")),
        ("users as subjects", _says(US, "tenant-bindings", "s.kind == 'ServiceAccount' &&", "")),
        (
            "any deployer",
            _says(
                EU,
                "tenant-bindings",
                "'tenant-' + namespaceObject.metadata.labels['dotmac.io/tenant-slug']",
                "s.name",
            ),
        ),
        (
            "groups",
            _says(
                AP,
                "foreign-bindings",
                "!s.name.startsWith('system:serviceaccounts:tenant-') &&",
                "",
            ),
        ),
        (
            "one good subject",
            _says(US, "foreign-bindings", f"{SUBJECTS}(", "variables.subjects.exists("),
        ),
        (
            "one verb",
            _says(
                US, "tenant-roles", "['escalate', 'bind', 'impersonate']", "['escalate', 'bind']"
            ),
        ),
        ("one resource", _says(EU, "tenant-roles", "'networkpolicies', ", "")),
        (
            "writing as reading",
            _says(
                AP, "tenant-roles", "['get', 'list', 'watch']", "['get', 'list', 'watch', 'patch']"
            ),
        ),
        ("nameless secrets", _says(US, "tenant-roles", ") > 0", ") >= 0")),
        (
            "removal of bounds",
            _says(
                EU,
                "tenant-guard-rails",
                "request.operation == 'DELETE' && has(",
                "request.operation == 'DELETE' || has(",
            ),
        ),
        (
            "other labels",
            _says(
                US,
                "tenant-namespaces",
                "k.startsWith('pod-security.kubernetes.io/')",
                "k.startsWith('pod-security.kubernetes.io/x')",
            ),
        ),
        (
            "level of a namespace",
            _says(
                US,
                "tenant-namespaces",
                "variables.labels['pod-security.kubernetes.io/enforce'] == 'restricted' &&",
                "",
            ),
        ),
        (
            "end of a namespace",
            _says(
                EU,
                "tenant-namespaces",
                "variables.oldAnnotations['dotmac.io/deletion-approved'] == 'true'",
                "true",
            ),
        ),
        ("raw devices", _says(US, "tenant-claims", "!has(object.spec.volumeMode)", "true")),
        ("others' data", _says(AP, "tenant-claims", " && !has(object.spec.dataSourceRef)", "")),
        ("prefix without end", _says(US, "tenant-external-secrets", "+ '/'", "+ ''")),
        ("way up", _says(EU, "tenant-external-secrets", "&& !d.remoteRef.key.contains('..')", "")),
        (
            "any store's secrets",
            _says(
                US, "tenant-external-secrets", "variables.sources.all(d, !has(d.sourceRef))", "true"
            ),
        ),
        ("role of a store", _says(AP, "tenant-secret-stores", ".role == '", ".role >= '")),
        ("node ports", _says(US, "tenant-services", "p.nodePort == 0", "p.nodePort >= 0")),
        ("balancers for all", _says(EU, "tenant-services", ")) > 0", ")) >= 0")),
        (
            "one host",
            _says(
                US,
                "tenant-ingresses",
                "variables.rules.all(r, has(r.host)",
                "variables.rules.exists(r, has(r.host)",
            ),
        ),
        (
            "hosts by ending",
            _says(
                EU,
                "tenant-ingresses",
                "r.host in variables.hosts",
                "variables.hosts.exists(h, r.host.endsWith(h) || r.host.contains('.'))",
            ),
        ),
        ("snippets", _says(US, "tenant-ingresses", "&& !k.contains('snippet')", "")),
        ("merged Ingresses", _says(EU, "tenant-ingresses", "== 'minion'", "!= ''")),
        (
            "routes elsewhere",
            _says(
                AP,
                "tenant-routes",
                "object.metadata.namespace) && (!has(p.kind) || p.kind == 'Serv",
                "p.namespace) && (!has(p.kind) || p.kind == 'Serv",
            ),
        ),
        (
            "mirrors",
            _says(AP, "tenant-routes", "f.type != 'RequestMirror'", "f.type != 'requestMirror'"),
        ),
        ("listeners' routes", _says(AP, "tenant-listeners", "from == 'Same'", "from != 'None'")),
        ("certificates that sign", _says(US, "tenant-certificates", "u != 'cert sign' && ", "")),
        (
            "Services of others",
            _says(
                EU,
                "tenant-certificates",
                "n.endsWith('.' + object.metadata.namespace + s)",
                "n.endsWith(s)",
            ),
        ),
        (
            "endpoints",
            _or(US, "tenant-endpoints", 0, "request.userInfo.username.contains('tenant-')"),
        ),
        ("forbidden kinds", _says(AP, "tenant-kinds", "false", "object.metadata.name == 'x'")),
        (
            "one version",
            _on(
                US, "tenant-kinds", put("spec.matchConstraints.resourceRules.1.apiVersions", ["v2"])
            ),
        ),
        ("some names", _on(EU, "images", put(f"{RULE}.resourceNames", ["web"]))),
        ("scope", _on(AP, "tenant-services", put(f"{RULE}.scope", "Cluster"))),
        ("too much", _says(US, "images", "{64}", "{65}")),
        ("what is no expression", _says(EU, "tenant-claims", "has(", "has((")),
        ("a function of nobody", _or(AP, "tenant-claims", 0, "object.spec.trusted()")),
        ("no variable", _on(US, "tenant-tokens", cut("spec.variables"))),
    ),
}

MUTATIONS = mutations(WAYS)
