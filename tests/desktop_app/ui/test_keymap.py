import pytest

from desktop_app.ui.actions import Declared
from desktop_app.ui.keymap import FIXED, Keymap, portable, refusal, shown_keys

DECLARED = (
    Declared("save", "file", ("Ctrl+S",)),
    Declared("redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Declared("reload", "view", ("F5",)),
)


def test_without_a_choice_the_declared_keys_count() -> None:
    keymap = Keymap(DECLARED, {})
    assert keymap.keys("redo") == ("Ctrl+Shift+Z", "Ctrl+Y")
    assert keymap.holder("ctrl+y") == "redo"
    assert keymap.holder("Ctrl+Y", besides="redo") is None
    assert not keymap.changed("redo")


def test_other_keys_take_the_place_of_the_first_ones() -> None:
    keymap = Keymap(DECLARED, {}).assigned("redo", "ctrl+alt+r")
    assert keymap.keys("redo") == ("Ctrl+Alt+R", "Ctrl+Y")
    assert keymap.chosen == {"redo": ("Ctrl+Alt+R", "Ctrl+Y")}
    assert keymap.holder("Ctrl+Shift+Z") is None


def test_the_second_keys_can_become_the_first() -> None:
    assert Keymap(DECLARED, {}).assigned("redo", "Ctrl+Y").keys("redo") == ("Ctrl+Y",)


def test_two_actions_exchange_their_keys() -> None:
    keymap = Keymap(DECLARED, {}).swapped("save", "Ctrl+Y", "redo")
    assert keymap.keys("save") == ("Ctrl+Y",)
    assert keymap.keys("redo") == ("Ctrl+Shift+Z", "Ctrl+S")
    every = [keys for each in DECLARED for keys in keymap.keys(each.name)]
    assert len(set(every)) == len(every)


def test_an_action_without_keys_takes_those_of_another() -> None:
    keymap = Keymap((*DECLARED, Declared("import", "file", ())), {}).swapped("import", "F5", "reload")
    assert keymap.keys("import") == ("F5",)
    assert keymap.keys("reload") == ()


def test_a_reset_forgets_the_choice() -> None:
    keymap = Keymap(DECLARED, {"save": ("F9",), "reload": ("F8",)})
    assert keymap.reset("save").chosen == {"reload": ("F8",)}
    assert keymap.reset_all().chosen == {}


def test_choosing_the_declared_keys_is_no_choice() -> None:
    assert Keymap(DECLARED, {"save": ("Ctrl+S",)}).chosen == {}


@pytest.mark.parametrize(
    "keys", ["A", "Shift+A", "1", "Space", "Return", "Esc", "Left", "Ctrl+Left", "+", "Backspace"]
)
def test_keys_that_are_part_of_writing_are_refused(keys: str) -> None:
    assert refusal(keys) in ("settings.keys.typed", "settings.keys.fixed")


@pytest.mark.parametrize("keys", [keys for several in FIXED.values() for keys in several])
def test_keys_that_entering_needs_are_refused(keys: str) -> None:
    assert refusal(keys) == "settings.keys.fixed"


@pytest.mark.parametrize("keys", ["", "Ctrl+K, Ctrl+S"])
def test_what_is_no_single_combination_is_refused(keys: str) -> None:
    assert refusal(keys) == "settings.keys.unreadable"


@pytest.mark.parametrize(
    "keys", ["Ctrl+S", "F5", "Shift+F1", "Alt+Left", "Ctrl+Backspace", "Ctrl++", "Ctrl+Shift+D"]
)
def test_other_combinations_can_be_given(keys: str) -> None:
    assert refusal(keys) is None


def test_one_spelling_per_combination() -> None:
    assert portable("shift+ctrl+z") == "Ctrl+Shift+Z"
    assert shown_keys(("Ctrl+1", "Ctrl+2")) == "Ctrl+1  Ctrl+2"
    assert shown_keys(("Ctrl+Return", "Alt+Left", "Ctrl++")) == "Ctrl+Enter  Alt+←  Ctrl++"
    assert shown_keys(tuple(f"Ctrl+{number}" for number in range(1, 6))) == "Ctrl+1 … Ctrl+5"
