"""Who the report is about: the banner, and what stands on every page."""

from datetime import date

from desktop_app.report.case import Case
from desktop_app.report.document import Banner
from desktop_app.wording import Wording


def banner(case: Case) -> Banner:
    patient, words = case.record.patient, case.words
    facts = [
        (
            words("report.sex"),
            words(f"report.sex.{patient.sex.value}") if patient.sex else words("value.not_recorded"),
        ),
        (words("report.age"), _age(case)),
        (words("report.number"), patient.id),
        (words("report.last_tace"), last_tace(case)),
    ]
    if patient.died_on is not None:
        facts.append((words("report.died_on"), words.value(patient.died_on)))
    return Banner(_name(case), tuple(facts))


def _name(case: Case) -> str:
    return (case.record.patient.name or "").strip() or case.words("report.no_name")


def _age(case: Case) -> str:
    patient, words = case.record.patient, case.words
    if patient.birth_date is None:
        return words("value.not_recorded")
    age = age_on(patient.birth_date, case.today)
    return words("report.years", years=age, born=patient.birth_date)


def age_on(born: date, day: date) -> int:
    """Completed years; 29 February counts as completed on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def last_tace(case: Case) -> str:
    """The last counted session with the days since then, on the day of printing or of the earlier version."""
    if not case.course.sessions:
        return case.words("report.no_tace")
    last = case.course.sessions[-1]
    key = "report.tace_days" if case.lineage.known_at is None else "history.report.tace_days"
    return case.words(key, number=last.number, day=last.last, days=(case.today - last.last).days)


def footer(case: Case) -> tuple[str, ...]:
    """Three lines: who; which program, profile, input, print; and what this is not."""
    lineage, words = case.lineage, case.words
    profile = f"{_profile_name(lineage.profile_name, words)} ({lineage.profile_hash})"
    revision = words("report.unsaved") if lineage.revision is None else str(lineage.revision)
    return (
        words("report.footer.patient", name=_name(case), number=case.record.patient.id),
        words(
            "report.footer.lineage",
            version=lineage.program_version,
            rules=case.assessment.rules_version,
            profile=profile,
            revision=revision,
            code=lineage.check_code,
            by=lineage.printed_by or words("value.not_recorded"),
            at=f"{lineage.printed_at:%Y-%m-%d %H:%M}",
        ),
        words("report.footer.standing"),
    )


def _profile_name(name: str, words: Wording) -> str:
    key = f"report.profile.{name}"
    return words(key) if words.has(key) else name
