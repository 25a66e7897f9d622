"""Where the server may listen, and what must be there before it does."""

import re
from dataclasses import dataclass
from pathlib import Path

from iopkit.errors import NotAllowed
from iopkit.serve.hosts import Hosts, is_loopback, is_proxy, known_names
from iopkit.store.store import Store

FIRST_ACCOUNT = "iopkit user add NAME --role administrator"
_NO_ACCOUNT = (
    f"Nobody has an account in this store yet. Make the first one with '{FIRST_ACCOUNT}', then start again."
)
_OLD_DEMONSTRATION = (
    "This demonstration is of an older iopkit and has no accounts. Make a new one with 'iopkit demo' in "
    "another store, or an account with 'iopkit user add NAME --role supervisor'."
)
_BASE = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*")


@dataclass(frozen=True)
class Premises:
    """What whoever starts the server says about where it stands.

    ``base`` is what all its addresses begin with. With ``hub`` people sign in at a JupyterHub, whose proxy
    is the ``proxy``.
    """

    host: str = "127.0.0.1"
    certificate: Path | None = None
    certificate_key: Path | None = None
    proxy: str | None = None
    names: tuple[str, ...] = ()
    base: str = "/"
    hub: bool = False

    @property
    def only_here(self) -> bool:
        """Whether nobody but this computer can reach it, through a proxy neither."""
        return is_loopback(self.host) and self.proxy is None

    @property
    def by_tls(self) -> bool:
        """Whether browsers come by TLS, here or at the proxy."""
        return self.certificate is not None or self.proxy is not None

    @property
    def hosts(self) -> Hosts:
        """The names to answer to."""
        return Hosts(known_names(self.host, self.names), self.proxy, self.base)

    def check(self, store: Store) -> None:
        """Refuse what would leave records open to others.

        Raises
        ------
        NotAllowed
            Accounts or TLS are missing, or the options contradict each other; the sentence says what to do.
        """
        self._check_options()
        if self.hub:  # it knows who may come; their accounts are made when they do
            return
        with store.read() as r:
            demonstration = bool(r.find_setting("demonstration"))
            kept = r.list_accounts()
        if not self.only_here and not any(one.password and not one.disabled_at for one in kept):
            raise NotAllowed(
                f"{self._there} can be reached by others, and nobody has an account with a password in this "
                f"store. Make the first one with '{FIRST_ACCOUNT}', or leave out --host and --behind-proxy."
            )
        if not kept:
            raise NotAllowed(_OLD_DEMONSTRATION if demonstration else _NO_ACCOUNT)

    def _check_options(self) -> None:
        if (self.certificate is None) != (self.certificate_key is None):
            raise NotAllowed("--certificate and --certificate-key belong together; give both.")
        if self.certificate and self.proxy:
            raise NotAllowed("Give --certificate, or --behind-proxy where the proxy has it; not both.")
        if self.proxy and not is_proxy(self.proxy):
            raise NotAllowed(f"{self.proxy!r} is no IP address; --behind-proxy takes that of the proxy.")
        if not _BASE.fullmatch(self.base):
            raise NotAllowed(f"{self.base!r} is no prefix; --base-url takes one such as /clinic/.")
        if not is_loopback(self.host) and not self.by_tls:
            raise NotAllowed(
                f"{self._there} can be reached by others, and records would cross the network unencrypted. "
                "Give --certificate and --certificate-key, or --behind-proxy ADDRESS if a proxy has TLS."
            )
        if self.hub and not self.proxy:
            raise NotAllowed("With --hub the server stands behind a proxy; name it with --behind-proxy.")

    @property
    def _there(self) -> str:
        return "Behind a proxy the server" if self.proxy else f"A server on {self.host}"
