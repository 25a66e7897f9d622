"""The files for Kubernetes are read, not run: what they tell iopkit is what it takes, and they agree."""

import shlex
from pathlib import Path
from typing import Any

import yaml

from iopkit.cli.serving import serve
from iopkit.serve.premises import Premises

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
VALUES = yaml.safe_load((FOLDER / "values.yaml").read_text("utf-8"))
DEPLOYMENT, SERVICE, INGRESS = yaml.safe_load_all((FOLDER / "iopkit.yaml").read_text("utf-8"))
CONTAINER = DEPLOYMENT["spec"]["template"]["spec"]["containers"][0]


def options() -> dict[str, Any]:
    """What the pods' command says, as the command itself reads it."""
    program, command, *given = CONTAINER["args"]
    assert (program, command) == ("iopkit", "serve")
    return serve.make_context("serve", [part for one in given for part in shlex.split(one)]).params


def environment() -> dict[str, str]:
    """What the pods are told, but for secrets."""
    return {one["name"]: one["value"] for one in CONTAINER["env"] if "value" in one}


def test_the_command_may_stand_where_it_is_put() -> None:
    given = options()
    premises = Premises(
        given["host"], proxy=given["proxy"], names=given["names"], base=given["base_url"], hub=given["hub"]
    )
    premises._check_options()
    assert premises.hub
    assert premises.by_tls


def test_hub_and_iopkit_know_each_other_by_the_same_names() -> None:
    service = VALUES["hub"]["services"]["iopkit"]
    assert environment()["JUPYTERHUB_CLIENT_ID"] == service["oauth_client_id"]
    assert environment()["JUPYTERHUB_OAUTH_CALLBACK_URL"] == service["oauth_redirect_uri"]
    assert service["oauth_redirect_uri"].endswith(f"{options()['base_url']}oauth_callback")
    assert options()["names"] == tuple(VALUES["ingress"]["hosts"])


def test_every_way_to_the_pods_leads_to_the_prefix_and_the_port() -> None:
    base, port = options()["base_url"], options()["port"]
    probes = [CONTAINER[name]["httpGet"] for name in ("livenessProbe", "readinessProbe", "startupProbe")]
    assert {(one["path"], one["port"]) for one in probes} <= {
        (f"{base}healthz", port),
        (f"{base}readyz", port),
    }
    assert SERVICE["spec"]["ports"][0]["targetPort"] == port
    assert INGRESS["spec"]["rules"][0]["http"]["paths"][0]["path"] == base


def test_only_authors_have_a_server_of_their_own() -> None:
    roles = VALUES["hub"]["loadRoles"]
    assert not [scope for scope in roles["user"]["scopes"] if "server" in scope]
    assert roles["iopkit-author"]["groups"] == ["iopkit-author"]
