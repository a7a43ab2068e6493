"""What is said about work that was left or found unsaved: told and offered, never asked."""

from typing import TYPE_CHECKING

from desktop_app.store.audit_contents import AuditAction

if TYPE_CHECKING:
    from desktop_app.session.open_record import OpenRecord
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.ward import Ward


def tell_left(window: "MainWindow", record: "OpenRecord") -> None:
    """Unsaved work stays as a draft; one press goes on with it."""
    words = window.words
    window.messages.say(
        words("ui.left_unsaved", patient=record.record.patient.name or words("ui.draft.new")),
        severity="warning",
        offer=words("ui.go_on"),
        then=lambda: window.show_record(record),
    )


def offer_draft(window: "MainWindow", ward: "Ward") -> None:
    """The latest draft of this person, and how many there are; none where nothing could be kept of going on."""
    drafts = () if ward.store.read_only else ward.drafts()
    if not drafts:
        return
    latest, words = drafts[0], window.words
    ward.note(AuditAction.DRAFT, patient=latest.patient or None, draft="offered")
    key = "ui.draft.one" if len(drafts) == 1 else "ui.draft.many"
    patient = latest.patient or words("ui.draft.new")
    window.messages.say(
        words(key, patient=patient, time=latest.time, count=len(drafts)),
        offer=words("ui.go_on"),
        then=lambda: window.resume(latest.key),
    )
