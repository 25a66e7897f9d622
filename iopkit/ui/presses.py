"""What a press may bring: a browser can send anything, and a verb gets only what it asks for."""

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from iopkit.errors import NotAllowed

LONGEST_TEXT, DEEPEST, LARGEST = 20_000, 6, 2**31 - 1

_NOT_OURS = (
    "Not saved: this page sent something that iopkit does not know. Reload the page, then press again."
)


def by_verb(verbs: Mapping[str, Callable[..., None]]) -> Callable[[dict[str, Any]], None]:
    """The handler of messages such as ``{"verb": "mark", ...}``: it calls the verb with what is beside it.

    A verb's signature says what it takes, and of which type. The handler raises NotAllowed for a verb that
    is not there, and for what is missing, too much, or of another type.
    """
    asked = {name: _asked_by(verb) for name, verb in verbs.items()}

    def handle(message: dict[str, Any]) -> None:
        content = {str(name): value for name, value in clean(message).items()}
        name = content.pop("verb", None)
        if not isinstance(name, str) or name not in verbs:
            raise NotAllowed(_NOT_OURS)
        try:
            given = asked[name].model_validate(content)
        except ValidationError:
            raise NotAllowed(_NOT_OURS) from None
        verbs[name](**{key: getattr(given, key) for key in content})

    return handle


def clean(sent: Any, deep: int = DEEPEST) -> Any:
    """What a browser sent, with every text whole, so that it can be stored and shown again.

    Raises
    ------
    NotAllowed
        A text or a number is too large, or lists stand in lists without end.

    >>> clean({"value": "half an emoji: \\ud83d"})["value"] == "half an emoji: \\N{REPLACEMENT CHARACTER}"
    True
    """
    if isinstance(sent, str):
        return _whole(sent)
    if isinstance(sent, int | float) and not -LARGEST <= sent <= LARGEST:
        raise NotAllowed("Not saved: this number cannot be kept. Correct it.")
    if isinstance(sent, dict | list) and not deep:
        raise NotAllowed(_NOT_OURS)
    if isinstance(sent, dict):
        return {clean(key): clean(value, deep - 1) for key, value in sent.items()}
    return [clean(one, deep - 1) for one in sent] if isinstance(sent, list) else sent


def _whole(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise NotAllowed(
            f"Not saved: this text has {len(text):,} signs, and {LONGEST_TEXT:,} is the most. Shorten it."
        )
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _asked_by(verb: Callable[..., None]) -> type[BaseModel]:
    """What a verb takes, as a model that refuses everything else."""
    fields: dict[str, Any] = {
        one.name: (one.annotation, ... if one.default is Parameter.empty else one.default)
        for one in signature(verb, eval_str=True).parameters.values()
    }
    return create_model("Asked", __config__=ConfigDict(extra="forbid"), **fields)
