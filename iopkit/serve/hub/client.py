"""The Hub as iopkit knows it: where to send somebody, and who they turn out to be."""

import hashlib
import os
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

from tornado.web import HTTPError

from iopkit.actions.hub_sign_in import HubPerson
from iopkit.errors import NotAllowed

_NOT_INSTALLED = "Sign-in through JupyterHub needs one package more: pip install 'iopkit[hub]'."
_NOT_TOLD = (
    "The Hub has to say who iopkit is: {} is not set. The Hub sets it for a service that it starts; for one "
    "that it does not start see deploy/kubernetes/README.md."
)
#: Read when the server starts, and not later.
_TOLD = {
    "api_token": "JUPYTERHUB_API_TOKEN",
    "api_url": "JUPYTERHUB_API_URL",
    "hub_host": "JUPYTERHUB_HOST",
    "oauth_client_id": "JUPYTERHUB_CLIENT_ID",
    "oauth_redirect_uri": "JUPYTERHUB_OAUTH_CALLBACK_URL",
}


class HubSilent(Exception):
    """The Hub did not answer, or knows nothing of this sign-in."""


class HubClient:
    """Talks to the Hub by OAuth, as the service that the environment says we are."""

    def __init__(self, base: str) -> None:
        for name in (_TOLD["api_token"], _TOLD["oauth_client_id"]):
            if not os.environ.get(name):
                raise NotAllowed(_NOT_TOLD.format(name))
        try:
            from jupyterhub.services.auth import HubOAuth
        except ImportError as error:
            raise NotAllowed(_NOT_INSTALLED) from error
        told = {trait: os.environ.get(name) for trait, name in _TOLD.items()}
        self._auth: Any = HubOAuth(base_url=base, **{trait: said for trait, said in told.items() if said})
        #: Whether the Hub's sign-out comes back to where it is told, so that a password is asked for again.
        self.asks_again = os.environ.get("IOPKIT_HUB_ASKS_AGAIN", "") not in ("", "0")

    def sign_in_address(self, state: str, verifier: str, *, again: bool = False) -> str:
        """Where somebody signs in; ``again`` by way of signing out, where the Hub can do that."""
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": self._auth.oauth_client_id,
            "redirect_uri": self._auth.oauth_redirect_uri,
            "response_type": "code",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = f"{self._auth.oauth_authorization_url}?{urlencode(asked)}"
        if again and self.asks_again:
            return f"{self.sign_out_address}?{urlencode({'next': address})}"
        return address

    @property
    def sign_out_address(self) -> str:
        """Where somebody signs out of the Hub itself."""
        return f"{self._auth.hub_host}{self._auth.hub_prefix}logout"

    async def who(self, code: str, verifier: str) -> HubPerson:
        """Who came back with that code. The Hub's token is used once and not kept.

        Raises
        ------
        HubSilent
            The Hub does not answer, or the code is not one that it gave us just now.
        """
        try:
            token = await self._auth.token_for_code(code, code_verifier=verifier, sync=False)
            told = await self._auth.user_for_token(token, use_cache=False, sync=False)
        except (HTTPError, OSError, KeyError, ValueError) as error:
            raise HubSilent from error
        if not told or told.get("kind") != "user" or not isinstance(told.get("name"), str):
            raise HubSilent
        return HubPerson(told["name"], tuple(told.get("groups") or ()))
