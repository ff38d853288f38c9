"""Admission policies refuse what they are there to refuse, and let pass what was rendered.

Why: an expression is easily weakened without looking so: `exists` for `all`, a comparison that is
gone, one name that is let off. Such a policy is there, is bound and denies, and lets through what
it was written against.

Reads: expressions of the policies that deny in namespaces of tenants and of the platform. They are
evaluated for the pods, Services, routes, certificates, claims, secrets, roles, bindings, bounds and
Namespaces that are rendered there, which have to pass, and for the same objects with one thing
wrong, some three hundred ways, which have to be refused, also under every name, label and
annotation that an expression mentions. Of namespaces that no expression tells apart, one is tried.
Kinds that no policy looks at are V04's. An expression that cannot be evaluated here is a finding.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels: {app.kubernetes.io/component: tenant}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web, namespace: tenant-acme}
    spec: {ingressClassName: edge}
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: classes}
    spec:
      failurePolicy: Fail
      matchConstraints:
        resourceRules:
          - apiGroups: [networking.k8s.io]
            apiVersions: [v1]
            operations: [CREATE, UPDATE]
            resources: [ingresses]
      validations:
        - expression: has(object.spec.ingressClassName) || object.metadata.name == 'old'
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: classes}
    spec:
      policyName: classes
      validationActions: [Deny]

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels: {app.kubernetes.io/component: tenant}
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: sets}
    spec:
      failurePolicy: Fail
      matchConstraints:
        resourceRules:
          - apiGroups: [apps]
            apiVersions: [v1]
            operations: [CREATE, UPDATE]
            resources: [daemonsets]
      validations:
        - expression: "false"
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: sets}
    spec:
      policyName: sets
      validationActions: [Deny]

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/;
https://kubernetes.io/docs/reference/using-api/cel/; K8S-MT; OWASP K8s Top Ten 2025 K04
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dotmac_manifests.analysis.admission import expressions, refusals
from dotmac_manifests.analysis.cel.syntax import Unknown
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import guards, labels_of
from dotmac_manifests.analysis.rules.admission._dressing import dressed, likeness
from dotmac_manifests.analysis.rules.admission._trials import Held, Trial, Trials, place_of
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """What would come in that must not, and what would not that has to."""
    known: Held = tuple((guard, expressions(guard)) for guard in guards(facts).values())
    for guard, trees in known:
        for mistake in trees.mistakes:
            message = f"policy {guard.name} cannot be judged: {mistake}"
            yield Broken(guard.policy, message, "write it with the functions of CEL's standard")
    readable = tuple((guard, trees) for guard, trees in known if not trees.mistakes)
    seen: set[object] = set()
    everywhere = False
    for namespace in sorted(facts.namespaces):
        if namespace not in facts.owners and namespace not in facts.site.platform_namespaces:
            continue
        labels = labels_of(facts, namespace)
        held = tuple((guard, trees) for guard, trees in readable if guard.covers(labels))
        place = place_of(facts, namespace, labels, is_vpn(facts, namespace))
        like = likeness(held, place)
        if like not in seen:
            seen.add(like)
            trials = Trials(facts, place, held)
            yield from _passing(trials)
            yield from _refused(held, trials.wrong())
        if not everywhere and place.tenant:
            everywhere = True
            bound = tuple((guard, trees) for guard, trees in readable if guard.covers({}))
            yield from _refused(bound, Trials(facts, place, bound).outside())


def _passing(trials: Trials) -> Iterator[Broken]:
    for trial in trials.clean():
        try:
            refused = refusals(trials.held, trial.request)
        except Unknown as error:
            yield _unknown(trial, error)
            return
        for name in sorted({name for name, _ in refused}):
            message = f"policy {name} refuses {trial.what}, which is rendered"
            remedy = "correct the object or the policy: one of them is wrong"
            yield Broken(trial.manifest, message, remedy, severity=Severity.MEDIUM)


def _refused(held: Held, trials: Iterable[Trial]) -> Iterator[Broken]:
    for trial in trials:
        try:
            refused = refusals(held, trial.request)
            way = next(dressed(held, trial, refused), None) if refused else ""
        except Unknown as error:
            yield _unknown(trial, error)
            return
        if way is not None:
            space = trial.request.namespace or {"metadata": {"name": "the cluster"}}
            message = f"in {space['metadata']['name']} no policy refuses {trial.what}{way}"
            remedy = "compare it in a policy that denies there, without exempting anybody"
            yield Broken(trial.manifest, message, remedy)


def _unknown(trial: Trial, error: Unknown) -> Broken:
    message = f"whether policies refuse {trial.what} cannot be judged: {error}"
    remedy = "write them with the functions of CEL's standard and of its strings"
    return Broken(trial.manifest, message, remedy)


RULE = Rule("V05", "refusals", Severity.CRITICAL, check)
