"""One's own account: the password, one-time codes, and where one is signed in."""

import segno

from iopkit.actions import accounts, passwords
from iopkit.errors import NotAllowed
from iopkit.serve.identity import by_hub, store_of
from iopkit.serve.local_time import shown
from iopkit.serve.plain_handler import PlainHandler, slowly
from iopkit.serve.sign_in import leave

_DIFFERENT = "The two new passwords are not the same. Type the new one twice."
_LEFT_OPEN = "That page was open for too long. Begin again."
_ON = "From now on you are asked for a code when you sign in."


class AccountHandler(PlainHandler):
    """The account of whoever asks."""

    before_change = True

    def get(self) -> None:
        """Show it."""
        self.show_account()

    def show_account(self, *, says: str = "", done: str = "", status: int = 200) -> None:
        """Show the account, with what went wrong or was done."""
        staff = self.stay.staff
        with store_of(self).read(staff) as r:
            account, person = r.get_account(staff), r.find_person(staff)
            zone, stays = r.default_time_zone(), r.list_open_sign_ins(staff)
        here = self.stay.id
        rows = [(shown(one.began_at, zone), shown(one.seen_at, zone), one.id == here) for one in stays]
        self.show(
            "account.html",
            status=status,
            says=says,
            done=done,
            person=person,
            account=account,
            by_hub=by_hub(self),
            stays=rows,
            shortest=passwords.SHORTEST,
        )


class PasswordHandler(AccountHandler):
    """Changing the password."""

    def get(self) -> None:
        """There is nothing to see here: the form is on the account's page."""
        self.on_to(f"{self.base}account")

    async def post(self) -> None:
        """Change it; everywhere one has to sign in anew."""
        old, new, again = (self.password(name) for name in ("old", "new", "again"))
        try:
            if new != again:
                raise NotAllowed(_DIFFERENT)
            await slowly(accounts.change_password, store_of(self), self.stay.staff, old, new)
        except NotAllowed as refused:
            self.show_account(says=str(refused), status=400)
            return
        await leave(self)
        self.on_to(f"{self.base}sign-in?changed=yes")


class CodesHandler(AccountHandler):
    """Turning one-time codes on: a key that only this server and the phone know, then a first code."""

    def get(self) -> None:
        """There is nothing to see before one begins."""
        self.on_to(f"{self.base}account")

    async def post(self) -> None:
        """Show a new key, or take the first code that was made with it."""
        if not self.field("code"):
            self._keys[self.stay.id] = passwords.new_one_time_key()
            self._show_key()
            return
        key = self._keys.get(self.stay.id)
        if key is None:
            self.show_account(says=_LEFT_OPEN, status=400)
            return
        try:
            await slowly(accounts.ask_for_codes, store_of(self), self.stay.staff, key, self.field("code", 10))
        except NotAllowed as refused:
            self._show_key(says=str(refused), status=400)
            return
        del self._keys[self.stay.id]
        self.show_account(done=_ON)

    @property
    def _keys(self) -> dict[str, str]:
        """Keys that were shown and not proven yet, by stay; they are in no form and in no store."""
        keys: dict[str, str] = self.settings["iopkit_code_keys"]
        return keys

    def _show_key(self, *, says: str = "", status: int = 200) -> None:
        key = self._keys[self.stay.id]
        code = segno.make(passwords.one_time_address(key, self.stay.staff), micro=False)
        picture = code.svg_data_uri(scale=5, dark="#000", light="#fff")
        parts = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
        self.show("codes.html", status=status, says=says, picture=picture, key=parts)
