"""The square that an authenticator app reads, as SVG without a style."""

from urllib.parse import quote

from flask import current_app
from markupsafe import Markup


def qr_code(secret: str, address: str) -> Markup:
    """One path in one SVG element; dark on light in either theme, because cameras need it so."""
    import segno  # noqa: PLC0415 - only this page draws one

    site = quote(current_app.config["EXCHANGE"].site_name)
    words = f"otpauth://totp/{site}:{quote(address)}?secret={secret}&issuer={site}"
    svg = segno.make(words, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="ex-qr", lineclass=None, dark="#000", light="#fff"
    )
    return Markup(svg)  # noqa: S704 - made from a path and two colours
