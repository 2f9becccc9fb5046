r"""A database answers on every address of the host.

## Why

`ports: ["5432:5432"]` opens the port on all interfaces, and Docker writes its own firewall rules in front of those of
ufw and firewalld: a database that looks protected is scanned from the internet within the hour. Services of the same
file reach it by its name without any published port.

Not judged: files for development and tests, and ports bound to one address.

## Fix

Delete `ports`; if the host itself needs it, bind it: `127.0.0.1:5432:5432`.

## Bad

```yaml compose.yaml
services:
  db:
    image: postgres:17
    ports:
      - "5432:5432"
```

## Good

```yaml compose.yaml
services:
  db:
    image: postgres:17
    ports:
      - "127.0.0.1:5432:5432"
  cache:
    image: redis:8
    expose: ["6379"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, filled
from shipcheck.subjects.yaml_tree import Tree

_DATABASE = re.compile(
    r"(?:(?:bitnami|bitnamilegacy|circleci|cimg|percona|redis|valkey|elasticsearch|mysql|clickhouse|postgis|pgvector|timescale"
    r"|cockroachdb|opensearchproject|mcr\.microsoft\.com/mssql|mcr\.microsoft\.com/azure-sql-edge|docker\.elastic\.co/elasticsearch"
    r"|gvenzl|arangodb|scylladb|eqalpha|imresamu|supabase|ankane)/)?"
    r"(?:postgres|postgresql|postgis|pgvector|timescaledb|timescaledb-ha|mysql|mysql-server|mariadb|percona|percona-server"
    r"|mongo|mongodb|mongodb-community-server|redis|redis-stack|redis-stack-server|valkey|keydb|memcached|elasticsearch"
    r"|opensearch|cassandra|scylla|couchdb|couchbase|influxdb|clickhouse-server|neo4j|cockroach|server|oracle-free|oracle-xe|arangodb)"
)
_EVERY = frozenset({"", "0.0.0.0", "[::]", "::", "*"})  # noqa: S104  # what is looked for


def check(compose: ComposeFile) -> Iterator[Problem]:
    """One problem for each port that is published on all interfaces."""
    for service in compose.deployed():
        name = service.image.name
        if not _DATABASE.fullmatch(name) or name == "server":
            continue
        for port in service.items("ports"):
            shown = _public(port)
            if shown:
                message = f"the database `{service.shown}` is published on every address: `{shown}`"
                yield Problem(message, port.location, edit=_narrowed(port.text))


def _public(port: Tree) -> str:
    """The port as it is written, if no address narrows it."""
    if port.text is not None:
        text = filled(port.text)
        if re.search(f"{UNKNOWN}(?!:)", text):
            return ""  # a variable may hold the address
        host, colon, _ = text.rpartition(":")
        address = host.rpartition(":")[0] if colon else ""
        return port.text[:60] if address in _EVERY else ""
    host_ip, target = port.get("host_ip"), port.get("target")
    address = filled(host_ip.text or "") if host_ip else ""
    return (target.text or "")[:60] if target and address in _EVERY else ""


def _narrowed(text: str | None) -> Edit | None:
    """The short form, for the host itself only."""
    if text is None:
        return None
    address, colon, ports = text.rpartition(":")[0].rpartition(":")
    if colon and address in _EVERY:
        return Edit(address + colon + ports, f"127.0.0.1:{ports}") if address else None
    return Edit(text, f"127.0.0.1:{text}" if ":" in text else f"127.0.0.1::{text}")


RULE = Rule(ComposeFile, Severity.WARNING, check)
