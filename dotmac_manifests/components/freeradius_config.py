"""FreeRADIUS's configuration, complete: nothing of the image's own `/etc/raddb` is read.

Source: https://www.freeradius.org/documentation/freeradius-server/3.2/ (radiusd.conf, clients,
virtual servers, status, CoA). Secrets come by `$ENV{…}`, which the start command fills from files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network

from dotmac_manifests.components.freeradius_sql import NAS_ADDRESS, queries
from dotmac_manifests.plan.model import TenantPlan

AUTHENTICATION, ACCOUNTING, COA, STATUS = 1812, 1813, 3799, 18121
FOLDER = "/etc/radius"

_MAIN = """\
name = freeradius
prefix = /usr
libdir = /usr/lib/freeradius
raddbdir = {folder}
db_dir = /tmp
logdir = /tmp
run_dir = /tmp
radacctdir = /tmp
correct_escapes = true
hostname_lookups = no
max_request_time = 30
cleanup_delay = 5
max_requests = 16384
proxy_requests = {proxy}

log {{
  destination = stdout
  auth = no
}}
security {{
  allow_core_dumps = no
  max_attributes = 200
  reject_delay = 1
  status_server = yes
  # Answers old NAS, but holds each one to Message-Authenticator from the first time it sends it.
  require_message_authenticator = auto
  limit_proxy_state = auto
}}
thread pool {{
  start_servers = 4
  max_servers = 32
  min_spare_servers = 2
  max_spare_servers = 8
  max_requests_per_server = 0
}}
modules {{
  always ok {{
    rcode = ok
  }}
  always reject {{
    rcode = reject
  }}
  expr {{
  }}
  pap {{
  }}
  chap {{
  }}
  mschap {{
  }}
  $INCLUDE {folder}/sql.conf
}}
instantiate {{
  expr
}}
$INCLUDE {folder}/clients.conf
$INCLUDE {folder}/sites.conf
"""

_SQL = """\
sql {{
  driver = "rlm_sql_postgresql"
  dialect = "postgresql"
  server = "{host}"
  port = 5432
  login = "{role}"
  password = "$ENV{{DATABASE_PASSWORD}}"
  radius_db = "{database}"
  acct_table1 = "radacct"
  acct_table2 = "radacct"
  postauth_table = "radpostauth"
  authcheck_table = "radcheck"
  authreply_table = "radreply"
  groupcheck_table = "radgroupcheck"
  groupreply_table = "radgroupreply"
  usergroup_table = "radusergroup"
  group_attribute = "SQL-Group"
  read_groups = yes
  read_clients = no
  pool {{
    # None at the start: the server comes up without its database and says so by its readiness.
    start = 0
    min = 1
    max = 16
    spare = 2
    uses = 0
    retry_delay = 5
    lifetime = 3600
    idle_timeout = 300
  }}
  $INCLUDE {folder}/queries.conf
}}
"""

_SITE = """\
server isp {{
{listen}
  authorize {{
    chap
    mschap
    sql
    pap
    Autz-Type Status-Server {{
      if ("%{{sql:SELECT 1}}" == "1") {{
        ok
      }}
      else {{
        reject
      }}
    }}
  }}
  authenticate {{
    Auth-Type PAP {{
      pap
    }}
    Auth-Type CHAP {{
      chap
    }}
    Auth-Type MS-CHAP {{
      mschap
    }}
  }}
  preacct {{
    update request {{
      &Acct-Unique-Session-Id := "{session}"
    }}
  }}
  accounting {{
    sql
  }}
  session {{
    sql
  }}
  post-auth {{
    sql
    Post-Auth-Type REJECT {{
      sql
    }}
  }}
}}

server health {{
  listen {{
    type = status
    ipaddr = 127.0.0.1
    port = {status}
  }}
  client localhost {{
    ipaddr = 127.0.0.1
    secret = "$ENV{{BACKEND_SECRET}}"
  }}
  authorize {{
    ok
    Autz-Type Status-Server {{
      ok
    }}
  }}
}}
"""

_COA = """\

