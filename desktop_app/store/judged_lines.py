"""Under which rules and profile the lines of lists were judged, and how they are judged anew after an update.

One mark stands for all lines of a store. A save under anything else takes the mark away, so that no line counts as
judged by what it was not judged by; lines are then judged anew in the order of the patients' numbers, and how far
that has come is kept with them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, select, update

from desktop_app.accounts.contents import Action
from desktop_app.store.asides import put_setting, setting
from desktop_app.store.contents import JudgedBy, Summary, SummaryRow
from desktop_app.store.list_tables import PATIENT_SUMMARY
from desktop_app.store.listing import lines_of
from desktop_app.store.permitting import require_any

if TYPE_CHECKING:
    from desktop_app.store.contents import Save
    from desktop_app.store.transactions import Transactions

MARK: Final = "worklist.judged_by"
PROGRESS: Final = "worklist.judged_until"
_LINE: Final = (
    "tace_count",
    "last_session_on",
    "latest_response",
    "verdicts",
    "follow_up_from",
    "follow_up_fixed",
)
_REWRITTEN: Final = (
    update(PATIENT_SUMMARY)
    .where(PATIENT_SUMMARY.c.patient_id == bindparam("patient"))
    .values({name: bindparam(name) for name in _LINE})
)


class JudgedLines:
    """The lines of one store as something that rules have judged."""

    def __init__(self, transactions: "Transactions", clock: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._person = transactions.trail.person
        self._clock = clock

    def by(self) -> JudgedBy | None:
        """What judged every line; None where that is not known of all of them."""
        with self._transactions.reading() as connection:
            return judged_by(connection)

    def until(self, present: JudgedBy) -> str:
        """The last patient, by number, whose line these rules have reached; "" where they have begun with none."""
        with self._transactions.reading() as connection:
            reached = setting(connection, PROGRESS)
        return reached[1] if reached and reached[0] == _kept(present) else ""

    def patients(self) -> list[str]:
        """Every patient who has a line, the voided too, by number."""
        self._person.require(Action.VIEW)
        with self._transactions.reading() as connection:
            # Sorted here: every database has an order of letters of its own.
            return sorted(connection.scalars(select(PATIENT_SUMMARY.c.patient_id)))

    def lines(self, patients: Iterable[str]) -> dict[str, SummaryRow]:
        self._person.require(Action.VIEW)
        with self._transactions.reading() as connection:
            return {line.patient_id: line for line in lines_of(connection, list(patients))}

    def reached(self, present: JudgedBy, until: str) -> None:
        """How far these rules have come; from the first line on, no others stand for all lines."""
        require_any(self._person, Action.ENTER, Action.CHANGE_PROFILE)
        with self._transactions.writing() as connection:
            put_setting(connection, MARK, [])
            put_setting(connection, PROGRESS, [_kept(present), until])

    def put(self, lines: Mapping[str, Summary], seen: Mapping[str, int], present: JudgedBy) -> bool:
        """Lines that came out otherwise; whoever was saved since ``seen`` is left as that save judged them.

        False where another profile, or lines by other rules, have come in between: nothing was written.
        """
        require_any(self._person, Action.ENTER, Action.CHANGE_PROFILE)
        with self._transactions.audited() as entries:
            connection = entries.connection
            if not _goes_on(connection, present):
                return False
            now = {line.patient_id: line.revision for line in lines_of(connection, list(lines))}
            still = {patient: line for patient, line in lines.items() if now.get(patient) == seen[patient]}
            if still:
                from desktop_app.store.audit_saving import tell_judged_anew

                rewrite_lines(connection, still)
                entries.append(tell_judged_anew(entries, list(still)), self._clock())
        return True

    def all_judged(self, present: JudgedBy) -> bool:
        """From now on every line counts as judged by these, if nothing was saved under others since they began."""
        require_any(self._person, Action.ENTER, Action.CHANGE_PROFILE)
        with self._transactions.writing() as connection:
            whole = _goes_on(connection, present)
            if whole:
                put_setting(connection, MARK, _kept(present))
            put_setting(connection, PROGRESS, [])
        return whole


def judged_by(connection: Connection) -> JudgedBy | None:
    kept = setting(connection, MARK)
    return JudgedBy(*kept) if kept else None


def _goes_on(connection: Connection, present: JudgedBy) -> bool:
    """Whether lines are still being judged by these."""
    reached = setting(connection, PROGRESS)
    return bool(reached) and reached[0] == _kept(present)


def before_saving(connection: Connection, saves: "Sequence[Save]") -> None:
    """The first line of a store marks it; a line by other rules or another profile takes the mark away."""
    judging = {JudgedBy(save.rules_version, save.profile_hash) for save in saves}
    kept = judged_by(connection)
    if judging == {kept}:
        return
    if kept is not None:
        put_setting(connection, MARK, [])
    elif len(judging) == 1 and _is_first_line(connection):
        put_setting(connection, MARK, _kept(judging.pop()))
    else:
        reached = setting(connection, PROGRESS)
        if reached and judging != {JudgedBy(*reached[0])}:
            put_setting(connection, PROGRESS, [])


def _is_first_line(connection: Connection) -> bool:
    return connection.scalar(select(PATIENT_SUMMARY.c.patient_id).limit(1)) is None


def profile_taken(connection: Connection, former: str, profile: str) -> None:
    """All lines were brought under another profile, where they stood under the former one before."""
    kept = judged_by(connection)
    put_setting(connection, PROGRESS, [])
    if kept is not None:
        same = kept.profile == former
        put_setting(connection, MARK, _kept(JudgedBy(kept.rules, profile)) if same else [])


def rewrite_lines(connection: Connection, lines: Mapping[str, Summary]) -> None:
    """What the lists show of these patients, anew; their names and revisions stay."""
    if lines:
        values = [{"patient": patient, **_line_values(line)} for patient, line in lines.items()]
        connection.execute(_REWRITTEN, values)


def _line_values(line: Summary) -> dict[str, object]:
    return {**{name: getattr(line, name) for name in _LINE}, "verdicts": dict(line.verdicts)}


def _kept(by: JudgedBy) -> list[str]:
    return [by.rules, by.profile]
