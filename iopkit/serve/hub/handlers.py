"""Signing in at the Hub, coming back, signing in again, and signing out."""

from typing import Any
from urllib.parse import urlencode

from iopkit.actions import hub_sign_in
from iopkit.actions.sign_in import end_stay
from iopkit.errors import NotAllowed, Refused
from iopkit.model.account import SignIn
from iopkit.serve.hub.client import HubClient, HubSilent
from iopkit.serve.hub.rounds import Round, begin_round, finish_round
from iopkit.serve.identity import keep_token, look_again, stay_of_request, store_of, token_of
from iopkit.serve.logs import tell
from iopkit.serve.plain_handler import PlainHandler, slowly
from iopkit.serve.sign_in import SignOutHandler, UnlockHandler

_STALE = "This sign-in was not begun in this browser, or it took too long. Begin again."
_SILENT = (
    "The Hub did not answer, or knows nothing of this sign-in. Begin again; if that fails, tell whoever "
    "looks after it."
)
#: Stands for no stay.
_SIGNED_OUT = "signed-out"
_UNLOCK = "Sign in again to go on."


class HubHandler(PlainHandler):
    """Whatever talks to the Hub."""

    @property
    def hub(self) -> HubClient:
        """The Hub."""
        client: HubClient = self.settings["iopkit_hub"]
        return client

    def send_on(self, address: str) -> None:
        """Send a browser on from a page of ours.

        After a redirect that another site began, a browser would hold back the cookies that only our own
        pages may send.
        """
        self.show("onward.html", address=address)

    def say_no(self, says: str, status: int) -> None:
        """Say why it did not work, with a way to begin again and one to be somebody else."""
        self.show("hub_no.html", status=status, says=says, sign_out=self.hub.sign_out_address)


class HubSignInHandler(HubHandler):
    """Sends on to the Hub; after a stay that ended by itself the Hub has to ask anew, where it can."""

    open_to_all = True

    def get(self) -> None:
        """Go there, or on if somebody is signed in."""
        back = self.own_place(self.asked("next", 2000))
        if stay_of_request(self):
            self.on_to(back)
            return
        begun = begin_round(self, back)
        again = bool(token_of(self))
        self.redirect(self.hub.sign_in_address(begun.state, begun.verifier, again=again), status=303)


class HubCallbackHandler(HubHandler):
    """Where the Hub sends people back to: a door only, since their own cookies may not be here yet."""

    open_to_all = True

    def get(self) -> None:
        """Pass on what the Hub gave."""
        given = {name: self.asked(name, 500) for name in ("code", "state", "error")}
        self.send_on(f"{self.base}arrival?{urlencode(given)}")


class HubArrivalHandler(HubHandler):
    """The end of a round: who it is, their account, and a stay of ours."""

    open_to_all = True

    async def get(self) -> None:
        """Begin a stay, or unlock the one that this round was for."""
        begun = finish_round(self, self.asked("state"))
        code = self.asked("code", 500)
        if begun is None or self.asked("error") or not code:
            self.say_no(_STALE, 400)
            return
        try:
            person = await self.hub.who(code, begun.verifier)
            await slowly(self._let_in, begun, person)
        except HubSilent:
            self.say_no(_SILENT, 503)
        except NotAllowed as refused:
            self.say_no(str(refused), 403)
        else:
            self.on_to(self.own_place(begun.back))

    def _let_in(self, begun: Round, person: hub_sign_in.HubPerson) -> None:
        former = look_again(self)
        if former and begun.stay == former.id:
            unknown = hub_sign_in.unlock_from_hub(store_of(self), former, person)
        else:
            unknown = self._begin(former, person)
        for group in unknown:
            tell("hub_group_unknown", level="warning", group=group)

    def _begin(self, former: SignIn | None, person: hub_sign_in.HubPerson) -> tuple[str, ...]:
        arrival = hub_sign_in.begin_from_hub(store_of(self), person)
        if former:
            end_stay(store_of(self), former)
        self.clear_cookie("_xsrf", path=self.base)
        keep_token(self, arrival.token)
        return arrival.unknown


class HubUnlockHandler(UnlockHandler):
    """A locked page in a house without passwords: it is opened by signing in at the Hub again."""

    def _unlock(self) -> None:
        raise Refused(_UNLOCK, act="unlock")


class HubAgainHandler(HubHandler):
    """Signs in again at the Hub, for a locked stay, and comes back to the page that was locked."""

    while_locked = True

    def get(self) -> None:
        """Go there."""
        begun = begin_round(self, self.own_place(self.asked("next", 2000)), self.stay.id)
        self.redirect(self.hub.sign_in_address(begun.state, begun.verifier, again=True), status=303)


class HubSignOutHandler(SignOutHandler, HubHandler):
    """Signing out here, and then at the Hub."""

    def after(self) -> None:
        """On to the Hub's own sign-out: who signs in next says who they are.

        A browser may stop before it gets there. What it keeps tells the next sign-in to go there first.
        """
        keep_token(self, _SIGNED_OUT)
        self.send_on(self.hub.sign_out_address)


def hub_routes() -> list[tuple[str, Any]]:
    """The routes that take the place of a sign-in of our own."""
    return [
        ("sign-in", HubSignInHandler),
        ("oauth_callback", HubCallbackHandler),
        ("arrival", HubArrivalHandler),
        ("sign-out", HubSignOutHandler),
        ("unlock", HubUnlockHandler),
        ("unlock/again", HubAgainHandler),
    ]
