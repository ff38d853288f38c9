"""What MongoDB's containers run and read; every script may be repeated without harm."""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps

from dotmac_manifests.kube.quantity import Quantity

REPLICA_SET = "rs0"
SECRETS = "/run/secrets/mongodb"
KEYFILE = "/run/mongodb/keyfile"
_GIBI = 1024**3


def configuration(memory: str) -> str:
    """`mongod.conf`; the cache is half of what exceeds one gibibyte of ``memory``, as MongoDB
    itself would choose for a machine of that size, and at least a quarter of a gibibyte."""
    cache = max(0.25, (Quantity.parse(memory).value - _GIBI) / 2 / _GIBI)
    return f"""\
storage:
  dbPath: /data/db
  wiredTiger:
    engineConfig:
      cacheSizeGB: {cache:.2f}
net:
  bindIpAll: true
  port: 27017
  unixDomainSocket:
    enabled: false
replication:
  replSetName: {REPLICA_SET}
security:
  authorization: enabled
  keyFile: {KEYFILE}
"""


def first_start(first: str) -> str:
    """Brings the key file into the mode that mongod asks for, and makes the users of pod
    ``first`` before anything but its loopback can reach it; the mark comes last."""
    return f"""\
set -euo pipefail
install --mode=0400 {SECRETS}/keyfile {KEYFILE}
if [ "$HOSTNAME" != {first} ] || [ -e /data/db/users-made ]; then
  exit 0
fi
mongod --dbpath=/data/db --bind_ip=127.0.0.1 --nounixsocket --wiredTigerCacheSizeGB=0.25 \\
  --fork --logpath=/tmp/first-start.log
mongosh --quiet --norc --file=/etc/mongodb/users.js mongodb://127.0.0.1/admin
mongod --dbpath=/data/db --shutdown
touch /data/db/users-made
"""


def users() -> str:
    """Makes or updates the users through the connection `db`; GenieACS has its own database
    and no other."""
    return f"""\
const fs = require('fs');

function secret(key) {{
  return fs.readFileSync(`{SECRETS}/${{key}}`, 'utf8').trim();
}}

function ensureUser(database, user, pwd, roles) {{
  const home = db.getSiblingDB(database);
  if (home.getUser(user) === null) {{
    home.createUser({{ user, pwd, roles }});
  }} else {{
    home.updateUser(user, {{ pwd, roles }});
  }}
}}

ensureUser('admin', 'root', secret('root-password'), [{{ role: 'root', db: 'admin' }}]);
ensureUser('genieacs', 'genieacs', secret('genieacs-password'), [
  {{ role: 'readWrite', db: 'genieacs' }},
]);
"""


def initiate(hosts: Sequence[str]) -> str:
    """Initiates the set on the first of ``hosts`` unless any of them already belongs to it, adds
    those that are missing one by one, as a safe reconfiguration asks for, and leaves the users as
    they should be."""
    return f"""\
const hosts = {dumps(list(hosts))};
const password = encodeURIComponent(
  require('fs').readFileSync('{SECRETS}/root-password', 'utf8').trim(),
);

function login(names, option) {{
  return connect(`mongodb://root:${{password}}@${{names}}/admin?${{option}}`);
}}

let initiated = false;
for (const host of hosts) {{
  const hello = connect(`mongodb://${{host}}/admin?directConnection=true`).hello();
  initiated = initiated || hello.setName !== undefined;
}}
if (!initiated) {{
  const members = [{{ _id: 0, host: hosts[0] }}];
  const first = login(hosts[0], 'directConnection=true');
  first.adminCommand({{ replSetInitiate: {{ _id: '{REPLICA_SET}', members }} }});
}}

db = login(hosts.join(), 'replicaSet={REPLICA_SET}&serverSelectionTimeoutMS=120000');
for (const host of hosts) {{
  const config = db.adminCommand({{ replSetGetConfig: 1 }}).config;
  if (!config.members.some((member) => member.host === host)) {{
    const _id = Math.max(...config.members.map((member) => member._id)) + 1;
    config.members.push({{ _id, host }});
    config.version += 1;
    db.adminCommand({{ replSetReconfig: config, maxTimeMS: 120000 }});
  }}
}}

load('/scripts/users.js');
"""
