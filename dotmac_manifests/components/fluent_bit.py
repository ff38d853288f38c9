"""Fluent Bit: takes the applications' structured logs and passes them on to Loki.

Source: https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml
"""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Probes,
    checksum,
    config_volume,
    container,
    http,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "fluent-bit"
COMPONENT = "logging"
CONFIG = "fluent-bit-config"
LOKI_SECRET = "loki"
"""The tenant's password at the Loki gateway; Grafana uses it too."""
LOKI_HOST, LOKI_PORT = "loki-gateway.shared-services.svc", 8080
FORWARD, HTTP = 24224, 2020
SENDER: Mapping[str, str] = {
    "FLUENT_HOST": NAME,
    "FLUENT_PORT": str(FORWARD),
    "FLUENT_SHARED_KEY_FILE": f"/run/secrets/{NAME}/shared-key",
}
"""Environment of the applications that send their logs here."""

_CONFIG = """\
env:
  - name: SHARED_KEY
    uri: file:///run/secrets/fluent-bit/shared-key
  - name: LOKI_PASSWORD
    uri: file:///run/secrets/loki/password

service:
  flush: 1
  grace: 20
  log_level: info
  http_server: on
  http_listen: 0.0.0.0
  http_port: {http}
  health_check: on
  hc_errors_count: 50
  hc_retry_failure_count: 50
  hc_period: 60
  storage.path: /var/lib/fluent-bit
  storage.sync: normal
  storage.max_chunks_up: 16
  storage.backlog.mem_limit: 16M

pipeline:
  inputs:
    - name: forward
      listen: 0.0.0.0
      port: {forward}
      self_hostname: fluent-bit
      shared_key: ${{SHARED_KEY}}
      buffer_max_size: 4M
      storage.type: filesystem

  outputs:
    # The gateway names the tenant by this login; a tenant id sent from here would not count.
    - name: loki
      match: "*"
      host: {loki_host}
      port: {loki_port}
      tls: off
      http_user: {user}
      http_passwd: ${{LOKI_PASSWORD}}
      labels: job=applications, service=$service, level=$level
      line_format: json
      compress: gzip
      retry_limit: 20
      storage.total_limit_size: 384M
"""


class FluentBit(Component):
    """A forwarder without any access to the node, whose own logs are the platform's business."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "logs")
        if not plan.has(NAME):
            return
        image, size = plan.images[NAME], plan.sizes[NAME]
        version = tag_of(image)
        data = {
            "fluent-bit.yaml": _CONFIG.format(
                forward=FORWARD,
                http=HTTP,
                loki_host=LOKI_HOST,
                loki_port=LOKI_PORT,
                user=plan.slug,
            )
        }
        owner = Owner(plan.namespace, NAME, COMPONENT, version)
        config_map(self, owner, CONFIG, data)
        for name, key in ((NAME, "shared-key"), (LOKI_SECRET, "password")):
            external_secret(self, owner, name, path=plan.secret_path(name), keys={key: key})
        body = container(
            NAME,
            image,
            size,
            entrypoint=["/fluent-bit/bin/fluent-bit", "-c", "/etc/fluent-bit/fluent-bit.yaml"],
            ports={"forward": FORWARD, "metrics": HTTP},
            probes=Probes(ready=http("/api/v1/health", "metrics"), live=http("/", "metrics")),
            mounts={
                "/etc/fluent-bit:ro": "config",
                "/run/secrets/fluent-bit:ro": "shared-key",
                "/run/secrets/loki:ro": "loki",
                "/var/lib/fluent-bit": "buffer",
                "/tmp": "tmp",
            },
        )
        workload = Workload(
            name=NAME,
            component=COMPONENT,
            version=version,
            size=size,
            containers=[body],
            volumes=[
                config_volume("config", CONFIG),
                secret_volume("shared-key", NAME),
                secret_volume("loki", LOKI_SECRET),
                scratch("buffer", "512Mi"),
                scratch("tmp"),
            ],
            ports={"forward": (FORWARD, "forward", "TCP"), "metrics": (HTTP, "metrics", "TCP")},
            pod_annotations=checksum(data),
            grace_seconds=45,
        )
        Server(self, Home.of_tenant(plan), workload)
