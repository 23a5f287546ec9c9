"""What the dashboard's page may load and call: this origin, the sign-in page and the bucket of uploads."""

from __future__ import annotations

from ...stores.opened import Stores


def policy(stores: Stores) -> str:
    """The Content-Security-Policy of the page."""
    called = " ".join(["'self'", *filter(None, (stores.sign_in_page, stores.uploads_url))])
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src {called}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )
