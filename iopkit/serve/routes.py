"""Every address that is answered."""

from typing import Any

from tornado.routing import URLSpec
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from iopkit.serve import pulse, static
from iopkit.serve.account import AccountHandler, CodesHandler, PasswordHandler
from iopkit.serve.audit import AuditHandler, DisclosuresHandler
from iopkit.serve.gate import Gate, guarded
from iopkit.serve.health import HealthHandler, ReadinessHandler
from iopkit.serve.home import HomeHandler
from iopkit.serve.hub.handlers import hub_routes
from iopkit.serve.kernel_socket import KernelSocketHandler
from iopkit.serve.ownership import OwnKernel
from iopkit.serve.page import PageHandler
from iopkit.serve.sign_in import SignInHandler, SignOutHandler, UnlockHandler

#: What of Voila a page of ours needs; all its other routes are left out.
_NEEDED = ("api/kernels/", "voila/render/")
_OF_ONE_KERNEL = ("api/kernels/", "voila/api/shutdown/")


class OpenStaticHandler(Gate, static.StaticHandler):
    """Our own style sheets and scripts: the sign-in page needs them."""

    open_to_all = True


#: Where no Hub looks after that.
_WITH_PASSWORDS = [
    ("sign-in", SignInHandler),
    ("sign-out", SignOutHandler),
    ("unlock", UnlockHandler),
    ("account/password", PasswordHandler),
    ("account/codes", CodesHandler),
]


def own_routes(base: str, *, hub: bool = False) -> list[Any]:
    """The routes that are not Voila's; with ``hub`` people sign in at a JupyterHub."""
    routes = [
        ("", HomeHandler),
        *(hub_routes() if hub else _WITH_PASSWORDS),
        ("account", AccountHandler),
        ("audit", AuditHandler),
        ("audit/client/([^/]+)", DisclosuresHandler),
        ("healthz", HealthHandler),
        ("readyz", ReadinessHandler),
        (static.ROUTE, OpenStaticHandler),
    ]
    return [
        *((base + place, handler) for place, handler in routes),
        *(_behind_gate(base, route) for route in pulse.routes(base)),
    ]


def voilas_routes(base: str, routes: list[Any]) -> list[Any]:
    """Those of Voila's routes that are needed, behind the gate."""
    needed = _under(base, (*_NEEDED, *_OF_ONE_KERNEL))
    return [_behind_gate(base, route) for route in routes if _pattern(route).startswith(needed)]


def _under(base: str, places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(base + place for place in places)


def _behind_gate(base: str, route: Any) -> Any:
    pattern, handler, *settings = _parts(route)
    ours = {TornadoVoilaHandler: PageHandler, VoilaKernelWebsocketHandler: KernelSocketHandler}
    handler = ours.get(handler, handler)
    bases = (OwnKernel,) if pattern.startswith(_under(base, _OF_ONE_KERNEL)) else ()
    return (pattern, guarded(handler, *bases), *settings)


def _parts(route: Any) -> tuple[Any, ...]:
    if isinstance(route, URLSpec):
        return (route.regex.pattern, route.handler_class, route.kwargs)
    return tuple(route)


def _pattern(route: Any) -> str:
    return str(_parts(route)[0])
