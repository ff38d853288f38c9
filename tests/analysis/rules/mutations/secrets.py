"""Ways to show a secret, or to take somebody else's."""

from __future__ import annotations

from tests.analysis.rules.mutations import secrets_in_sight
from tests.analysis.rules.mutations.edits import (
    Ways,
    add,
    both,
    cut,
    drop,
    mutations,
    on,
    pod,
    push,
    put,
)
from tests.analysis.rules.mutations.places import AP, EU, STAGING, US

STORE = f"{US} SecretStore tenant-citynet/dotmac"
REDIS = f"{US} ExternalSecret tenant-citynet/redis"
KEY = "spec.data.0.remoteRef.key"
LOGIN = "spec.provider.vault.auth.kubernetes"
BACKEND = f"{US} Rollout tenant-citynet/isp-backend"
WORKER = f"{EU} Deployment tenant-nordlicht/celery-worker"
VPN = f"{US} Deployment tenant-fast-fiber-vpn/wireguard"
USER = "spec.target.template.data.username"
BUCKET = f"{US} ExternalSecret shared-services/tenant-citynet-object-storage"
FROM_SECRET = {"name": "X", "valueFrom": {"secretKeyRef": {"name": "redis", "key": "password"}}}


def secret(namespace: str, field: str = "stringData", kind: str = "Secret") -> str:
    """A Secret with something in it."""
    return f"""
        apiVersion: v1
        kind: {kind}
        metadata: {{name: extra, namespace: {namespace}}}
        {field}: {{value: aGVsbG8=}}
        """


def shared_store(conditions: str) -> str:
    """A ClusterSecretStore for some namespaces."""
    return f"""
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata: {{name: everybody}}
        spec:
          conditions: {conditions}
          provider: {{vault: {{server: "https://openbao.platform-admin.svc:8200", path: secret}}}}
        """


SPREAD = """
    apiVersion: external-secrets.io/v1
    kind: ClusterExternalSecret
    metadata: {name: everybody}
    spec: {namespaceSelectors: [{}], externalSecretSpec: {}}
    """
WILDCARD = """
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: wildcard, namespace: tenant-citynet}
    spec: {dnsNames: ["*.isp.dotmac.com"], secretName: wildcard, issuerRef: {name: letsencrypt}}
    """
LIST = """
    apiVersion: v1
    kind: SecretList
    items:
      - {metadata: {name: extra, namespace: tenant-citynet}, data: {value: aGVsbG8=}}
    """

