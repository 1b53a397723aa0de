"""The address of a database: of one server, or of several hosts that stand in for each other."""

import re

from sqlalchemy import URL, make_url

SEVERAL_HOSTS = re.compile(r"(\w+(?:\+\w+)?://(?:[^@]*@)?)([^/?@]*,[^/?@]*)(/[^?]*)?(?:\?(.*))?")
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+|/[^:,]*)(?::(\d{1,5}))?")


def parse_address(url: str) -> URL:
    """Return an address; several hosts, in either form, stand as libpq and its programs read them.

    Raises ValueError or SQLAlchemy's ArgumentError if it is invalid.
    """
    return _joined(make_url(_apart(url)))


def _apart(url: str) -> str:
    """Return an address in the usual form with several hosts as one that names each of them in its query."""
    found = SEVERAL_HOSTS.fullmatch(url)
    if not found:
        return url
    start, hosts, database, query = found.groups(default="")
    named = [f"host={each or '?'}" for each in hosts.split(",")]  # a missing name is invalid
    return f"{start}{database or '/'}?{'&'.join([*named, *filter(None, [query])])}"


def _joined(parsed: URL) -> URL:
    """Return an address with its hosts in one value, and their ports in another. Raises ValueError if one is wrong."""
    hosts = parsed.query.get("host")
    if not isinstance(hosts, tuple):
        return parsed
    found = [HOST.fullmatch(each) for each in hosts]
    if not all(found) or "port" in parsed.query or parsed.host:
        raise ValueError(hosts)
    names, ports = zip(*((each[1].strip("[]"), each[2] or "5432") for each in found if each), strict=True)
    return parsed.update_query_dict({"host": ",".join(names), "port": ",".join(ports)})
