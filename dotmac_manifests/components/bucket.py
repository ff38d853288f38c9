"""A bucket of the region's own object storage, and a user for nothing but it."""

from __future__ import annotations

from json import dumps
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import Task
from dotmac_manifests.components.object_storage import ADMIN_SECRET
from dotmac_manifests.components.pods import container, environment, scratch, secret_volume
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
PROVISIONER = "bucket-provisioner"


class OwnedBucket(Component):
    """A task that makes ``bucket`` and its user; ``path`` is where the store keeps the user's keys.

    ``name`` is the task's, ``secret`` that of its Secret, both in `shared-services`. The task is
    repeated at every sync and changes nothing that is as it should be; a new key in the store
    reaches the server that way. The access key must not need escaping in a URL. Where a provider
    stores the objects, the provider's own tools make the bucket.
    Source: RustFS documentation, "Users, Groups, and Policies".
    """

    def __init__(
        self,
        scope: Construct,
        region: RegionPlan,
        *,
        name: str,
        bucket: str,
        secret: str,
        path: str,
        wave: int = 0,
    ) -> None:
        super().__init__(scope, name)
        if region.spec.object_storage.mode != "in-cluster":
            return
        home, image = Home.of_shared(region), region.images["backup-tools"]
        external_secret(
            self,
            Owner(home.namespace, PROVISIONER, "storage", tag_of(image)),
            secret,
            path=path,
            keys={"access-key": "access-key", "secret-key": "secret-key"},
            template={
                "access-key": '{{ index . "access-key" }}',
                "user.json": '{"secretKey":{{ index . "secret-key" | toJson }},"status":"enabled"}',
            },
        )
        values = {
            "BUCKET": bucket,
            "ENDPOINT": region.object_storage_url,
            "POLICY": dumps(_policy(bucket), separators=(",", ":")),
            "SIGNATURE": f"aws:amz:{region.spec.cloud_region}:s3",
        }
        size = region.shared_sizes["job"]
        body = container(
            PROVISIONER,
            image,
            size,
            entrypoint=["/bin/bash", "-euo", "pipefail", "-c"],
            args=[_SCRIPT],
            env=environment(values),
            mounts={
                "/run/secrets/admin:ro": "admin",
                "/run/secrets/owner:ro": "owner",
                "/tmp": "tmp",
            },
        )
        workload = Workload(
            name=name,
            app=PROVISIONER,
            component="storage",
            version=tag_of(image),
            size=size,
            containers=[body],
            volumes=[
                secret_volume("admin", ADMIN_SECRET),
                secret_volume("owner", secret),
                scratch("tmp", "16Mi", memory=True),
            ],
        )
        Task(self, home, workload, wave=wave)


_SCRIPT = """\
umask 077
admin=/run/secrets/admin owner=/run/secrets/owner
printf 'user = "%s:%s"\\n' "$(cat $admin/access-key)" "$(cat $admin/secret-key)" > /tmp/login
call() {
  curl --config /tmp/login --aws-sigv4 "$SIGNATURE" --fail-with-body --silent --show-error \\
    --max-time 30 --retry 5 --retry-connrefused "$@"
}
put() {
  call --request PUT "$@"
}
key="$(cat $owner/access-key)"
api="$ENDPOINT/rustfs/admin/v3"
call --head --output /dev/null "$ENDPOINT/$BUCKET" || put --data '' "$ENDPOINT/$BUCKET"
put --data-binary "$POLICY" "$api/add-canned-policy?name=$BUCKET"
put --data-binary "@$owner/user.json" "$api/add-user?accessKey=$key"
put --data '' "$api/set-user-or-group-policy?isGroup=false&policyName=$BUCKET&userOrGroup=$key"
"""
"""Signed calls of the S3 and admin APIs; the credentials stay out of every argument."""


def _policy(bucket: str) -> Body:
    """An IAM policy: all that a client needs of its own bucket, nothing of any other."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "s3:GetBucketLocation",
                    "s3:ListBucket",
                    "s3:ListBucketMultipartUploads",
                ],
                "Resource": [f"arn:aws:s3:::{bucket}"],
            },
            {
                "Effect": "Allow",
                "Action": [
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:GetObjectTagging",
                    "s3:ListMultipartUploadParts",
                    "s3:PutObject",
                    "s3:PutObjectTagging",
                ],
                "Resource": [f"arn:aws:s3:::{bucket}/*"],
            },
        ],
    }
