"""NetBox's `configuration.py`, and the two scripts that its pods run beside it.

Source: https://netboxlabs.com/docs/netbox/configuration/ ; secrets are read from files at the
moment they are needed, none is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps

from dotmac_manifests.components.postgres_settings import sslmode
from dotmac_manifests.plan.model import TenantPlan

_SETTINGS = """\
from os import environ
from pathlib import Path


def secret(name):
    return Path("/run/secrets", name).read_text(encoding="utf-8").strip()


def redis(host):
    return {{
        "HOST": host,
        "PORT": 6379,
        "PASSWORD": secret("redis_password"),
        "DATABASE": {redis_database},
        "SSL": False,
    }}


def bucket(folder, **options):
    return {{
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {{
            "bucket_name": {bucket},
            "endpoint_url": {endpoint},
            "region_name": {cloud_region},
            "addressing_style": "path",
            "access_key": secret("s3_access_key"),
            "secret_key": secret("s3_secret_key"),
            "location": "netbox/" + folder,
            "default_acl": None,
            **options,
        }},
    }}


# Prometheus asks pods by address; every other caller by the name of the Service.
POD = environ["POD_IP"]
ALLOWED_HOSTS = ["netbox", f"[{{POD}}]" if ":" in POD else POD]
DATABASES = {{
    "default": {{
        "ENGINE": "django.db.backends.postgresql",
        "HOST": {host},
        "PORT": "5432",
        "NAME": {database},
        "USER": {role},
        "PASSWORD": secret("db_password"),
        "OPTIONS": {{"sslmode": {sslmode}}},
        "CONN_MAX_AGE": 300,
    }}
}}
REDIS = {{"tasks": redis("redis"), "caching": redis("redis-cache")}}
SECRET_KEY = secret("secret_key")
API_TOKEN_PEPPERS = {{1: secret("api_token_pepper_1")}}
STORAGES = {{
    "default": bucket("media"),
    "scripts": bucket("scripts", file_overwrite=True),
}}
LOGIN_REQUIRED = True
METRICS_ENABLED = True
CENSUS_REPORTING_ENABLED = False
RELEASE_CHECK_URL = None
TIME_ZONE = "UTC"
"""

_PREPARE = '''\
"""Migrates the database, one replica at a time: the lock is the database's own."""

import subprocess
from pathlib import Path

import psycopg

password = Path("/run/secrets/db_password").read_text(encoding="utf-8").strip()
with psycopg.connect(password=password, autocommit=True) as connection:
    connection.execute("SELECT pg_advisory_lock(hashtext('netbox-prepare'))")
    subprocess.run(["/opt/netbox/docker-entrypoint.sh", "true"], check=True)
'''

_WORKER = '''\
"""Fails unless this pod's worker has given a sign of life within ten minutes."""

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from socket import gethostname

from redis import Redis
from rq import Worker

password = Path("/run/secrets/redis_password").read_text(encoding="utf-8").strip()
queue = Redis(host="redis", password=password, db={redis_database}, socket_timeout=3)
oldest = datetime.now(timezone.utc) - timedelta(minutes=10)
signs = [
    worker.last_heartbeat.replace(tzinfo=timezone.utc)
    for worker in Worker.all(connection=queue)
    if worker.hostname == gethostname() and worker.last_heartbeat
]
sys.exit(0 if any(sign > oldest for sign in signs) else 1)
'''

REDIS_DATABASE = 2
"""The numbered database that NetBox has at both Redis servers; Celery uses the first ones."""


def configuration(plan: TenantPlan) -> Mapping[str, str]:
    """File names to text: `configuration.py` for NetBox, the rest for its pods."""
    region, database = plan.region, plan.database
    settings = _SETTINGS.format(
        redis_database=REDIS_DATABASE,
        bucket=dumps(plan.bucket),
        endpoint=dumps(region.object_storage_url),
        cloud_region=dumps(region.spec.cloud_region),
        host=dumps(database.host),
        database=dumps(database.databases["netbox"]),
        role=dumps(database.roles["netbox"]),
        sslmode=dumps(sslmode(plan)),
    )
    worker = _WORKER.format(redis_database=REDIS_DATABASE)
    return {"configuration.py": settings, "prepare.py": _PREPARE, "worker_alive.py": worker}
