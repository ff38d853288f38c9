"""Buckets with a user of their own."""

from __future__ import annotations

import json

from dotmac_manifests.components.bucket import OwnedBucket
from tests.fleet import seed_plan
from tests.rendered import Body, faults, one, rendered


def bucket(region: str) -> list[Body]:
    return rendered(
        lambda file: OwnedBucket(
            file,
            seed_plan().regions[region],
            name="bucket-a",
            bucket="dotmac-a",
            secret="a-object-storage",
            path="tenants/a/object-storage",
        )
    )


def task() -> Body:
    (container,) = one(bucket("us-east-1"), "Job")["spec"]["template"]["spec"]["containers"]
    found: Body = container
    return found


def test_it_fits_the_schemas() -> None:
    assert faults(bucket("us-east-1")) == []


def test_its_user_reaches_nothing_but_the_bucket() -> None:
    values = {entry["name"]: entry["value"] for entry in task()["env"]}
    resources = {
        resource
        for statement in json.loads(values["POLICY"])["Statement"]
        for resource in statement["Resource"]
    }
    assert resources == {"arn:aws:s3:::dotmac-a", "arn:aws:s3:::dotmac-a/*"}


def test_credentials_are_files() -> None:
    mounts = {mount["mountPath"] for mount in task()["volumeMounts"]}
    assert {"/run/secrets/admin", "/run/secrets/owner"} <= mounts
    (script,) = task()["args"]
    assert "admin=/run/secrets/admin owner=/run/secrets/owner" in script


def test_the_provisioners_flows_let_it_through() -> None:
    labels = one(bucket("us-east-1"), "Job")["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/name"] == "bucket-provisioner"


def test_a_provider_makes_its_buckets_itself() -> None:
    assert bucket("ap-southeast-1") == []
