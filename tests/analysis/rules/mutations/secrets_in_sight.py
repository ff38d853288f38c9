"""Ways to write a credential where everybody sees it.

No value here is one: each is put together from pieces, so that scanners of repositories do not
take this file for a leak.
"""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Change, Ways, on, pod, push, put
from tests.analysis.rules.mutations.places import EU, US

CONFIG = f"{US} ConfigMap tenant-citynet/isp-ops-config"
BACKEND = f"{US} Rollout tenant-citynet/isp-backend"
WORKER = f"{EU} Deployment tenant-nordlicht/celery-worker"
VPN = f"{US} Deployment tenant-fast-fiber-vpn/wireguard"
LOKI = f"{EU} StatefulSet shared-services/loki"
PLATFORM = f"{US} Rollout platform-admin/platform-backend"
NGINX = f"{US} Application argocd/operator-nginx-ingress"
TEMPLATE = f"{US} ExternalSecret tenant-citynet/redis"
RANDOM = "qT7vXz2LmB9s" + "Kd4RwYp8Hn3c"
HEXADECIMAL = "9f86d081884c7d65" + "9a2feaa0c55ad015"


def env(address: str, name: str, value: str) -> Change:
    """One more environment variable."""
    return on(address, pod(push("containers.0.env", {"name": name, "value": value})))


def args(address: str, *values: str) -> Change:
    """More arguments."""
    return on(address, pod(push("containers.0.args", *values)))


def config(name: str, value: str) -> Change:
    """One more entry of a tenant's configuration."""
    return on(CONFIG, put(("data", name), value))


def note(address: str, name: str, value: str) -> Change:
    """One more annotation."""
    return on(address, put(("metadata", "annotations", name), value))


WAYS: Ways = {
    "X06": (
        ("private-key", config("ca.pem", "-----BEGIN EC PRIVATE" + " KEY-----\nMHcCAQ\n-----END")),
        ("key-in-base64", env(BACKEND, "SIGNER", "LS0tLS1CRUdJTi" + "BFQyBQUklWQVRFIEtFWS0tLS0t")),
        ("aws", env(LOKI, "WHO", "AKIA" + "ABCDEFGHIJKLMNOP")),
        ("github", env(PLATFORM, "GIT", "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8")),
        ("stripe", config("PAYMENTS", "sk_live_" + "abcdefghijklmnopqrst")),
        (
            "json-web-token",
            note(BACKEND, "example.com/session", "eyJhbGciOiJI" + ".eyJzdWIiOiIx.c2lnbmVk"),
        ),
        (
            "database-address",
            env(WORKER, "DATABASE", "postgres://app:" + "hunter2@postgres-rw:5432/app"),
        ),
        ("openbao", args(VPN, "hvs." + "CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTob")),
        (
            "password-hash",
            config("users", "admin:$2y$" + "10$" + "abcdefghijklmnopqrstuv" * 2 + "abcdefghi"),
        ),
        ("user-of-curl", args(WORKER, "curl --user admin:" + "hunter2 https://example.com")),
        ("authorization", config("nginx.conf", 'Authorization: "Basic ' + 'YWRtaW46aHVudGVyMg=="')),
        (
            "in-helm-values",
            on(
                NGINX, put("spec.source.helm.valuesObject.extra", "glpat-" + "abcdefghij0123456789")
            ),
        ),
        ("binary-data", on(CONFIG, put("binaryData", {"keystore": "AAECAw=="}))),
    ),
    "X07": (
        ("environment", env(BACKEND, "DB_PASSWORD", "changeme")),
        ("vpn", env(VPN, "WG_PRESHARED_KEY", "changeme")),
        ("shared-services", env(LOKI, "S3_SECRET_KEY", "minio123")),
        ("control-plane", env(PLATFORM, "JWT_SECRET", "development")),
        ("option", args(WORKER, "--redis-password=changeme")),
        ("option-and-value", args(WORKER, "--api-token", "changeme")),
        ("shell", args(BACKEND, "export PGPASSWORD=changeme; exec app")),
        ("entry", config("ADMIN_PASSWORD", "changeme")),
        ("line-of-a-file", config("app.ini", "[smtp]\nuser = a\npassword = changeme\n")),
        ("line-of-json", config("app.json", '{"client": {"clientSecret": "changeme"}}')),
        ("line-of-yaml", config("app.yaml", "smtp:\n  password: 'changeme'\n")),
        ("annotation", note(WORKER, "example.com/api-key", "changeme")),
        (
            "last-applied",
            note(
                WORKER,
                "kubectl.kubernetes.io/last-applied-configuration",
                '{"password":"changeme"}',
            ),
        ),
        (
            "template",
            on(TEMPLATE, put("spec.target.template.data.password", "changeme")),
        ),
        (
            "helm-value",
            on(NGINX, put("spec.source.helm.valuesObject.grafana.adminPassword", "prom-operator")),
        ),
        (
            "helm-parameter",
            on(
                NGINX,
                push("spec.source.helm.parameters", {"name": "db.password", "value": "x1y2z3"}),
            ),
        ),
    ),
    "X08": (
        ("environment", env(BACKEND, "LICENCE", RANDOM)),
        ("vpn", env(VPN, "PEER", RANDOM + "=")),
        ("entry", config("WEBHOOK", f"https://hooks.example.com/{RANDOM}")),
        ("file", config("app.yaml", f"client:\n  id: {RANDOM}\n")),
        ("annotation", note(LOKI, "example.com/note", RANDOM)),
        ("argument", args(PLATFORM, f"--site={RANDOM}")),
        ("hexadecimal", env(WORKER, "SITE", HEXADECIMAL)),
        ("helm-value", on(NGINX, put("spec.source.helm.valuesObject.site", RANDOM))),
        (
            "custom-resource",
            on(f"{US} Cluster tenant-citynet/postgres", put("spec.description", RANDOM)),
        ),
    ),
}
