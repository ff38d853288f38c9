"""`platform-config`: the control plane's settings, for its applications and for browsers.

Source: the deployment model, "Configuration Management".
"""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.components.browser_config import browser_config
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Owner
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import ControlPlanePlan

CONFIG_MAP = "platform-config"
RUNTIME_CONFIG_MAP = "platform-runtime-config"
BACKEND = "platform-backend"
THIRD_PARTY = "platform-third-party"
CLIENT_CERTIFICATE = "platform-client-certificate"
DATABASE = "platform"
DATABASE_SECRET = "postgres-platform"
REDIS_SECRET = "redis"


def public_host(plan: ControlPlanePlan) -> str:
    """Host of the API: its own in production, the administrators' host elsewhere."""
    region = plan.region
    if region.spec.environment == "production":
        return region.platform.domains.api
    return region.admin_host


def platform_environment(plan: ControlPlanePlan) -> Mapping[str, str]:
    """Environment of both applications; all values are text."""
    platform = plan.region.platform
    shared, flags = platform.environment, platform.feature_flags
    host = public_host(plan)
    base = f"https://{host}" if host != plan.region.admin_host else f"https://{host}/api"
    values = {
        "DEPLOYMENT_MODE": "platform_admin",
        "ENABLE_PLATFORM_ROUTES": "true",
        "ENVIRONMENT": plan.region.spec.environment,
        "NEXT_PUBLIC_ADMIN_URL": f"https://{plan.region.admin_host}",
        "NEXT_PUBLIC_ANALYTICS_ID": shared.analytics_id,
        "NEXT_PUBLIC_API_BASE_URL": base,
        "NEXT_PUBLIC_GRAPHQL_URL": f"{base}/graphql",
        "NEXT_PUBLIC_SENTRY_DSN": shared.sentry_dsn,
        "NEXT_PUBLIC_SESSION_TIMEOUT": str(shared.session_timeout),
    }
    switches = {
        "CROSS_TENANT_SEARCH": True,
        "ENABLE_ADVANCED_ANALYTICS": flags.enable_advanced_analytics,
        "ENABLE_CUSTOMER_PORTAL": flags.enable_customer_portal,
        "ENABLE_DARK_MODE": shared.dark_mode,
        "ENABLE_FEATURE_FLAGS": True,
        "ENABLE_IPV6_LIFECYCLE": flags.enable_ipv6_lifecycle,
        "ENABLE_LICENSE_MANAGEMENT": True,
        "ENABLE_NETWORK_PROFILES": flags.enable_network_profiles,
        "ENABLE_PARTNER_PORTAL": flags.enable_partner_portal,
        "ENABLE_REALTIME": shared.realtime,
        "ENABLE_SLA_MONITORING": flags.enable_sla_monitoring,
        "ENABLE_TENANT_MANAGEMENT": True,
        "TENANT_SELECTOR": True,
    }
    public = {f"NEXT_PUBLIC_{name}": "true" if on else "false" for name, on in switches.items()}
    return {**values, **public, **shared.extra}


class PlatformConfig(Component):
    """The settings, and the secrets that only the backend and its workers read."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "platform-config")
        values = platform_environment(plan)
        for name, data in (
            (CONFIG_MAP, values),
            (RUNTIME_CONFIG_MAP, browser_config(values)),
        ):
            config_map(
                self, Owner(plan.namespace, "platform", "control-plane", plan.release), name, data
            )
        self._secret(plan, BACKEND, ("jwt-secret", "license-key", "secret-key", "git-token"))
        self._secret(
            plan,
            THIRD_PARTY,
            (
                "sendgrid-api-key",
                "stripe-secret-key",
                "stripe-webhook-secret",
                "twilio-account-sid",
                "twilio-auth-token",
            ),
        )
        self._secret(
            plan,
            CLIENT_CERTIFICATE,
            ("ca.crt", "tls.crt", "tls.key"),
            secret_type="kubernetes.io/tls",
        )

    def _secret(
        self,
        plan: ControlPlanePlan,
        name: str,
        keys: tuple[str, ...],
        secret_type: str = "Opaque",
    ) -> None:
        """Keys of the Secret are the properties' names, but for the dot of a certificate's."""
        external_secret(
            self,
            Owner(plan.namespace, BACKEND, "control-plane", plan.release),
            name,
            path=names.platform_secret_path(name),
            keys={key: key.replace(".", "-") for key in keys},
            secret_type=secret_type,
        )
