"""After an update: lines of the worklist that other rules have judged, marked as such and judged anew.

No line shows a verdict of other rules as one of today's. What is on the screen is judged first, a few patients at
a time and in another thread; what was reached is kept, so that the next start goes on where this one stopped. A
store that can only be read keeps nothing: its lines are judged anew for this window alone.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop_app.accounts.contents import Action
from desktop_app.session.background import BackgroundWork
from desktop_app.store import JudgedBy, Summary, SummaryRow
from domain.rules import DEFAULT_PROFILE_HASH, RULES_VERSION

if TYPE_CHECKING:
    from desktop_app.store import RecordStore
    from domain.assessment import Assessment
    from domain.profile import Profile
    from domain.record import PatientRecord

HANDFUL: Final = 8
KEPT_EVERY: Final = 25
"""Handfuls after which it is kept how far it has come; a change is kept with its own handful."""
LONGEST_WAIT_MS: Final = 5000
Judge = Callable[["PatientRecord", "Profile"], "Assessment"]


class OvertakenError(Exception):
    """What is judged by now is no longer what counts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One handful: patient → the line as it is now and the revision it belongs to; ``left``: how many follow."""

    lines: Mapping[str, tuple[int, Summary]]
    left: int


def present_rules(profile: "Profile | None") -> JudgedBy:
    """What judges here now; None = the default profile, without its models."""
    return JudgedBy(RULES_VERSION, DEFAULT_PROFILE_HASH if profile is None else profile.hash)


class Rejudging(QObject):
    """Of one open store. Whoever shows lines shows them through ``shown``."""

    advanced = Signal(object)
    """Judged: some lines are known anew."""
    ended = Signal()
    """Every line is judged under the present rules."""
    overtaken = Signal()
    """Another profile came into effect, or something was saved by other rules: it begins anew."""

    def __init__(self, store: "RecordStore", present: Callable[[], JudgedBy]) -> None:
        super().__init__()
        self._store = store
        self._present = present
        self._known: dict[str, tuple[int, Summary]] = {}
        self._issued: dict[str, Summary] = {}
        self._first: deque[str] = deque()
        self._judged_now: deque[Judged] = deque()
        """From the other thread to the window's."""
        self._work: BackgroundWork | None = None
        self.left: int | None = None
        """How many lines still wait; None while that was not counted."""
        self.needed = store.person.may(Action.VIEW) and store.judged.by() != present()

    def shown(self, rows: list[SummaryRow]) -> list[SummaryRow]:
        """The lines as they may be shown: with today's verdicts, or with the mark that they wait for them."""
        if not self.needed:
            return rows
        waiting = [row.patient_id for row in rows if not self._is_known(row)]
        self._first.extendleft(reversed(waiting))
        return [self._line(row) for row in rows]

    def issued(self, patient: str, line: Summary) -> None:
        """A version that is saved here is judged by the present rules."""
        if self.needed:
            self._issued[patient] = line

    def begin(self, judge: Judge, profile: "Profile") -> None:
        """Judges all waiting lines anew, behind the window; does nothing where none waits or it is under way."""
        if not self.needed or self._work is not None:
            return
        present = self._present()
        self._work = BackgroundWork(lambda work: self._all(work, judge, profile, present))
        self._work.progressed.connect(self._take_over)
        self._work.done.connect(self._finish)
        self._work.failed.connect(self._leave_it)
        self._work.start()

    def stop(self) -> None:
        """Waits for the handful that is under way; the rest is left to the next start."""
        if self._work is not None:
            self._work.cancel()
            self._work.wait(LONGEST_WAIT_MS)

    # In the window's thread

    def _is_known(self, row: SummaryRow) -> bool:
        issued = self._issued.get(row.patient_id)
        if issued is not None and all(getattr(issued, name) == getattr(row, name) for name in _SHARED):
            self._known[row.patient_id] = (row.revision, issued)
        return self._known.get(row.patient_id, (None,))[0] == row.revision

    def _line(self, row: SummaryRow) -> SummaryRow:
        if not self._is_known(row):
            return replace(row, judged=False)
        line = self._known[row.patient_id][1]
        return replace(row, **{name: getattr(line, name) for name in _SHARED})

    def _take_over(self, *_: int) -> None:
        while self._judged_now:
            judged = self._judged_now.popleft()
            self._known.update(judged.lines)
            self.left = judged.left
            self.advanced.emit(judged)

    def _finish(self, _: object) -> None:
        self.left = 0
        if not self._store.read_only:
            self.needed = False
            self._known.clear()
            self._issued.clear()
        self.ended.emit()

    def _leave_it(self, error: Exception) -> None:
        """Stopped, or a disk that fails: the marks stay, and the next start goes on."""
        self._work = None
        if isinstance(error, OvertakenError):
            self._known.clear()
            self._issued.clear()
            self.overtaken.emit()

    # In the other thread

    def _all(self, work: BackgroundWork, judge: Judge, profile: "Profile", present: JudgedBy) -> None:
        """Until every line was judged. Raises OvertakenError."""
        kept, keeping = self._store.judged, not self._store.read_only
        patients, until = kept.patients(), kept.until(present)
        if keeping:
            kept.reached(present, until)
        in_order = deque(patient for patient in patients if patient > until)
        left = set(in_order)
        for number in count(1):
            handful, reached = self._handful(left, in_order)
            if not handful:
                break
            lines = self._judged(handful, judge, profile, present if keeping else None)
            if keeping and reached and number % KEPT_EVERY == 0:
                kept.reached(present, reached)
            left.difference_update(handful)
            self._judged_now.append(Judged(lines, len(left)))
            work.tell(len(patients) - len(left), len(patients))
        if keeping and not kept.all_judged(present):
            raise OvertakenError

    def _handful(self, left: set[str], in_order: deque[str]) -> tuple[list[str], str]:
        """The next few, those on the screen before all others; up to whom everybody is judged without them."""
        handful = list(_next(self._first, left, HANDFUL))
        reached = ""
        if not handful:
            handful = list(_next(in_order, left, HANDFUL))
            reached = handful[-1] if handful else ""
        return handful, reached

    def _judged(
        self, patients: list[str], judge: Judge, profile: "Profile", present: JudgedBy | None
    ) -> dict[str, tuple[int, Summary]]:
        """The lines of these patients; where they came out otherwise, they are kept so (None: nothing is kept)."""
        rows = self._store.judged.lines(patients)
        lines: dict[str, tuple[int, Summary]] = {}
        changed: dict[str, Summary] = {}
        for stored in self._store.records(patients):
            patient = stored.record.patient.id
            row = rows.get(patient)
            if row is None or row.revision != stored.revision:
                continue
            line = _line_now(row, stored.record, judge, profile)
            lines[patient] = (stored.revision, line)
            if any(getattr(line, name) != getattr(row, name) for name in _SHARED):
                changed[patient] = line
        if present is not None and changed:
            seen = {patient: lines[patient][0] for patient in changed}
            if not self._store.judged.put(changed, seen, present):
                raise OvertakenError
        return lines


_SHARED: Final = tuple({each.name for each in fields(Summary)} & {each.name for each in fields(SummaryRow)})


def _line_now(row: SummaryRow, record: "PatientRecord", judge: Judge, profile: "Profile") -> Summary:
    """A record that the rules cannot compute keeps its dates and has no verdict, as after a save."""
    from desktop_app.session.profile_impact import line_of

    try:
        return line_of(judge(record, profile))
    except Exception:  # noqa: BLE001 - one record must not keep all others from being judged
        kept = Summary(**{name: getattr(row, name) for name in _SHARED})
        return replace(kept, verdicts={}, latest_response=None)


def _next(waiting: deque[str], left: set[str], most: int) -> Iterator[str]:
    """Up to ``most`` of those that wait and are still left."""
    found: set[str] = set()
    while waiting and len(found) < most:
        with suppress(IndexError):
            patient = waiting.popleft()
            if patient in left and patient not in found:
                found.add(patient)
                yield patient
