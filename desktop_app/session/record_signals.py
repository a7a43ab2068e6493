"""What an open record tells those who show it."""

from PySide6.QtCore import QObject, Signal


class RecordSignals(QObject):
    """``assessed`` carries None while the assessment cannot be computed: never the verdict of an older record."""

    amended = Signal(object)
    """PatientRecord: the record as it is now."""
    assessed = Signal(object)
    """Assessment | None."""
    assessment_failed = Signal(object)
    """Exception: computing the assessment failed; entering and saving go on."""
    rows_changed = Signal(object)
    """frozenset[RowId]: form rows that are new, changed or gone."""
    problems_changed = Signal(object)
    """tuple[(RowId, path, Problem), ...]: all faulty entries."""
    saved = Signal(object)
    """datetime of the save, UTC."""
    save_failed = Signal(object)
    """KnownError: nothing was saved (or, for UnknownOutcome, nobody knows)."""
    stale = Signal(object, object)
    """StaleRecord with what the store holds, PatientRecord with what is here."""
    reasons_wanted = Signal(object)
    """tuple[Correction, ...]: nothing was saved; each is to be explained first (``reasons.give``)."""
    dirty_changed = Signal(bool)
    undo_changed = Signal()
    step_applied = Signal(object)
    """Address of what an undo or redo changed."""
    settling = Signal()
    """Whoever holds typed text hands it in now: it is about to be saved or undone."""
