"""The certificate that the server shows, read before anything else starts."""

import ssl
from pathlib import Path

from iopkit.errors import NotAllowed


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What serves TLS 1.2 and newer with that certificate.

    Raises
    ------
    NotAllowed
        One of the files cannot be read, is no such thing, or they do not belong together.
    """
    for file, what in ((certificate, "certificate"), (key, "key")):
        if not file.is_file():
            raise NotAllowed(f"There is no {what} file {str(file)!r}.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError as error:
        raise NotAllowed(
            f"{str(certificate)!r} and {str(key)!r} are no certificate and its key: {error.reason}. "
            "Both have to be PEM files, and the key must have no password."
        ) from error
    except (OSError, ValueError) as error:
        raise NotAllowed(f"{str(certificate)!r} or {str(key)!r} cannot be read: {error}.") from error
    return context
