"""What the edge answers in place of a tenant that is not served for the time being.

The edge itself says it: no pod of the tenant runs, and no other pod learns its hosts or its keys.
Source: RFC 9110, sections 15.6.4 (503) and 10.2.3 (Retry-After).
"""

from __future__ import annotations

from html import escape

from dotmac_manifests.components.edge_routes import HSTS_SECONDS
from dotmac_manifests.plan.model import TenantPlan

STATUS = 503
CONTENT_TYPE = "text/html"
"""Without a character set, since NGINX's quoting has no room for one: the page is plain ASCII."""
RETRY_SECONDS = 3600
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Retry-After": str(RETRY_SECONDS),
    "Strict-Transport-Security": f"max-age={HSTS_SECONDS}",
}
_MEANT = str.maketrans({mark: f"&#{ord(mark)};" for mark in "$%\\{}"})
"""Marks by which NGINX or Envoy would begin a variable or an escape inside the page."""


def page(plan: TenantPlan) -> str:
    """The page as HTML: no script, no link, nothing that a browser would fetch.

    It has no double quote and no mark that either edge takes for more than text, whatever the
    tenant calls itself, and fits into the 4,096 bytes that Envoy Gateway allows.
    """
    name = escape(plan.spec.display_name).translate(_MEANT)
    text = f"""\
<!doctype html>
<html lang=en>
<title>Not available</title>
<h1>{name}</h1>
<p>This service is not available at the moment. Please try again later.</p>
</html>
"""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
