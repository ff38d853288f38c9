"""`isp-ops-config`: who the tenant is, its features and branding (deployment model, scenario 3)."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.components.fluent_bit import SENDER
from dotmac_manifests.components.jaeger import TRACES_GRPC
from dotmac_manifests.components.postgres_settings import sslmode
from dotmac_manifests.plan.model import TenantPlan

CONFIG_MAP = "isp-ops-config"
RUNTIME_CONFIG_MAP = "isp-ops-runtime-config"


def tenant_environment(plan: TenantPlan) -> Mapping[str, str]:
    """The application's environment; all values are text."""
    spec, shared = plan.spec, plan.region.platform.environment
    base = f"https://{plan.host}/api"
    values: dict[str, str] = {
        "DEPLOYMENT_MODE": "single_tenant",
        "ENABLE_PLATFORM_ROUTES": "false",
        "TENANT_ID": spec.id,
        "TENANT_SLUG": plan.slug,
        "TENANT_NAME": spec.display_name,
        "TENANT_PLAN": spec.plan,
        "TENANT_SEATS": str(spec.seats),
        "TENANT_REGION": plan.region.name,
        "NEXT_PUBLIC_API_BASE_URL": base,
        "NEXT_PUBLIC_GRAPHQL_URL": f"{base}/graphql",
        "NEXT_PUBLIC_SESSION_TIMEOUT": str(shared.session_timeout),
        "NEXT_PUBLIC_SENTRY_DSN": shared.sentry_dsn,
        "NEXT_PUBLIC_ANALYTICS_ID": shared.analytics_id,
        "NEXT_PUBLIC_ENABLE_DARK_MODE": _flag(shared.dark_mode),
        "NEXT_PUBLIC_ENABLE_REALTIME": _flag(shared.realtime),
        "NEXT_PUBLIC_TENANT_NAME": spec.branding.name if spec.branding else spec.display_name,
        **{f"NEXT_PUBLIC_{name}": _flag(on) for name, on in feature_flags(plan).items()},
        **shared.extra,
    }
    if spec.branding and spec.flags.enable_custom_branding:
        values["NEXT_PUBLIC_TENANT_LOGO_URL"] = spec.branding.logo_url
        values["NEXT_PUBLIC_PRIMARY_COLOR"] = spec.branding.primary_color
    return values


def feature_flags(plan: TenantPlan) -> Mapping[str, bool]:
    """Flags as the application knows them: the platform's and the tenant's must both agree."""
    flags, own, features = plan.region.platform.feature_flags, plan.spec.flags, plan.features
    return {
        "ENABLE_IPV6_LIFECYCLE": flags.enable_ipv6_lifecycle and "ipv6" in features,
        "ENABLE_NETWORK_PROFILES": (
            flags.enable_network_profiles and "network_profiles" in features
        ),
        "ENABLE_SLA_MONITORING": flags.enable_sla_monitoring and "sla_monitoring" in features,
        "ENABLE_PARTNER_PORTAL": flags.enable_partner_portal and "partner_portal" in features,
        "ENABLE_ADVANCED_ANALYTICS": (
            flags.enable_advanced_analytics and "advanced_analytics" in features
        ),
        "ENABLE_CUSTOMER_PORTAL": flags.enable_customer_portal and own.enable_customer_portal,
        "ENABLE_SMS_NOTIFICATIONS": own.enable_sms_notifications,
        "ENABLE_AUTO_PROVISIONING": own.enable_auto_provisioning,
        "ENABLE_CUSTOM_BRANDING": own.enable_custom_branding,
        "ENABLE_RADIUS": own.enable_radius,
        "ENABLE_PARTNER_MANAGEMENT": own.enable_partner_management,
    }


def backend_environment(plan: TenantPlan) -> Mapping[str, str]:
    """What every process of the backend's image needs; passwords come as files beside it."""
    database = plan.database
    return {
        "POSTGRES_HOST": database.host,
        "POSTGRES_PORT": "5432",
        "POSTGRES_DB": database.databases["isp-backend"],
        "POSTGRES_USER": database.roles["isp-backend"],
        "POSTGRES_PASSWORD_FILE": "/run/secrets/postgres/password",
        "POSTGRES_SSLMODE": sslmode(plan),
        "REDIS_HOST": "redis",
        "REDIS_PORT": "6379",
        "REDIS_CACHE_HOST": "redis-cache",
        "REDIS_PASSWORD_FILE": "/run/secrets/redis/password",
        "JWT_SECRET_FILE": "/run/secrets/isp-backend/jwt-secret",
        "SECRET_KEY_FILE": "/run/secrets/isp-backend/secret-key",
        "OTEL_EXPORTER_OTLP_ENDPOINT": TRACES_GRPC,
        **SENDER,
    }


def storage_environment(plan: TenantPlan) -> Mapping[str, str]:
    """Where the API and the workers keep files."""
    return {
        "S3_ENDPOINT_URL": plan.region.object_storage_url,
        "S3_BUCKET_NAME": plan.bucket,
        "S3_ACCESS_KEY_FILE": "/run/secrets/object-storage/access-key",
        "S3_SECRET_KEY_FILE": "/run/secrets/object-storage/secret-key",
    }


def api_environment(plan: TenantPlan) -> Mapping[str, str]:
    """What only the API itself may call, by policy as well as by credentials."""
    values = {
        "NETBOX_URL": "http://netbox:8080",
        "NETBOX_TOKEN_FILE": "/run/secrets/isp-backend/netbox-token",
        "GENIEACS_NBI_URL": "http://genieacs-nbi:7557",
        "PROMETHEUS_URL": "http://prometheus:9090",
        "PLATFORM_API_URL": _platform_url(plan),
        "PLATFORM_API_TOKEN_FILE": "/run/secrets/isp-backend/platform-token",
    }
    if plan.has("freeradius"):
        values["RADIUS_HOST"] = "freeradius"
        values["RADIUS_SECRET_FILE"] = "/run/secrets/isp-backend/radius-secret"
    return values


def _platform_url(plan: TenantPlan) -> str:
    if plan.local_platform:
        return "http://platform-backend.platform-admin.svc:8000"
    return f"https://{plan.region.platform.domains.api}"


def _flag(value: bool) -> str:
    return "true" if value else "false"
