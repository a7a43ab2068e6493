"""What may stand in the way of a profile that is to take effect; free of any database."""

from desktop_app.errors import KnownError


class ProfileTakenElsewhere(KnownError):  # noqa: N818
    """Another workstation changed the ward's profile meanwhile: what was shown is no longer what would change."""

    key = "settings.taken_elsewhere"


class PatientsMoved(Exception):  # noqa: N818
    """Patients that were saved, or are new, since they were looked at; nothing was written."""

    def __init__(self, patients: frozenset[str]) -> None:
        super().__init__("patients were saved meanwhile")
        self.patients = patients
