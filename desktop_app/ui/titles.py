"""What stands in the title of the window: who is open, so that nobody enters into the wrong record."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.session.open_record import OpenRecord
    from desktop_app.ui.ward import Ward
    from desktop_app.wording import Wording


def window_title(words: "Wording", ward: "Ward | None", record: "OpenRecord | None") -> str:
    """The open patient; without one the program, and that everything in it is invented where it is."""
    program = words("ui.program")
    if record is None:
        return program + (words("ui.demo") if ward is not None and ward.demo else "")
    patient = record.record.patient
    name = patient.name or words("ui.worklist.nameless")
    return words("ui.title.patient", name=name, number=patient.id, program=program)
