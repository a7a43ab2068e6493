"""Hands the user's pip configuration (mirror, proxy, certificates) on to uv, which does not read it itself."""

from __future__ import annotations

import ast
from collections.abc import Mapping

SECTIONS = ("global", "install", "download", ":env:")
ON = ("1", "true", "yes", "on")


def read_listing(listing: str) -> dict[str, str]:
    """The settings of `pip config list`, one `section.name='value'` a line; what counts more comes later."""
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        key, equals, value = line.partition("=")
        section, _, name = key.strip().rpartition(".")
        if equals and section in found:
            found[section][name] = str(ast.literal_eval(value.strip()))
    return {name: value for section in SECTIONS for name, value in found[section].items()}


def uv_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that tell uv the same. What the user has set for uv already is left as it is."""
    wanted = {
        # pip weighs all indexes alike; uv would stop at the first one that knows the name. Hashes keep it safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": " ".join(settings.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(settings.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(settings.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": settings.get("timeout", settings.get("default-timeout", "")),
        "SSL_CERT_FILE": settings.get("cert", ""),
        "HTTPS_PROXY": settings.get("proxy", ""),
        "HTTP_PROXY": settings.get("proxy", ""),
    }
    if settings.get("no-index", "").lower() in ON:
        wanted["UV_NO_INDEX"] = "1"
    if not wanted["SSL_CERT_FILE"] and "SSL_CERT_FILE" not in environment:
        wanted["UV_SYSTEM_CERTS"] = "1"  # hospital proxies sign with certificates that only the system knows
    return {**{name: value for name, value in wanted.items() if value}, **environment}
