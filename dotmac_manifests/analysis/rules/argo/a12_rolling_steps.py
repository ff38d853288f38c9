"""Every application of a set that rolls is in one step, and no step misses its own.

Why: with RollingSync the set's controller alone starts syncs, step after step. An Application in no
step never syncs again; one in two holds back the later step for nothing. A step that is spelt
otherwise than the label leaves its Applications in no step; and if another step takes all that is
left, they come too late, and what they were meant to try out is not tried.

Reads: ApplicationSets with strategy RollingSync: `matchExpressions` of the steps against the labels
of the Applications that the set makes, `maxUpdate`, and progressive syncs in ConfigMap
argocd-cmd-params-cm, without which the controller syncs all at once. A step may be empty, for a
group that has no Application here yet, unless another step takes by `NotIn`, or without
expressions, what it misses. That the steps are in the order in which releases travel, YAML cannot
tell.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: apps, namespace: argocd}
    spec:
      goTemplate: true
      generators:
        - list: {elements: [{name: a, ring: early}]}
      strategy:
        type: RollingSync
        rollingSync:
          steps:
            - matchExpressions: [{key: ring, operator: In, values: [erly]}]
      template:
        metadata: {name: "{{ .name }}", labels: {ring: "{{ .ring }}"}}

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata: {name: argocd-cmd-params-cm, namespace: argocd}
    data: {applicationsetcontroller.enable.progressive.syncs: "true"}
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: apps, namespace: argocd}
    spec:
      goTemplate: true
      generators:
        - list: {elements: [{name: a, ring: early}]}
      strategy:
        type: RollingSync
        rollingSync:
          steps:
            - matchExpressions: [{key: ring, operator: In, values: [early]}]
              maxUpdate: 25%
      template:
        metadata: {name: "{{ .name }}", labels: {ring: "{{ .ring }}"}}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping, texts
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import setting
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

SETTINGS, KEY = "argocd-cmd-params-cm", "applicationsetcontroller.enable.progressive.syncs"
PATH: FieldPath = ("spec", "strategy", "rollingSync", "steps")
SHARE = re.compile(r"[1-9][0-9]?%|100%")


def check(facts: Facts) -> Iterator[Broken]:
    """Applications that wait for ever, and steps for which nothing waits."""
    for found in facts.applications.sets:
        kind = mapping(found.body, "spec", "strategy").get("type", "AllAtOnce")
        if kind == "RollingSync":
            yield from _rolling(facts, found)
        elif kind != "AllAtOnce":
            message = f"ApplicationSet {found.ref.name} cannot be judged: strategy {kind}"
            yield Broken(found, message, "write RollingSync or AllAtOnce", ("spec", "strategy"))


def _rolling(facts: Facts, found: Manifest) -> Iterator[Broken]:
    name = f"ApplicationSet {found.ref.name}"
    settings = setting(facts, SETTINGS)
    if settings is None or mapping(settings.body, "data").get(KEY) != "true":
        message = f"{name} rolls, but progressive syncs are off: all would sync at once"
        yield Broken(found, message, f'set {KEY}: "true" in {SETTINGS}', ("spec", "strategy"))
    steps = items(found.body, *map(str, PATH))
    made = facts.applications.made.get(found.ref.name)
    if made is None:
        message = f"{name} cannot be judged: nobody can tell which labels its Applications have"
        yield Broken(found, message, "see A08", ("spec", "generators"))
        return
    taken: dict[int, list[int]] = {id(application): [] for application in made}
    for index, step in enumerate(steps):
        yield from _step(found, index, mapping(step))
        some = False
        for application in made:
            if _takes(mapping(step), texts(application.body, "metadata", "labels")):
                taken[id(application)].append(index)
                some = True
        if not some and any(map(_takes_the_rest, steps)):
            message = f"step {index + 1} of {name} takes no Application"
            yield Broken(found, message, "correct its labels, or remove it", (*PATH, index))
    for application in made:
        number = len(taken[id(application)])
        if number != 1:
            places = "no step, and never syncs" if not number else f"{number} steps"
            message = f"Application {application.ref.name} of {name} is in {places}"
            remedy = "let exactly one step take its labels"
            yield Broken(application, message, remedy, ("metadata", "labels"))


def _step(found: Manifest, index: int, step: Body) -> Iterator[Broken]:
    most = step.get("maxUpdate")
    number = isinstance(most, int) and not isinstance(most, bool) and most > 0
    if most is not None and not number and not SHARE.fullmatch(str(most)):
        message = f"step {index + 1} of ApplicationSet {found.ref.name} updates {most} at a time"
        remedy = "write a number from 1, or a share from 1%"
        yield Broken(found, message, remedy, (*PATH, index, "maxUpdate"))
    for expression in items(step, "matchExpressions"):
        operator = mapping(expression).get("operator")
        if operator not in ("In", "NotIn"):
            message = f"step {index + 1} of ApplicationSet {found.ref.name} asks for {operator}"
            remedy = "write In or NotIn; Argo CD knows no other"
            yield Broken(found, message, remedy, (*PATH, index, "matchExpressions"))


def _takes_the_rest(step: Any) -> bool:
    """Whether a step also takes Applications whose labels it does not name."""
    return all(mapping(one).get("operator") != "In" for one in items(step, "matchExpressions"))


def _takes(step: Body, labels: Mapping[str, str]) -> bool:
    """Whether a step selects an Application of these labels; one without expressions selects all,
    and one that is not there passes every expression but `In`."""
    return all(_fits(mapping(one), labels) for one in items(step, "matchExpressions"))


def _fits(expression: Body, labels: Mapping[str, str]) -> bool:
    operator, value = expression.get("operator"), labels.get(str(expression.get("key")))
    if value is None:
        return operator != "In"
    listed: Any = value in items(expression, "values")
    return bool(listed) if operator == "In" else operator == "NotIn" and not listed


RULE = Rule("A12", "rolling-steps", Severity.MEDIUM, check)
