"""Signing in and out, and unlocking: without a kernel, without a script."""

from tornado.web import HTTPError

from iopkit.actions import sign_in
from iopkit.errors import Refused
from iopkit.model.codes import Role
from iopkit.model.people import Staff
from iopkit.serve.identity import (
    drop_token,
    how_to_unlock,
    is_on_this_computer,
    keep_token,
    look_again,
    stay_of_request,
    store_of,
    unlocks_with_one_press,
)
from iopkit.serve.plain_handler import PlainHandler, slowly
from iopkit.store.store import Store

_CHANGED = "Your password is changed. Sign in with the new one."
_OLD_FORM = "This page was open for too long. Please sign in again."


class SignInHandler(PlainHandler):
    """Name, password and code; or one press, in a demonstration on this computer."""

    open_to_all = True

    def get(self) -> None:
        """Show the form."""
        if stay_of_request(self):
            self.on_to(self.own_place(self.asked("next", 2000)))
            return
        self._form(says=_CHANGED if self.asked("changed") else "", back=self.asked("next", 2000))

    async def post(self) -> None:
        """Sign in, and go on to where one wanted to be."""
        demo = self.field("demonstration")
        try:
            if demo:
                token = await slowly(sign_in.begin_demonstration, store_of(self), self._allowed(demo))
            else:
                token = await slowly(sign_in.sign_in, store_of(self), *self._proof())
        except Refused as refused:
            self._form(says=str(refused), back=self.field("next", 2000), status=403)
            return
        self._begin(token)
        self.on_to(self.own_place(self.field("next", 2000)))

    def check_xsrf_cookie(self) -> None:
        """A form that was left open for long is shown again, with a sentence."""
        try:
            super().check_xsrf_cookie()
        except HTTPError:
            self._form(says=_OLD_FORM, back="", status=403)

    def _proof(self) -> tuple[str, str, str]:
        return self.field("name"), self.password("password"), self.field("code")

    def _begin(self, token: str) -> None:
        """A stay that this browser had before ends; the token and the proof of forms are new."""
        if former := stay_of_request(self):
            sign_in.end_stay(store_of(self), former)
        self.clear_cookie("_xsrf", path=self.base)
        keep_token(self, token)

    def _allowed(self, staff: str) -> str:
        if not is_on_this_computer(self):
            raise Refused("Only a demonstration is entered without a password. Sign in.", act="sign_in")
        return staff

    def _form(self, *, says: str, back: str, status: int = 200) -> None:
        demo = demonstration_staff(store_of(self)) if is_on_this_computer(self) else []
        self.show("sign_in.html", status=status, says=says, back=self.own_place(back), demonstration=demo)


class SignOutHandler(PlainHandler):
    """Signing out here, or everywhere."""

    before_change = while_locked = True

    def get(self) -> None:
        """Ask whether one means it: a link alone signs nobody out."""
        self.show("sign_out.html")

    async def post(self) -> None:
        """End the stay, its pages and what the browser kept of them."""
        if self.field("everywhere"):
            sign_in.sign_out_everywhere(store_of(self), self.stay.staff)
        else:
            sign_in.end_stay(store_of(self), self.stay)
        await leave(self)
        self.after()

    def after(self) -> None:
        """On to signing in again."""
        self.on_to(f"{self.base}sign-in")


class UnlockHandler(PlainHandler):
    """The password again, after nobody was there for a while in the middle of a group."""

    before_change = while_locked = True

    def get(self) -> None:
        """Show the form, for a browser that has no page of ours open."""
        if not self.stay.locked:
            self.on_to(self.own_place(self.asked("next", 2000)))
            return
        self._form(back=self.asked("next", 2000))

    def _admit(self) -> None:
        """A page's script that posts when all is over is told so, and not sent on."""
        if self.request.method == "POST" and stay_of_request(self) is None:
            raise HTTPError(403)
        super()._admit()

    async def post(self) -> None:
        """Go on where one was: 204 for a script, back to the page for the form."""
        back = self.field("next", 2000)
        try:
            await slowly(self._unlock)
        except Refused as refused:
            self._refuse(str(refused), back)
            return
        if back:
            self.on_to(self.own_place(back))
        else:
            self.set_status(204)
            self.finish()

    def _unlock(self) -> None:
        if unlocks_with_one_press(self, self.stay):
            sign_in.unlock_demonstration(store_of(self), self.stay)
        else:
            sign_in.unlock(store_of(self), self.stay, self.password("password"))

    def _form(self, *, back: str, says: str = "", status: int = 200) -> None:
        how = how_to_unlock(self, self.stay)
        self.show("unlock.html", status=status, says=says, back=self.own_place(back), how=how)

    def _refuse(self, says: str, back: str) -> None:
        if not back:
            self.set_status(403)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(says)
        elif look_again(self):
            self._form(back=back, says=says, status=403)
        else:
            self.on_to(f"{self.base}sign-in")


async def leave(handler: PlainHandler) -> None:
    """Let the browser forget the stay and what it kept, and end the pages of all stays that are over."""
    drop_token(handler)
    handler.set_header("Clear-Site-Data", '"storage"')
    await handler.settings["iopkit_reaper"].sweep()


def demonstration_staff(store: Store) -> list[Staff]:
    """Who may be pressed in a demonstration; nobody where the store is none."""
    with store.read() as r:
        if not r.find_setting("demonstration"):
            return []
        staying = {one.staff for one in r.list_accounts() if not one.disabled_at}
        held = [one for one in r.list_staff() if one.id in staying]
    return sorted(held, key=lambda one: list(Role).index(one.role))
