"""Rules for hours, and what a program misses of them."""

from typing import Any

import traitlets

from iopkit.ui.kit.piece import Piece
from iopkit.ui.kit.still import Html, h

_AT_ONCE = 3
_RULES_DIFFER = (
    "Rules differ by payer and state. Copy a file of curricula/rules and put your contract's hours in."
)
_STATES = {
    "meets": ("tone-ok", "Every day and week meets these hours."),
    "empty": (None, "No session yet."),
}


class ProgramRulesCard(Piece):
    """Levels of care and payers to hold a program to; each that is held says what is missing.

    ``rules`` are ``{"id", "title", "kind", "asks", "source", "note", "held", "state", "says"}``, with
    ``state`` one of ``meets``, ``misses``, ``empty`` and "". Sends ``hold_to`` (rules).
    """

    drawn_by = "program_rules.js"
    look = "iop-rules"

    rules = traitlets.List(traitlets.Dict()).tag(sync=True)

    def still(self) -> Html:
        """What the program meets and misses of the rules that it is held to."""
        held = [_verdict(one) for one in self.rules if one["held"]]
        kinds = dict.fromkeys(one["kind"] for one in self.rules)
        fields = [_options(kind, [one for one in self.rules if one["kind"] == kind]) for kind in kinds]
        which = h(
            "details",
            {"class": "iop-which", "open": not held},
            h("summary", None, "Choose rules"),
            h("div", {"class": "iop-facts"}, fields),
            h("p", {"class": "iop-sub"}, _RULES_DIFFER),
        )
        verdicts = h("div", {"class": "iop-verdicts"}, held)
        return h("section", {"class": "iop-card"}, h("h2", None, "Hours against rules"), verdicts, which)


def _options(kind: str, rules: list[dict[str, Any]]) -> Html:
    labels = [
        h(
            "label",
            None,
            h("input", {"type": "checkbox", "checked": one["held"], "disabled": True}),
            h("span", None, one["title"], " ", h("small", {"class": "iop-hint"}, one["asks"])),
        )
        for one in rules
    ]
    legend = h("legend", {"class": "iop-sub"}, "Payers" if kind == "payer" else "Levels of care")
    return h("fieldset", None, legend, h("div", {"class": "iop-options"}, labels))


def _verdict(rule: dict[str, Any]) -> Html:
    tone, word = _STATES.get(rule["state"], (None, ""))
    says = [h("li", None, one) for one in rule["says"][:_AT_ONCE]]
    more = len(rule["says"]) - _AT_ONCE
    return h(
        "section",
        {"class": f"iop-verdict is-{rule['state']}"},
        h("h3", None, rule["title"]),
        h("p", {"class": "iop-sub"}, rule["asks"]),
        word and h("p", {"class": tone}, word),
        says and h("ul", None, says),
        more > 0 and h("details", None, h("summary", None, f"and {more} more")),
        h("details", None, h("summary", None, "Source")),
    )
