"""What a role may not do is refused here, whatever a screen offers. Without a role everything is permitted."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from desktop_app.accounts.contents import Action, Person, Role
from desktop_app.errors import NotPermitted
from desktop_app.store.audit_chain import canonical

_IDENTITY: Final = {
    "sessions": ("date",),
    "images": ("date",),
    "markers": ("date", "marker"),
    "status": ("date",),
    "therapies": ("kind", "name", "from"),
    "overrides": ("definition", "on"),
}
"""By what a row of a record is known again."""
_PRESENT_STATE: Final = frozenset({"followed_until", "weight_kg", "note"})
"""Fields of the patient that say how things are now: a new value is news and corrects nothing."""

Values = Mapping[str, Any]


def require_any(person: Person, *actions: Action) -> None:
    """Raises NotPermitted, naming the first, where none of these is permitted."""
    if not any(person.may(action) for action in actions):
        person.require(actions[0])


def require_oneself(person: Person, author: str, action: Action, role: Role | None = None) -> None:
    """An account does nothing under another one's name, or in another role. Raises NotPermitted."""
    if person.role is not None and (author, role or person.role) != (person.user, person.role):
        raise NotPermitted(action=action.value, role=person.role.value)


def require_for_change(person: Person, new: Values, stored: Values | None, signed: Values | None) -> None:
    """Ask for the rights that this version needs beside entering; records as JSON values. Raises NotPermitted."""
    if person.role is None:
        return
    if _written(new, "overrides") != _written(stored or {}, "overrides"):
        person.require(Action.SIGN)
    if signed is not None and stored is not None and corrects_signed(new, stored, signed):
        person.require(Action.CORRECT_SIGNED)


def corrects_signed(new: Values, stored: Values, signed: Values) -> bool:
    """Whether a row that was signed, as it stands now, is changed or gone in the new version."""
    if _settled_fields(stored) != _settled_fields(new):
        return True
    return any(
        Counter(_signed_rows(stored, signed, section, identity)) - Counter(_written(new, section))
        for section, identity in _IDENTITY.items()
    )


def _settled_fields(record: Values) -> dict[str, Any]:
    patient = record.get("patient") or {}
    return {name: value for name, value in patient.items() if name not in _PRESENT_STATE and value is not None}


def _written(record: Values, section: str) -> list[str]:
    return [_row(values) for values in record.get(section) or []]


def _signed_rows(stored: Values, signed: Values, section: str, identity: tuple[str, ...]) -> Iterator[str]:
    """The stored rows that are signed ones, as they were signed or as a physician has corrected them since."""
    there, then = _by_identity(stored, section, identity), _by_identity(signed, section, identity)
    for known_by, rows in there.items():
        unchanged = [row for row in rows if row in then[known_by]]
        yield from unchanged if len(unchanged) >= len(then[known_by]) else rows


def _by_identity(record: Values, section: str, identity: tuple[str, ...]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for values in record.get(section) or []:
        found[canonical([values.get(name) for name in identity])].append(_row(values))
    return found


def _row(values: Any) -> str:
    return canonical(_said(values))


def _said(value: Any) -> Any:
    """Without what says nothing: an older program's version lacks keys that a newer one leaves blank."""
    if isinstance(value, Mapping):
        return {name: _said(each) for name, each in value.items() if each is not None}
    return [_said(each) for each in value] if isinstance(value, list) else value
