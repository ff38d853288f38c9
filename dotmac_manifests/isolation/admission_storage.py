"""Admission of data at rest: disks of the one encrypted class, secrets of the tenant's own path."""

from __future__ import annotations

from dotmac_manifests.isolation.admission import (
    RESTORER,
    SLUG,
    TENANTS,
    Policy,
    Resources,
    optional,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

ESO = "external-secrets.io"


def storage_policies(region: RegionPlan) -> tuple[Policy, ...]:
    """Policies about claims and secrets in one region."""
    return (_claims(region), _external_secrets(), _secret_stores(region))


def _claims(region: RegionPlan) -> Policy:
    """Looks at new claims only: the volume's name is written later, by the controller."""
    own = " && ".join(
        f"!has(object.spec.{name})"
        for name in ("selector", "volumeName", "dataSource", "dataSourceRef")
    )
    return Policy(
        name="dotmac-tenant-claims",
        requests=(
            Resources(group="", resources=("persistentvolumeclaims",), operations=("CREATE",)),
        ),
        checks={
            f"a claim is of the encrypted class {region.spec.storage_class.name}": (
                "has(object.spec.storageClassName) &&"
                f" object.spec.storageClassName == '{region.spec.storage_class.name}'"
            ),
            "a claim is a file system that one node at a time writes": (
                "has(object.spec.accessModes) && object.spec.accessModes.all(m,"
                " m in ['ReadWriteOnce', 'ReadWriteOncePod']) &&"
                " (!has(object.spec.volumeMode) || object.spec.volumeMode == 'Filesystem')"
            ),
            "a claim gets a fresh volume, nobody else's data": f"({own}) || {RESTORER}",
        },
        places=TENANTS,
    )


def _external_secrets() -> Policy:
    inside = "{key}.startsWith(variables.prefix) && !{key}.contains('..')"
    return Policy(
        name="dotmac-tenant-external-secrets",
        requests=(Resources(group=ESO, resources=("externalsecrets",)),),
        variables={
            "prefix": f"'{names.TENANT_SECRETS}' + {SLUG} + '/'",
            "data": optional("object.spec.data"),
            "sources": optional("object.spec.dataFrom"),
        },
        checks={
            "secrets come from the namespace's own SecretStore": (
                "has(object.spec.secretStoreRef) &&"
                " (!has(object.spec.secretStoreRef.kind) ||"
                " object.spec.secretStoreRef.kind == 'SecretStore') &&"
                " variables.data.all(d, !has(d.sourceRef)) &&"
                " variables.sources.all(d, !has(d.sourceRef))"
            ),
            "every key lies below the tenant's own path": (
                f"variables.data.all(d, {inside.format(key='d.remoteRef.key')}) &&"
                " variables.sources.all(d, has(d.extract) ?"
                f" ({inside.format(key='d.extract.key')}) :"
                " (has(d.find) && has(d.find.path) &&"
                f" {inside.format(key='d.find.path')}))"
            ),
            "an external secret makes no service account token and nothing but a Secret": (
                "!has(object.spec.target) || !has(object.spec.target.manifest) &&"
                " (!has(object.spec.target.template) || !has(object.spec.target.template.type) ||"
                " object.spec.target.template.type != 'kubernetes.io/service-account-token')"
            ),
        },
        places=TENANTS,
    )


def _secret_stores(region: RegionPlan) -> Policy:
    login = "object.spec.provider.vault.auth.kubernetes"
    return Policy(
        name="dotmac-tenant-secret-stores",
        requests=(Resources(group=ESO, resources=("secretstores",)),),
        checks={
            "the store is the region's": (
                "has(object.spec.provider.vault) &&"
                f" object.spec.provider.vault.server == '{region.secret_server}'"
            ),
            "the store knows the tenant by its own role and account": (
                "has(object.spec.provider.vault) && has(object.spec.provider.vault.auth) &&"
                f" has({login}) && {login}.role == '{names.tenant_store_role('')}' + {SLUG} &&"
                f" has({login}.serviceAccountRef) &&"
                f" !has({login}.serviceAccountRef.namespace) && !has({login}.secretRef)"
            ),
        },
        places=TENANTS,
    )
