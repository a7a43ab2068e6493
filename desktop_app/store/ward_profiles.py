"""The profile a ward works with: every choice is kept, the last one is in effect."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, insert, select

from desktop_app.accounts.contents import Action
from desktop_app.store.asides import keep_profiles
from desktop_app.store.audit_trail import Entries
from desktop_app.store.choosing import PatientsMoved, ProfileTakenElsewhere
from desktop_app.store.contents import ProfileChoice, Summary, WardProfile
from desktop_app.store.judged_lines import profile_taken, rewrite_lines
from desktop_app.store.list_tables import PATIENT_SUMMARY, PROFILE, WARD_PROFILE
from desktop_app.store.permitting import require_any, require_oneself
from desktop_app.store.transactions import Transactions
from domain.rules import DEFAULT_PROFILE_HASH

Lines = Mapping[str, Summary]
"""Patient → what the lists show of them."""


class WardProfiles:
    """The ward's profiles in one store."""

    def __init__(self, transactions: Transactions, clock: Callable[[], datetime]) -> None:
        self._reading = transactions.reading
        self._settled = transactions.settled
        self._person = transactions.trail.person
        self._clock = clock

    def in_effect(self) -> WardProfile | None:
        """The profile chosen last; None while the ward has never chosen one."""
        require_any(self._person, Action.VIEW, Action.CHANGE_PROFILE)
        with self._reading() as connection:
            return _in_effect(connection)

    def all(self) -> tuple[WardProfile, ...]:
        """Every choice that was ever made, the latest first."""
        require_any(self._person, Action.VIEW, Action.CHANGE_PROFILE)
        with self._reading() as connection:
            return tuple(WardProfile(**row._asdict()) for row in connection.execute(_choices()))

    def revisions(self) -> dict[str, int]:
        """Patient → the present revision, of all patients, the voided too."""
        require_any(self._person, Action.VIEW, Action.CHANGE_PROFILE)
        with self._reading() as connection:
            return _revisions(connection)

    def take(self, choice: ProfileChoice, *, lines: Lines, seen: Mapping[str, int]) -> None:
        """Put a profile into effect together with the list lines that it changes, or do nothing.

        ``seen``: the revision of every patient when ``lines`` were computed. Raises ProfileTakenElsewhere,
        PatientsMoved, a StoreError (nothing was changed) or UnknownOutcome.
        """

        self._person.require(Action.CHANGE_PROFILE)
        require_oneself(self._person, choice.author, Action.CHANGE_PROFILE)

        def work(entries: Entries) -> list[bool]:
            connection = entries.connection
            present = _in_effect(connection)
            if _taken(present, choice):
                return [True]
            if (present and present.number) != choice.former:
                raise ProfileTakenElsewhere
            _refuse_moved(seen, _revisions(connection))
            _put(entries, choice, present, lines, self._clock())
            return [True]

        def look_up(connection: Connection, requests: Sequence[UUID]) -> dict[UUID, bool]:
            return dict.fromkeys(requests, True) if _taken(_in_effect(connection), choice) else {}

        self._settled(work, [uuid4()], look_up)


def _choices() -> Select[Any]:
    return (
        select(
            WARD_PROFILE.c.number,
            WARD_PROFILE.c.name,
            WARD_PROFILE.c.profile_hash,
            PROFILE.c.settings,
            WARD_PROFILE.c.author,
            WARD_PROFILE.c.taken_at,
        )
        .join(PROFILE, PROFILE.c.hash == WARD_PROFILE.c.profile_hash)
        .order_by(WARD_PROFILE.c.number.desc())
    )


def _in_effect(connection: Connection) -> WardProfile | None:
    row = connection.execute(_choices().limit(1)).first()
    return WardProfile(**row._asdict()) if row is not None else None


def _taken(present: WardProfile | None, choice: ProfileChoice) -> bool:
    """Whether this very choice took effect already: an attempt whose outcome was unknown is then no conflict."""
    if present is None or present.number == choice.former:
        return False
    return (present.profile_hash, present.name, present.author) == (
        choice.profile_hash,
        choice.name,
        choice.author,
    )


def _revisions(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(PATIENT_SUMMARY.c.patient_id, PATIENT_SUMMARY.c.revision))
    return {row.patient_id: row.revision for row in rows}


def _refuse_moved(seen: Mapping[str, int], present: Mapping[str, int]) -> None:
    moved = frozenset(patient for patient, number in present.items() if seen.get(patient) != number)
    if moved:
        raise PatientsMoved(moved)


def _changes(choice: ProfileChoice, former: WardProfile | None) -> dict[str, tuple[Any, Any]]:
    """Name, hash and every setting that is another one; before the first choice the program's own held."""
    changes: dict[str, tuple[Any, Any]] = {
        "profile": (former.name if former else None, choice.name),
        "hash": (former.profile_hash if former else DEFAULT_PROFILE_HASH, choice.profile_hash),
    }
    if former is not None:
        names = sorted(former.settings.keys() | choice.settings.keys())
        pairs = {name: (former.settings.get(name), choice.settings.get(name)) for name in names}
        changes |= {f"setting.{name}": (old, new) for name, (old, new) in pairs.items() if old != new}
    return changes


def _put(entries: Entries, choice: ProfileChoice, former: WardProfile | None, lines: Lines, now: datetime) -> None:
    from desktop_app.store.audit_saving import tell_choice

    connection = entries.connection
    new = keep_profiles(connection, {choice.profile_hash: choice.settings})
    values = {
        "profile_hash": choice.profile_hash,
        "name": choice.name,
        "author": choice.author,
        "taken_at": now,
    }
    put = connection.execute(insert(WARD_PROFILE).values(values))
    rewrite_lines(connection, lines)
    profile_taken(connection, former.profile_hash if former else DEFAULT_PROFILE_HASH, choice.profile_hash)
    changes = _changes(choice, former)
    number = put.inserted_primary_key[0] if put.inserted_primary_key else 0
    entries.append(tell_choice(entries, number, changes, choice.author, new, list(lines)), now)
