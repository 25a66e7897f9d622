"""What a page's kernel is told of the world: what is listed here, and nothing else of the server's own."""

from collections.abc import Mapping

from iopkit.model.access import Page

_NAMES = """
    PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR VIRTUAL_ENV CONDA_PREFIX LD_LIBRARY_PATH
    APPDATA COMSPEC HOMEDRIVE HOMEPATH LOCALAPPDATA NUMBER_OF_PROCESSORS OS PATHEXT PROCESSOR_ARCHITECTURE
    PROGRAMDATA SYSTEMDRIVE SYSTEMROOT TEMP TMP USERNAME USERPROFILE WINDIR
    JUPYTER_PATH JUPYTER_CONFIG_DIR JUPYTER_CONFIG_PATH JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR
    JUPYTER_PLATFORM_DIRS JUPYTER_PREFER_ENV_PATH IPYTHONDIR
    SCRIPT_NAME PATH_INFO QUERY_STRING SERVER_NAME SERVER_PORT SERVER_PROTOCOL SERVER_SOFTWARE
    VOILA_PREHEAT VOILA_BASE_URL VOILA_SERVER_URL VOILA_REQUEST_URL VOILA_APP_PORT
    IOPKIT_CURRICULA IOPKIT_TIME_ZONE
""".split()  # noqa: SIM905 - a list of thirty quoted names is no easier to read
_BEGINNINGS = ("LC_", "PYTHON", "XDG_")
_ENDINGS = ("_NUM_THREADS",)

#: Only for pages that open the store; the system's keyring is reached through the session bus.
_STORE_NAMES = frozenset({"IOPKIT_DATABASE", "IOPKIT_KEY_FILE", "DBUS_SESSION_BUS_ADDRESS"})
_STORE_BEGINNINGS = ("PG",)

#: These read curricula, and no record of anybody.
_WITHOUT_STORE = frozenset({Page.BROWSE_CURRICULA})


def environment_for(page: Page, staff: str, given: Mapping[str, str]) -> dict[str, str]:
    """The environment of a kernel of that page, opened by that member of staff.

    >>> environment_for(Page.BROWSE_CURRICULA, "owl", {"HOME": "/h", "PGPASSWORD": "s", "AWS_SECRET": "s"})
    {'HOME': '/h', 'IOPKIT_PAGE': 'browse_curricula'}
    >>> environment_for(Page.RUN_GROUP, "owl", {"PGPASSWORD": "s", "AWS_SECRET": "s"})
    {'PGPASSWORD': 's', 'IOPKIT_PAGE': 'run_group', 'IOPKIT_STAFF': 'owl'}
    """
    with_store = page not in _WITHOUT_STORE
    kept = {name: value for name, value in given.items() if _may_pass(name.upper(), with_store)}
    return kept | {"IOPKIT_PAGE": page.value} | ({"IOPKIT_STAFF": staff} if with_store else {})


def _may_pass(name: str, with_store: bool) -> bool:
    if name in _NAMES or name.startswith(_BEGINNINGS) or name.endswith(_ENDINGS):
        return True
    return with_store and (name in _STORE_NAMES or name.startswith(_STORE_BEGINNINGS))
