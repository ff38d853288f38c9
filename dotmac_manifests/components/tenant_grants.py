"""What the platform does for a tenant outside the tenant's own namespaces: backups, a bucket."""

from __future__ import annotations

from json import dumps
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.jobs import Task, nightly
from dotmac_manifests.components.pods import container, environment, scratch, secret_volume
from dotmac_manifests.components.resource import Component, Resource, metadata, tag_of
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.components.workload import Home, Workload
from dotmac_manifests.plan.flows_tenant import CNPG_CLUSTER_KEY
from dotmac_manifests.plan.model import TenantPlan
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]
PROVISIONER = "bucket-provisioner"
ADMIN_SECRET = "object-storage-admin"


class BackupSchedule(Component):
    """A nightly Velero backup of the tenant's namespaces, volumes included.

    CloudNativePG's pods and volumes are left out: their backup is the continuous archive, which
    a copy of a running database's volume is not. Secrets are left out too, since they come back
    from the store. Backups outlive the schedule.
    Source: https://velero.io/docs/v1.18/api-types/schedule/
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, f"backup-{plan.slug}")
        hour, minute = nightly(plan.namespace, 3, 3)
        namespaces = [plan.namespace, *([plan.vpn_namespace] if plan.vpn_namespace else [])]
        spec: Body = {
            "schedule": f"{minute} {hour} * * *",
            "paused": False,
            "useOwnerReferencesInBackup": False,
            "template": {
                "metadata": {"labels": {"dotmac.io/tenant-slug": plan.slug}},
                "includedNamespaces": namespaces,
                "excludedResources": ["secrets"],
                "labelSelector": {
                    "matchExpressions": [{"key": CNPG_CLUSTER_KEY, "operator": "DoesNotExist"}]
                },
                "storageLocation": "default",
                "snapshotMoveData": True,
                "defaultVolumesToFsBackup": False,
                "ttl": f"{plan.retention_days * 24}h0m0s",
            },
        }
        Resource(
            self,
            "schedule",
            {
                "apiVersion": "velero.io/v1",
                "kind": "Schedule",
                "metadata": metadata(
                    plan.namespace,
                    NAMESPACES["velero"],
                    app="velero-schedule",
                    component="backup",
                    version="1",
                ),
                "spec": spec,
            },
        )


class Bucket(Component):
    """The tenant's bucket in the region's own object storage, and a user for nothing but it.

    The task is repeated at every sync and changes nothing that is as it should be; a new key in
    the store reaches the server that way. The access key must not need escaping in a URL. Where
    a provider stores the objects, the provider's own tools make the bucket.
    Source: RustFS documentation, "Users, Groups, and Policies".
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, f"bucket-{plan.slug}")
        region = plan.region
        if region.spec.object_storage.mode != "in-cluster":
            return
        home, image = Home.of_shared(region), region.images["backup-tools"]
        secret = f"{plan.namespace}-object-storage"
        external_secret(
            self,
            secret,
            home.namespace,
            app=PROVISIONER,
            component="storage",
            version=tag_of(image),
            path=plan.secret_path("object-storage"),
            keys={"access-key": "access-key", "secret-key": "secret-key"},
            template={
                "access-key": '{{ index . "access-key" }}',
                "user.json": '{"secretKey":{{ index . "secret-key" | toJson }},"status":"enabled"}',
            },
        )
        values = {
            "BUCKET": plan.bucket,
            "ENDPOINT": region.object_storage_url,
            "POLICY": dumps(_policy(plan.bucket), separators=(",", ":")),
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
                "/run/secrets/tenant:ro": "tenant",
                "/tmp": "tmp",
            },
        )
        workload = Workload(
            name=f"bucket-{plan.slug}",
            app=PROVISIONER,
            component="storage",
            version=tag_of(image),
            size=size,
            containers=[body],
            volumes=[
                secret_volume("admin", ADMIN_SECRET),
                secret_volume("tenant", secret),
                scratch("tmp", "16Mi", memory=True),
            ],
        )
        Task(self, home, workload, wave=0)


_SCRIPT = """\
umask 077
admin=/run/secrets/admin tenant=/run/secrets/tenant
printf 'user = "%s:%s"\\n' "$(cat $admin/access-key)" "$(cat $admin/secret-key)" > /tmp/login
call() {
  curl --config /tmp/login --aws-sigv4 "$SIGNATURE" --fail-with-body --silent --show-error \\
    --max-time 30 --retry 5 --retry-connrefused "$@"
}
put() {
  call --request PUT "$@"
}
key="$(cat $tenant/access-key)"
api="$ENDPOINT/rustfs/admin/v3"
call --head --output /dev/null "$ENDPOINT/$BUCKET" || put --data '' "$ENDPOINT/$BUCKET"
put --data-binary "$POLICY" "$api/add-canned-policy?name=$BUCKET"
put --data-binary "@$tenant/user.json" "$api/add-user?accessKey=$key"
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
