"""What a role finds possible in the window. The store refuses it anyway; here it is said beforehand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desktop_app.accounts.contents import Action, Person, Role

if TYPE_CHECKING:
    from desktop_app.ui.actions import Actions
    from desktop_app.ui.pages.patient_page import PatientPage
    from desktop_app.wording import Wording

NEEDED: Final[Mapping[str, Action]] = {
    "new_patient": Action.ENTER,
    "sign_record": Action.CONFIRM_ENTRY,
    "override_verdict": Action.SIGN,
    "merge_records": Action.VOID,
    "separate_records": Action.VOID,
    "print_summary": Action.PRINT_DRAFT,
    "import_tables": Action.IMPORT,
    "export_tables": Action.EXPORT,
    "ward_settings": Action.CHANGE_PROFILE,
    "patient_audit": Action.VIEW,
}
"""Name of an action of the window → the right it needs."""


def why_not(name: str, person: Person, words: "Wording") -> str:
    """Who could do it, in words; "" where this person may."""
    needed = NEEDED.get(name)
    if needed is None or person.may(needed):
        return ""
    able = [role for role in Role if Person("", "", role).may(needed)]
    return words(
        "access.needs_role", roles=words("access.or").join(words(f"access.role.{each.value}") for each in able)
    )


def restrict(actions: "Actions", person: Person, words: "Wording") -> None:
    """Disables what the role may not do; the menu says who could."""
    if person.role is None:
        return
    for declared, made in actions:
        reason = why_not(declared.name, person, words)
        if reason:
            made.setEnabled(False)
            made.setText(words("access.action.refused", action=made.text(), reason=reason))
            made.setToolTip(reason)


def permit(page: "PatientPage", person: Person) -> None:
    """What a role sees and may do on a patient's page beyond entering."""
    if person.may(Action.SIGN):
        page.panel.take_overrides()
        page.panel.override_requested.connect(page.history.override)
    if not person.may(Action.SEE_RECOMMENDATION):
        page.panel.withhold_recommendation()
        page.what_if.recommends = False
