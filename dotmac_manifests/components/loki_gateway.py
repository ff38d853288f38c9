"""The proxy before Loki, which knows who is asking.

Source: https://grafana.com/docs/loki/latest/operations/authentication/
"""

from __future__ import annotations

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
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows_shared import LOKI_HTTP
from dotmac_manifests.plan.model import RegionPlan

NAME = "loki-gateway"
CONFIG = "loki-gateway-config"
PORT = 8080


class LokiGateway(Component):
    """NGINX that takes name and password and tells Loki the name as the tenant.

    A tenant's own header is overwritten, so that nobody reads or writes another's logs; the
    name in `htpasswd` is the tenant's slug.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "logs-gateway")
        home = Home.of_shared(region)
        image = region.images[NAME]
        data = {"nginx.conf": _config(ipv6=_has_ipv6(region))}
        owner = Owner(home.namespace, NAME, "logging", tag_of(image))
        config_map(self, owner, CONFIG, data)
        external_secret(
            self,
            owner,
            NAME,
            path=names.region_secret_path(region.name, NAME),
            keys={"htpasswd": "htpasswd"},
        )
        size = region.shared_sizes[NAME]
        proxy = container(
            "nginx",
            image,
            size,
            entrypoint=["nginx", "-c", "/etc/gateway/nginx.conf", "-g", "daemon off;"],
            ports={"http": PORT},
            probes=Probes(ready=http("/ready", "http"), live=http("/alive", "http")),
            mounts={
                "/etc/gateway:ro": "config",
                "/run/secrets/gateway:ro": "users",
                "/tmp": "tmp",
            },
            pre_stop={"sleep": {"seconds": 5}},
        )
        workload = Workload(
            name=NAME,
            component="logging",
            version=tag_of(image),
            size=size,
            containers=[proxy],
            volumes=[
                config_volume("config", CONFIG),
                secret_volume("users", NAME),
                scratch("tmp", "128Mi"),
            ],
            ports={"http": (PORT, "http", "TCP")},
            pod_annotations=checksum(data),
        )
        Server(self, home, workload)


def _has_ipv6(region: RegionPlan) -> bool:
    return any(":" in cidr for cidr in region.spec.network.pod_cidrs)


def _config(*, ipv6: bool) -> str:
    """`nginx.conf`; everything that it writes stands below /tmp, the one writable folder."""
    listen = "listen 8080;" + (" listen [::]:8080;" if ipv6 else "")
    return f"""\
worker_processes 2;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;
events {{ worker_connections 4096; }}
http {{
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  log_format json escape=json '{{"tenant":"$remote_user","request":"$request","status":$status,'
    '"bytes":$body_bytes_sent,"seconds":$request_time}}';
  access_log /dev/stdout json;
  server_tokens off;
  client_max_body_size 16m;
  proxy_http_version 1.1;
  proxy_read_timeout 300s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  server {{
    {listen}
    location = /alive {{ access_log off; return 200 "ok\\n"; }}
    location = /ready {{ access_log off; proxy_pass http://loki:{LOKI_HTTP}/ready; }}
    location /loki/api/v1/delete {{ return 403; }}
    location /loki/api/v1/rules {{ return 403; }}
    location /loki/api/v1/ {{
      auth_basic "Loki";
      auth_basic_user_file /run/secrets/gateway/htpasswd;
      proxy_set_header X-Scope-OrgID $remote_user;
      proxy_set_header Authorization "";
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_pass http://loki:{LOKI_HTTP};
    }}
    location / {{ return 404; }}
  }}
}}
"""
