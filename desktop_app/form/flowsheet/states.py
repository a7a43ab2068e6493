"""The states of a target as they are typed into its cell, in place of a diameter."""

from functools import cache
from typing import Final

from desktop_app.form.reading import folded
from desktop_app.wording import LANGUAGES, Wording

STATES: Final = {"no_enhancement": "n", "too_small": "s", "not_evaluable": "x"}
"""Each state that takes the place of a diameter, with the key that enters it."""


def state_typed(text: str) -> str | None:
    """The state that this text means: its key, its code, or one of its words; None for anything else."""
    return _written().get(folded(text).casefold())


@cache
def _written() -> dict[str, str]:
    written = {key: state for state, key in STATES.items()}
    for state in STATES:
        written[state] = state
        for language in LANGUAGES:
            words = Wording(language)
            for key in (f"form.choice.state.{state}", f"flowsheet.state.{state}", f"flowsheet.state.{state}.long"):
                written[words(key).casefold()] = state
    return written