server coa {{
{listen}
  recv-coa {{
    if (&NAS-IP-Address) {{
      update control {{
        &Packet-Dst-IP-Address := &NAS-IP-Address
      }}
      ok
    }}
    elsif (&NAS-IPv6-Address) {{
      update control {{
        &Packet-Dst-IPv6-Address := &NAS-IPv6-Address
      }}
      ok
    }}
    else {{
      reject
    }}
  }}
  send-coa {{
    ok
  }}
}}
"""


_SESSION = (
    "%{md5:%{User-Name},%{Acct-Session-Id}," + NAS_ADDRESS + ",%{%{NAS-Port-Id}:-%{NAS-Port}}}"
)
"""Tells sessions of different NAS apart, although each counts its sessions for itself."""


def configuration(plan: TenantPlan) -> Mapping[str, str]:
    """File names below `FOLDER` to their text."""
    coa = plan.spec.network.coa
    return {
        "radiusd.conf": _MAIN.format(folder=FOLDER, proxy="yes" if coa else "no"),
        "dictionary": "# None of its own.\n",
        "sql.conf": _SQL.format(
            host=plan.database.host,
            role=plan.database.roles["freeradius"],
            database=plan.database.databases["freeradius"],
            folder=FOLDER,
        ),
        "queries.conf": queries(),
        "clients.conf": "".join(_clients(plan)),
        "sites.conf": _sites(plan),
        "status-request": "Message-Authenticator = 0x00\n",
    }


def _sites(plan: TenantPlan) -> str:
    listen = _listen(plan, "auth", AUTHENTICATION) + _listen(plan, "acct", ACCOUNTING)
    text = _SITE.format(listen=listen.rstrip(), session=_SESSION, status=STATUS)
    if plan.spec.network.coa:
        text += _COA.format(listen=_listen(plan, "coa", COA).rstrip())
        text += "".join(_home_servers(plan))
    return text


def _listen(plan: TenantPlan, kind: str, port: int) -> str:
    """Sockets of every address family that pods of the region have."""
    dual = any(":" in cidr for cidr in plan.region.spec.network.pod_cidrs)
    addresses = ["ipv4addr = *", *(["ipv6addr = ::"] if dual else [])]
    return "".join(
        f"  listen {{\n    type = {kind}\n    {address}\n    port = {port}\n  }}\n"
        for address in addresses
    )


def _clients(plan: TenantPlan) -> Iterator[str]:
    """NAS by their ranges; the backend by the pods' ranges, where policy lets only it in."""
    for number, cidr in enumerate(sorted(plan.spec.network.nas_cidrs)):
        yield _client(f"nas-{number}", cidr, "NAS_SECRET")
    for number, cidr in enumerate(plan.region.spec.network.pod_cidrs):
        yield _client(f"backend-{number}", cidr, "BACKEND_SECRET")
    yield _client("localhost", "127.0.0.1", "BACKEND_SECRET")


def _client(name: str, address: str, secret: str) -> str:
    family = "ipv6addr" if ":" in address else "ipv4addr"
    return (
        f"client {name} {{\n  {family} = {address}\n"
        f'  secret = "$ENV{{{secret}}}"\n  nas_type = other\n}}\n'
    )


def _home_servers(plan: TenantPlan) -> Iterator[str]:
    """Every NAS as a target of CoA; FreeRADIUS sends only to targets that it knows by address."""
    for cidr in sorted(plan.spec.network.nas_cidrs):
        for host in ip_network(cidr).hosts():
            yield (
                f"home_server nas-{host} {{\n  type = coa\n  ipaddr = {host}\n"
                f'  port = {COA}\n  secret = "$ENV{{NAS_SECRET}}"\n'
                "  coa {\n    irt = 2\n    mrt = 16\n    mrc = 5\n    mrd = 30\n  }\n}\n"
            )
