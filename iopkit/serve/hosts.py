"""Under which names the server answers, and through whom."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from tornado.httputil import HTTPServerRequest, split_host_and_port

#: What looks after the server may ask this past the proxy.
_FOR_WATCHERS = ("healthz", "readyz")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Hosts:
    """The names that this server answers to, and the proxy that it stands behind, if any.

    ``proxy`` is an address, or a network where a cluster gives its proxies addresses as it likes.
    """

    names: frozenset[str] = frozenset(_LOCAL)
    proxy: str | None = None
    base: str = "/"

    def settle(self, request: HTTPServerRequest) -> None:
        """Believe the proxy, and nobody else, about who asks and whether they came by TLS."""
        if self.proxy is None or not self.came_through_proxy(request):
            return
        headers = request.headers
        request.iopkit_proxied = True  # type: ignore[attr-defined]
        # What our proxy itself says stands last; what is before it anybody may have sent.
        came_by = headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip()
        request.protocol = "https" if came_by in ("https", "wss") else "http"
        client = headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        request.remote_ip = client if is_address(client) else request.remote_ip

    def came_through_proxy(self, request: HTTPServerRequest) -> bool:
        """Whether the proxy itself holds the other end of the line."""
        return getattr(request, "iopkit_proxied", False) or _is_within(request.remote_ip or "", self.proxy)

    def why_not(self, request: HTTPServerRequest) -> str | None:
        """What is wrong with the way in which a request came; None when nothing is."""
        if host_of(request) not in self.names:
            return "This server does not go by that name. Use the address that you were given."
        if self.proxy is None or request.path in [self.base + place for place in _FOR_WATCHERS]:
            return None
        if not self.came_through_proxy(request):
            return "This server answers its proxy only."
        if request.protocol != "https":
            return "The proxy has to take https, and to send X-Forwarded-Proto: https."
        return None


def host_of(request: HTTPServerRequest) -> str:
    """The name that was asked for, without its port; empty when none was."""
    given = request.headers.get("Host", "")
    return split_host_and_port(given.lower())[0]


def known_names(host: str, more: tuple[str, ...]) -> frozenset[str]:
    """This computer's own names, the address that is listened on, and those that were configured."""
    listened = [] if host in ("0.0.0.0", "::", "") else [f"[{host}]" if ":" in host else host]  # noqa: S104
    return frozenset(name.lower() for name in (*_LOCAL, *listened, *more))


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach what listens there.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("192.168.0.7")
    (True, True, False)
    """
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def is_address(text: str) -> bool:
    """Whether it is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_proxy(text: str) -> bool:
    """Whether it is an IP address or a network of them, though not the whole world.

    >>> is_proxy("10.0.0.1"), is_proxy("10.42.0.0/16"), is_proxy("0.0.0.0/0"), is_proxy("the proxy")
    (True, True, False, False)
    """
    try:
        return ip_network(text).prefixlen > 0
    except ValueError:
        return False


def _is_within(one: str, proxy: str | None) -> bool:
    if proxy is None or not is_address(one):
        return False
    return _plain(one) in ip_network(proxy) if "/" in proxy else _plain(one) == _plain(proxy)


def _plain(text: str) -> IPv4Address | IPv6Address:
    found = ip_address(text)
    return getattr(found, "ipv4_mapped", None) or found