WAYS: Ways = {
    "X01": (
        ("tenant", add(US, secret("tenant-citynet"))),
        ("base64", add(EU, secret("tenant-nordlicht", "data"))),
        ("platform", add(US, secret("platform-admin"))),
        ("gitops", add(AP, secret("argocd", "data"))),
        ("operator", add(STAGING, secret("velero"))),
        ("in-a-list", add(US, LIST)),
    ),
    "X02": (
        ("other-tenants-role", on(STORE, put(f"{LOGIN}.role", "tenant-fast-fiber"))),
        ("platforms-role", on(STORE, put(f"{LOGIN}.role", "platform-admin"))),
        (
            "vpn-as-another-tenant",
            on(
                f"{US} SecretStore tenant-fast-fiber-vpn/dotmac",
                put(f"{LOGIN}.role", "tenant-metro-fiber"),
            ),
        ),
        (
            "platform-as-a-tenant",
            on(
                f"{EU} SecretStore shared-services/dotmac", put(f"{LOGIN}.role", "tenant-nordlicht")
            ),
        ),
        ("operators-account", on(STORE, cut(f"{LOGIN}.serviceAccountRef"))),
        (
            "account-from-elsewhere",
            on(STORE, put(f"{LOGIN}.serviceAccountRef.namespace", "external-secrets")),
        ),
        (
            "authority-from-elsewhere",
            on(STORE, put("spec.provider.vault.caProvider.namespace", "cert-manager")),
        ),
        (
            "stored-token",
            on(STORE, put("spec.provider.vault.auth.tokenSecretRef", {"name": "t", "key": "t"})),
        ),
        ("other-provider", on(STORE, put("spec.provider", {"fake": {"data": []}}))),
        ("deeper-path", on(STORE, put("spec.provider.vault.path", "secret/data/tenants/nobody"))),
        ("shared-by-all", add(US, shared_store("[]"))),
        ("shared-by-selector", add(US, shared_store("[{namespaceSelector: {}}]"))),
        ("shared-by-tenants", add(EU, shared_store("[{namespaces: [tenant-nordlicht]}]"))),
        ("shared-by-pattern", add(EU, shared_store("[{namespaceRegexes: ['.*']}]"))),
    ),
    "X03": (
        ("other-tenants-path", on(REDIS, put(KEY, "tenants/fast-fiber/redis"))),
        ("platforms-path", on(REDIS, put(KEY, "platform/redis"))),
        ("regions-path", on(REDIS, put(KEY, "regions/us-east-1/object-storage-admin"))),
        ("prefix-of-a-name", on(REDIS, put(KEY, "tenants/citynet-2/redis"))),
        ("upwards", on(REDIS, put(KEY, "tenants/citynet/../fast-fiber/redis"))),
        ("all-of-a-tenant", on(REDIS, push("spec.dataFrom", {"extract": {"key": "tenants/x/y"}}))),
        ("found-by-name", on(REDIS, push("spec.dataFrom", {"find": {"name": {"regexp": ".*"}}}))),
        ("generated", on(REDIS, push("spec.dataFrom", {"sourceRef": {"generatorRef": {}}}))),
        ("store-of-the-cluster", on(REDIS, put("spec.secretStoreRef.kind", "ClusterSecretStore"))),
        (
            "store-of-one-entry",
            on(
                REDIS,
                put("spec.data.0.sourceRef.storeRef", {"kind": "ClusterSecretStore", "name": "x"}),
            ),
        ),
        (
            "control-plane-reads-a-tenant",
            on(f"{US} ExternalSecret platform-admin/redis", put(KEY, "tenants/citynet/redis")),
        ),
        ("more-than-the-bucket", on(BUCKET, put(KEY, "tenants/citynet/isp-backend"))),
        ("bucket-of-another", on(BUCKET, put(KEY, "tenants/metro-fiber/object-storage"))),
        ("renamed-grant", on(BUCKET, put("metadata.name", "object-storage-of-citynet"))),
        ("operator", on(f"{AP} ExternalSecret velero/velero-credentials", put(KEY, "tenants/x/y"))),
        ("spread", add(US, SPREAD)),
    ),
    "X04": (
        ("environment", on(BACKEND, pod(push("containers.0.env", FROM_SECRET)))),
        (
            "whole-environment",
            on(WORKER, pod(push("containers.0.envFrom", {"secretRef": {"name": "redis"}}))),
        ),
        ("vpn", on(VPN, pod(push("containers.0.env", FROM_SECRET)))),
        (
            "shared-services",
            on(
                f"{EU} StatefulSet shared-services/loki",
                pod(push("containers.0.env", FROM_SECRET)),
            ),
        ),
        (
            "for-everybody",
            on(
                f"{US} Job tenant-citynet/mongodb-init",
                pod(push("volumes", {"name": "x", "secret": {"secretName": "x"}})),
            ),
        ),
        (
            "writable",
            on(
                f"{US} StatefulSet platform-admin/redis",
                pod(
                    push(
                        "volumes", {"name": "x", "secret": {"secretName": "x", "defaultMode": 420}}
                    )
                ),
            ),
        ),
        (
            "projected",
            on(
                f"{AP} Deployment tenant-lion-net/netbox",
                pod(push("volumes", {"name": "x", "projected": {"sources": [{"secret": {}}]}})),
            ),
        ),
        (
            "one-item",
            on(
                WORKER,
                pod(
                    push(
                        "volumes",
                        {"name": "x", "secret": {"defaultMode": 256, "items": [{"mode": 292}]}},
                    )
                ),
            ),
        ),
    ),
    "X05": (
        ("wildcard", add(US, WILDCARD)),
        (
            "wildcard-beside-a-host",
            on(
                f"{AP} Certificate tenant-lion-net/portal-lionnet-example-tls",
                push("spec.dnsNames", "*.lionnet.example"),
            ),
        ),
        (
            "as-common-name",
            on(
                f"{AP} Certificate tenant-lion-net/portal-lionnet-example-tls",
                put("spec.commonName", "*.isp.dotmac.com"),
            ),
        ),
        ("brought-by-type", on(REDIS, put("spec.target.template.type", "kubernetes.io/tls"))),
        ("brought-by-key", on(REDIS, put("spec.data.0.secretKey", "tls.key"))),
        (
            "copied-from-the-edge",
            on(
                f"{AP} Certificate envoy-gateway-system/isp-wildcard-tls",
                put(
                    "spec.secretTemplate.annotations",
                    {"reflector.v1.k8s.emberstack.com/reflection-allowed": "true"},
                ),
            ),
        ),
    ),
    "X09": (
        ("none", on(BACKEND, pod(cut("imagePullSecrets")))),
        ("empty", on(WORKER, pod(put("imagePullSecrets", [])))),
        ("platforms", on(VPN, pod(put("imagePullSecrets.0.name", "platform-registry")))),
        ("dropped", drop(f"{US} ExternalSecret tenant-fast-fiber-vpn/registry-credentials")),
        (
            "dropped-in-shared-services",
            drop(f"{EU} ExternalSecret shared-services/registry-credentials"),
        ),
        (
            "other-type",
            on(
                f"{AP} ExternalSecret tenant-lion-net/registry-credentials",
                put("spec.target.template.type", "Opaque"),
            ),
        ),
        (
            "by-the-account",
            on(
                f"{US} ServiceAccount tenant-citynet/redis",
                push("imagePullSecrets", {"name": "everybodys"}),
            ),
        ),
        (
            "retargeted",
            on(
                f"{US} ExternalSecret platform-admin/registry-credentials",
                put("spec.target.name", "registry"),
            ),
        ),
    ),
    "X10": (
        (
            "user-of-another-component",
            on(
                f"{US} ExternalSecret tenant-citynet/postgres-netbox",
                put(USER, "tenant_citynet_isp_backend"),
            ),
        ),
        (
            "user-of-another-tenant",
            on(
                f"{US} ExternalSecret tenant-citynet/postgres-netbox",
                put(USER, "tenant_fast_fiber_netbox"),
            ),
        ),
        (
            "user-of-another-region",
            on(
                f"{EU} ExternalSecret tenant-nordlicht/postgres-isp-backend",
                put(USER, "tenant_citynet_isp_backend"),
            ),
        ),
        (
            "one-user-for-all",
            both(
                *(
                    on(f"{US} ExternalSecret tenant-{name}/postgres-isp-backend", put(USER, "app"))
                    for name in ("citynet", "fast-fiber")
                )
            ),
        ),
        (
            "user-from-the-store",
            on(
                f"{US} ExternalSecret tenant-citynet/postgres-netbox",
                put(USER, "{{ .username }}"),
            ),
        ),
        ("no-user", on(f"{AP} ExternalSecret tenant-lion-net/postgres-netbox", cut(USER))),
        (
            "shared-password",
            on(
                f"{US} ExternalSecret tenant-citynet/postgres-netbox",
                put(KEY, "tenants/citynet/postgres-isp-backend"),
            ),
        ),
    ),
}

MUTATIONS = mutations(WAYS | secrets_in_sight.WAYS)
