"""What a page with a kernel needs to know before anything else of it has come."""

from typing import Any

from iopkit.model.access import Page
from iopkit.serve import policy, static
from iopkit.serve.kernels import opening

#: Pages with charts; their browsers fetch plotly.js while the kernel starts.
_WITH_CHARTS = frozenset({Page.ENGAGEMENT, Page.ORGANISATION})


def told_to_page(page_config: dict[str, Any], *, base_url: str, **_: Any) -> dict[str, Any]:
    """Voila's settings of a page, with what our template writes into its head and our script reads there.

    It has the page's kernel, so that the page has a pulse before the rest of it has come.
    """
    page = opening.get()
    told = {
        "base": base_url,
        "kernelId": page.kernel if page else "",
        "style": base_url + static.address("page.css"),
        "script": base_url + static.address("page.js"),
        "plotly": base_url + static.address("plotly.js") if page and page.page in _WITH_CHARTS else "",
    }
    return page_config | {"iopkitPage": told, "iopkitWatch": policy.WATCH}
