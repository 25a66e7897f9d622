"""The headers of every answer: what a browser may do with it, and what it must not keep."""

from base64 import b64encode
from hashlib import sha256

from iopkit.serve.places import TEMPLATES

#: Nothing but this server, no script, no style but our own files: for every page without a kernel.
STRICT = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

#: The one script that is written into a page, and runs because the policy names its hash.
WATCH = (TEMPLATES / "watch.js").read_text("utf-8")
_WATCH_HASH = b64encode(sha256(WATCH.encode()).digest()).decode()

#: The pages with a kernel. Styles in elements are plotly's own.
WITH_KERNEL = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' 'sha256-{_WATCH_HASH}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

_UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)

HEADERS = {
    "Content-Security-Policy": STRICT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    "Referrer-Policy": "no-referrer",
    "Server": "iopkit",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

#: What shows anybody's data must not lie about in a browser's cache.
NOT_KEPT = "no-store"
#: A name with a hash in it means the same for ever.
KEPT_FOR_EVER = "public, max-age=31536000, immutable"

#: Under TLS: never again without it.
ALWAYS_TLS = "max-age=31536000"
