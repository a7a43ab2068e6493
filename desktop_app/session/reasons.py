"""The reasons of what the next save corrects: asked once, kept until that save."""

import json
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from desktop_app.form.comparing import Change, changes
from desktop_app.form.draft import Restored
from desktop_app.session.corrections import Correction, corrections
from desktop_app.session.workplace import Workplace
from desktop_app.store import ChangeReason, ReasonCode
from domain.record import PatientRecord


class ReasonsWantedError(Exception):
    """Nothing was saved: these corrections need a reason first."""

    def __init__(self, corrections: tuple[Correction, ...]) -> None:
        super().__init__("reasons are wanted")
        self.corrections = corrections


class Reasons:
    """Reasons are given to corrections that a save was refused for; then it is tried again."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._given: dict[Correction, ChangeReason] = {}
        self.restored: set[Restored] = set()
        """Kept with the draft until it is saved."""
        self.begun: dict[date | None, str] = {}
        """What stands in the line for a reason in words, by the visit: it outlives the line, not the save."""

    def of_save(self, saved: PatientRecord | None, present: PatientRecord) -> tuple[ChangeReason, ...]:
        """What goes with a save of ``present`` on top of ``saved``.

        Raises ReasonsWantedError where nobody has explained a correction yet, or a StoreError.
        """
        if saved is None:
            return ()
        found = corrections(self._workplace.store, saved, present, self._workplace.clock())
        wanted = tuple(each for each in found if each not in self._given and not self._all_restored(each))
        if wanted:
            raise ReasonsWantedError(wanted)
        given = tuple(self._given[each] for each in found if each in self._given)
        return given + tuple(ChangeReason(day, ReasonCode.RESTORED) for day in self._restored_days(saved, present))

    def give(self, correction: Correction, code: ReasonCode, text: str | None = None) -> None:
        """The reason of these very changes; if the visit is changed further before the save, it is asked again."""
        self._given[correction] = ChangeReason(correction.day, code, text)

    def restore(self, section: str, path: str, value: object) -> None:
        """A field is given a former value again, or with an empty path a row comes back: that is its reason."""
        self.restored.add((section, path, _kept(value)))

    def clear(self) -> None:
        """They went with the save."""
        self._given.clear()
        self.restored.clear()
        self.begun.clear()

    def _restored_days(self, saved: PatientRecord, present: PatientRecord) -> tuple[date | None, ...]:
        if not self.restored:
            return ()
        return tuple(dict.fromkeys(each.day for each in changes(saved, present) if self._is_restored(each)))

    def _all_restored(self, correction: Correction) -> bool:
        return all(map(self._is_restored, correction.changes))

    def _is_restored(self, change: Change) -> bool:
        value = change.new if change.path else change.after and change.after.row
        return (change.section, change.path, _kept(value)) in self.restored


def _kept(value: object) -> str:
    """A value, or a whole row, as a text that a draft can keep and that tells it from any other."""
    if isinstance(value, BaseModel):
        return json.dumps(value.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return repr(value) if isinstance(value, tuple) else str(value)
