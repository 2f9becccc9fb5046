"""Where database images keep their data: the paths of the volumes that the images declare, as of 2026-11.

Looked up: PostgreSQL and MongoDB in the Dockerfiles and pages of docker-library, Neo4j in its operations manual. The
others are the long-standing paths of their pages on Docker Hub, not read again.
"""

from __future__ import annotations

from collections.abc import Iterable

from shipcheck.lazy import lazy
from shipcheck.subjects.image_name import ImageName

_POSTGRES = lazy(
    r"postgres|(?:imresamu/)?postgis|postgis/postgis|pgvector/pgvector|ankane/pgvector|timescale/timescaledb"
)
_VERSION = lazy(r"(?:pg|[\d.]+-pg)?(\d{1,3})(?![\d])")
_OLD, _NEW = "/var/lib/postgresql/data", "/var/lib/postgresql"
# From this version on the image's volume is one folder higher, and data lies in a folder of the version.
_MOVED = 18
_EXACT = frozenset({_OLD, _NEW, "/data/db"})
_PATHS = {
    "mysql": "/var/lib/mysql",
    "mysql/mysql-server": "/var/lib/mysql",
    "mariadb": "/var/lib/mysql",
    "percona": "/var/lib/mysql",
    "mongo": "/data/db",
    "cassandra": "/var/lib/cassandra",
    "couchdb": "/opt/couchdb/data",
    "neo4j": "/data",
    "clickhouse/clickhouse-server": "/var/lib/clickhouse",
    "mcr.microsoft.com/mssql/server": "/var/opt/mssql",
    "bitnami/postgresql": "/bitnami/postgresql",
    "bitnami/mysql": "/bitnami/mysql",
    "bitnami/mariadb": "/bitnami/mariadb",
    "bitnami/mongodb": "/bitnami/mongodb",
}


def data_paths(image: ImageName) -> tuple[str, ...]:
    """The folders one of which a volume must hold; more than one if that depends on a version that is not known."""
    if _POSTGRES.fullmatch(image.name):
        version = _VERSION.match(image.tag)
        if version is None or image.name.startswith("timescale"):
            return (_OLD, _NEW)
        return (_OLD,) if int(version.group(1)) < _MOVED else (_NEW,)
    name = image.name.replace("bitnamilegacy/", "bitnami/")
    return (_PATHS[name],) if name in _PATHS else ()


def kept(paths: Iterable[str], mounts: Iterable[str]) -> bool:
    """Whether one of the mounts holds the data.

    A mount above is taken for good where it is not certain that the image has a volume of its own below it. A mount below is someone's decision on what to keep, but the folder where PostgreSQL from 18 on
    refuses to start.
    """
    every = [mount.rstrip("/") for mount in mounts]
    for path in paths:
        for mount in every:
            if mount == path or (path == _NEW and mount.startswith(f"{_NEW}/") and mount != _OLD):
                return True
            if path != _NEW and mount.startswith(f"{path}/"):
                return True
            if path not in _EXACT and path.startswith(f"{mount}/"):
                return True
    return False
