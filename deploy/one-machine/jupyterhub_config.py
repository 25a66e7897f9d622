"""JupyterHub on one machine, with iopkit as its service; README.md beside it names the settings."""

import os
import sys

from jupyterhub.handlers.login import LogoutHandler
from tornado.httputil import url_concat
from traitlets import import_item

c = get_config()  # noqa: F821 - JupyterHub gives it

NAME = os.environ["IOPKIT_HUB_NAME"]
FOLDER = os.environ.get("IOPKIT_HUB_FOLDER", "/var/lib/iopkit-hub")
PORTS = {
    name: int(os.environ.get(f"IOPKIT_HUB_{name}", given))
    for name, given in (("PORT", 443), ("INNER_PORT", 8081), ("PROXY_PORT", 8001), ("SERVICE_PORT", 8866))
}
CURRICULA = os.environ.get("IOPKIT_CURRICULA", "")
SUBDOMAINS = os.environ.get("IOPKIT_HUB_SUBDOMAINS", "")
AUTHORS = bool(SUBDOMAINS) or os.environ.get("IOPKIT_HUB_AUTHORS_SHARE_THE_NAME") == "yes"
ROLES = ("facilitator", "supervisor", "trainer", "trainee", "author", "administrator")
SERVICE = "/services/iopkit/"

# The address: the Hub's own proxy takes TLS, and everything behind it listens on this machine alone.
c.JupyterHub.bind_url = f"https://:{PORTS['PORT']}/"
c.JupyterHub.ssl_cert = os.environ["IOPKIT_HUB_CERTIFICATE"]
c.JupyterHub.ssl_key = os.environ["IOPKIT_HUB_CERTIFICATE_KEY"]
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORTS['INNER_PORT']}/"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORTS['PROXY_PORT']}"
c.ConfigurableHTTPProxy.command = [os.environ.get("IOPKIT_HUB_PROXY", "configurable-http-proxy")]
c.JupyterHub.subdomain_host = SUBDOMAINS

# What the Hub keeps, and for how long somebody stays signed in at it.
c.JupyterHub.db_url = f"sqlite:///{FOLDER}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{FOLDER}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{FOLDER}/proxy.pid"
c.JupyterHub.cookie_max_age_days = 0.5
c.JupyterHub.default_url = SERVICE

# Who may sign in: whoever a Hub's administrator has added. Another authenticator is a choice of the clinic.
Chosen = import_item(os.environ.get("IOPKIT_HUB_AUTHENTICATOR", "jupyterhub.auth.PAMAuthenticator"))
ASKS_AGAIN = os.environ.get("IOPKIT_HUB_ASKS_AGAIN", "yes") == "yes"


class SignOut(LogoutHandler):
    """Signing out; one who is to prove that they are still there comes back to signing in to iopkit."""

    async def render_logout_page(self):
        """Ask for the password, and then go on where iopkit says, if that is the Hub's own OAuth."""
        back = self.get_argument("next", "")
        if back.startswith(f"{SUBDOMAINS}{self.hub.base_url}api/oauth2/authorize?"):
            self.redirect(url_concat(self.settings["login_url"], {"next": back}))
        else:
            await super().render_logout_page()


class Authenticator(Chosen):
    """The chosen one, with a sign-out that can come back."""

    def get_handlers(self, app):
        """Those it has, and ours."""
        return [*super().get_handlers(app), *([("/logout", SignOut)] if ASKS_AGAIN else [])]


c.JupyterHub.authenticator_class = Authenticator
c.Authenticator.allow_existing_users = True
c.Authenticator.admin_users = set(os.environ.get("IOPKIT_HUB_ADMINISTRATORS", "").split())

# The groups that mean something to iopkit; those for programs and groups are made as the clinic needs them.
if not Chosen.manage_groups.default_value:
    c.JupyterHub.load_groups = {f"iopkit-{role}": {"users": []} for role in ROLES}

# What people may do at the Hub: come to iopkit. Only authors have a server of their own.
c.JupyterHub.load_roles = [
    {
        "name": "user",
        "scopes": ["read:users:name!user", "read:users:groups!user", "access:services!service=iopkit"],
    },
]
if AUTHORS:
    c.JupyterHub.load_roles.append(
        {
            "name": "iopkit-author",
            "groups": ["iopkit-author"],
            "scopes": ["servers!user", "access:servers!user", "read:users!user", "users:activity!user"],
        }
    )
c.JupyterHub.redirect_to_server = False
c.Spawner.cmd = [os.path.join(os.path.dirname(sys.executable), "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
if CURRICULA:
    c.Spawner.notebook_dir = CURRICULA
    c.Spawner.environment = {"IOPKIT_CURRICULA": CURRICULA}

# iopkit itself. Of the environment it is given what is its own, and no secret of the Hub but its own token.
c.JupyterHub.services = [
    {
        "name": "iopkit",
        "display": False,
        "url": f"http://127.0.0.1:{PORTS['SERVICE_PORT']}",
        "command": [sys.executable, "-m", "iopkit", "serve", "--host-name", NAME],
        "user": os.environ.get("IOPKIT_HUB_SERVICE_USER", "iopkit"),
        "oauth_no_confirm": True,
        "timeout": 120,
        "environment": {
            "IOPKIT_HUB_ASKS_AGAIN": "1" if ASKS_AGAIN else "0",
            **{
                name: value
                for name, value in os.environ.items()
                if name.startswith(("IOPKIT_", "PG")) and not name.startswith("IOPKIT_HUB_")
            },
        },
    }
]
