"""Records just beyond and just within the threshold of every discrepancy."""

from collections.abc import Callable
from typing import Any

from domain.record import PatientRecord
from tests.domain.builders import Values, haic, marker, record, reported_scan, scan, status, tace, target

PATIENT = {"id": "1"}


def born(on: str) -> Values:
    return {"patient": PATIENT | {"birth_date": on}}


def died(on: str) -> Values:
    return {"patient": PATIENT | {"died_on": on}}


def image_of(**fields: Any) -> PatientRecord:
    """A baseline and one image 40 days after the only session, with these fields."""
    return record([0], ["50"], [scan(40, **({"targets": [target("T1", "40")]} | fields))])


Present = Callable[[], PatientRecord]

CASES: list[tuple[str, Present, Present]] = [
    ("before_birth", lambda: record([0], **born("2024-01-11")), lambda: record([0], **born("2024-01-10"))),
    ("after_death", lambda: record([0], **died("2024-01-09")), lambda: record([0], **died("2024-01-10"))),
    (
        "died_before_birth",
        lambda: record(patient=PATIENT | {"birth_date": "1961-04-02", "died_on": "1961-04-01"}),
        lambda: record(patient=PATIENT | {"birth_date": "1961-04-02", "died_on": "1961-04-02"}),
    ),
    ("two_sessions_one_day", lambda: record([0, tace(0, type="TAE")]), lambda: record([0, haic(0)])),
    ("sessions_too_close", lambda: record([0, 27]), lambda: record([0, 28])),
    (
        "course_not_joined",
        lambda: record([tace(0, course="A"), tace(29, course="A ")]),
        lambda: record([tace(0, course="A"), tace(28, course="A"), tace(60), tace(100), tace(130, course="B")]),
    ),
    ("aborted_ignored", lambda: record([tace(0, completed=False)]), lambda: record([haic(0, completed=False)])),
    (
        "same_day_images",
        lambda: record([0], images=[scan(40), scan(40)]),
        lambda: record([0], images=[scan(40), scan(40, modality="CT")]),
    ),
    ("no_baseline", lambda: record([0], images=[scan(1)]), lambda: record([0], images=[scan(0)])),
    ("baseline_old", lambda: record([0], images=[scan(-29, "50")]), lambda: record([0], images=[scan(-28, "50")])),
    (
        "baseline_without_targets",
        lambda: record([0], images=[scan(-7)]),
        lambda: record([0], images=[scan(-7, "9")]),
    ),
    (
        "too_many_targets",
        lambda: record([0], images=[scan(-7, "50", "40", "30")]),
        lambda: record([0], images=[scan(-7, "50", "40")]),
    ),
    (
        "target_too_small",
        lambda: record([0], images=[scan(-7, "9.9")]),
        lambda: record([0], images=[scan(-7, "10"), scan(40, "5")]),
    ),
    (
        "viable_above_total",
        lambda: image_of(targets=[target("T1", "40.1", total_mm="40")]),
        lambda: image_of(targets=[target("T1", "40", total_mm="40")]),
    ),
    (
        "value_against_state",
        lambda: image_of(targets=[target("T1", "40", state="no_enhancement")]),
        lambda: image_of(targets=[target("T1", "0", state="no_enhancement")]),
    ),
    (
        "value_against_state",
        lambda: image_of(targets=[target("T1", "40", state="not_evaluable")]),
        lambda: image_of(targets=[target("T1", "7", state="too_small")]),
    ),
    (
        "implausibly_large",
        lambda: image_of(targets=[target("T1", total_mm="300.1")]),
        lambda: image_of(targets=[target("T1", "300", total_mm="300")]),
    ),
    (
        "lesion_not_in_baseline",
        lambda: image_of(targets=[target("T1", "40"), target("T2", "20")]),
        lambda: record([0], images=[scan(-7), scan(40, "50")]),
    ),
    (
        "reported_differs",
        lambda: image_of(reported={"category": "PR"}),
        lambda: image_of(reported={"category": "SD"}),
    ),
    (
        "reported_reference_missing",
        lambda: record([0], ["50"], [reported_scan(40, "PD")]),
        lambda: record([0], ["50"], [reported_scan(40, "PD", "nadir"), reported_scan(80, "SD")]),
    ),
    (
        "reported_without_session",
        lambda: record([], images=[reported_scan(40, "PD", "baseline")]),
        lambda: record([0], ["50"], [reported_scan(40, "PD", "baseline")]),
    ),
    (
        "tenfold_jump",
        lambda: record(markers=[marker(0, "10"), marker(30, "100")]),
        lambda: record(markers=[marker(0, "10"), marker(30, "99.9")]),
    ),
    (
        "tenfold_jump",
        lambda: record(markers=[marker(0, "100"), marker(30, "10")]),
        lambda: record(markers=[marker(0, "100"), marker(20, None), marker(30, "10.1")]),
    ),
]


def with_patient(**fields: Any) -> PatientRecord:
    """One session on 2024-01-10 and these facts of the patient."""
    return record([0], ["50"], patient=PATIENT | fields)


def at_baseline(**fields: Any) -> PatientRecord:
    """One session, and before it an image with these fields."""
    return record([0], images=[scan(-7, "50", **fields)])


def lesion_twice(now: Values, then: Values) -> PatientRecord:
    """The same lesion at baseline and 40 days after the session."""
    return record([0], images=[scan(-7, targets=[then]), scan(40, targets=[now])])


def read_twice(first: Values, second: Values) -> PatientRecord:
    return image_of(**first, second_reading=second)


def category(of: str) -> Values:
    return {"reported": {"category": of, "compared_with": "baseline"}}


def values(*rows: Values) -> PatientRecord:
    return record(markers=list(rows))


def pivka(value: str, on: int = 0, **fields: Any) -> Values:
    return marker(on, value, marker="PIVKA-II", unit="mAU/mL") | fields


def share(value: str) -> Values:
    return marker(0, value, marker="AFP-L3", unit="%")


def liver(*rows: Values) -> PatientRecord:
    return record(status=list(rows))


def parts(**fields: Any) -> Values:
    """All parts of Child-Pugh, 5 points together."""
    return status(
        0,
        **{
            "bilirubin": {"value": "18", "unit": "umol/L"},
            "albumin": {"value": "38", "unit": "g/L"},
            "inr": "1.1",
            "ascites": "none",
            "encephalopathy": "none",
        }
        | fields,
    )


def limited(limits: Values, *therapies: Values, **sections: Any) -> PatientRecord:
    return record(constraints=limits, therapies=list(therapies), **sections)


def therapy(kind: str, **fields: Any) -> Values:
    return {"kind": kind, "from": "2024-02-01", **fields}


def override(definition: str) -> Values:
    return {"definition": definition, "verdict": "met", "reason": "mdt_decision"}


MORE: list[tuple[str, Present, Present]] = [
    (
        "before_birth",
        lambda: with_patient(birth_date="1961-04-02", diagnosed_on="1961-04-01"),
        lambda: with_patient(birth_date="1961-04-02", diagnosed_on="1961-04-02"),
    ),
    (
        "after_death",
        lambda: limited({}, therapy("targeted"), patient=PATIENT | {"died_on": "2024-01-31"}),
        lambda: limited({}, therapy("targeted"), patient=PATIENT | {"died_on": "2024-02-01"}),
    ),
    ("age_unlikely", lambda: with_patient(birth_date="2009-01-04"), lambda: with_patient(birth_date="2009-01-03")),
    ("age_unlikely", lambda: with_patient(birth_date="1913-01-10"), lambda: with_patient(birth_date="1913-01-11")),
    (
        "event_after_follow_up",
        lambda: with_patient(followed_until="2024-01-09"),
        lambda: with_patient(followed_until="2024-01-10"),
    ),
    (
        "followed_after_death",
        lambda: with_patient(followed_until="2024-05-02", died_on="2024-05-01"),
        lambda: with_patient(followed_until="2024-05-01", died_on="2024-05-01"),
    ),
    ("day_far_from_others", lambda: record([0, 40, 771]), lambda: record([0, 40, 770])),
    ("day_far_from_others", lambda: record([-731, 0, 40]), lambda: record([-730, 0, 40])),
    ("day_far_from_others", lambda: record([0, 40, 771]), lambda: record([0, 771])),
    (
        "diagnosed_after_treatment",
        lambda: with_patient(diagnosed_on="2024-01-11"),
        lambda: with_patient(diagnosed_on="2024-01-10"),
    ),
    (
        "body_size_unlikely",
        lambda: with_patient(height_cm="65", weight_kg="65"),
        lambda: with_patient(height_cm="120", weight_kg="30"),
    ),
    (
        "body_size_unlikely",
        lambda: with_patient(height_cm="170", weight_kg="150.1"),
        lambda: with_patient(height_cm="210", weight_kg="150"),
    ),
    (
        "sessions_far_apart",
        lambda: record(["2023-01-10", "2024-01-11"]),
        lambda: record(["2023-01-10", "2024-01-10"]),
    ),
    (
        "aborted_but_adequate",
        lambda: record([tace(0, completed=False)]),
        lambda: record([tace(0, completed=False, adequate=None)]),
    ),
    (
        "tae_with_agents",
        lambda: record([tace(0, type="TAE", agents=["epirubicin"])]),
        lambda: record([tace(0, type="TAE", agents=[])]),
    ),
    ("no_agents", lambda: record([tace(0, agents=[])]), lambda: record([tace(0, agents=None)])),
    ("procedure_twice", lambda: record([haic(0), haic(0)]), lambda: record([haic(0), haic(1), tace(1)])),
    (
        "procedure_twice",
        lambda: record([tace(0, course="A"), tace(0, course="A")]),
        lambda: record([tace(0), tace(0), tace(9, course="A"), tace(9, course="A", completed=False)]),
    ),
    (
        "target_not_enhancing",
        lambda: record([0], images=[scan(-7, targets=[target("T1", state="no_enhancement")])]),
        lambda: record([0], images=[scan(-7, "50"), scan(40, targets=[target("T1", state="no_enhancement")])]),
    ),
    (
        "new_lesion_at_baseline",
        lambda: at_baseline(new_lesions=[{"size_mm": "12"}]),
        lambda: at_baseline(new_lesions=[]),
    ),
    ("non_target_at_baseline", lambda: at_baseline(non_target="PD"), lambda: at_baseline(non_target="IR-SD")),
    ("non_target_appeared", lambda: image_of(non_target="PD"), lambda: image_of(non_target="none")),
    (
        "too_small_but_measurable",
        lambda: image_of(targets=[target("T1", "10", state="too_small")]),
        lambda: image_of(targets=[target("T1", "9.9", state="too_small")]),
    ),
    (
        "diameter_tenfold",
        lambda: lesion_twice(target("T1", "60"), target("T1", "6")),
        lambda: lesion_twice(target("T1", "59"), target("T1", "6")),
    ),
    (
        "diameter_tenfold",
        lambda: lesion_twice(target("T1", "6"), target("T1", "60")),
        lambda: lesion_twice(target("T1", "6.1"), target("T1", "60")),
    ),
    (
        "diameter_tenfold",
        lambda: lesion_twice(target("T1", total_mm="6.5"), target("T1", total_mm="65")),
        lambda: lesion_twice(target("T1", "0", total_mm="0"), target("T1", "65", total_mm="65")),
    ),
    (
        "site_differs",
        lambda: lesion_twice(target("T1", "50", site="other"), target("T1", "50", site="liver")),
        lambda: lesion_twice(target("T1", "50", site=None), target("T1", "50", site="liver")),
    ),
    (
        "lesion_name_alike",
        lambda: lesion_twice(target("Ｔ 1", "50"), target("t1", "50")),
        lambda: lesion_twice(target("T2", "50"), target("t1", "50")),
    ),
    (
        "target_left_out",
        lambda: record([0], images=[scan(-7, "50", "40"), scan(40, "50")]),
        lambda: record([0], images=[scan(-7, "50", "40"), scan(40, "50", None)]),
    ),
    ("follow_up_without_targets", lambda: image_of(targets=[]), lambda: image_of(targets=[], **category("SD"))),
    (
        "follow_up_without_targets",
        lambda: image_of(targets=[], non_target=None),
        lambda: image_of(targets=[], non_target=None, new_lesions=None),
    ),
    (
        "new_lesion_very_large",
        lambda: image_of(new_lesions=[{"size_mm": "100.1"}]),
        lambda: image_of(new_lesions=[{"size_mm": "100"}]),
    ),
    (
        "image_on_session_day",
        lambda: record([0, 40], images=[scan(-1, "50"), scan(40, "50")]),
        lambda: record([0, 40], images=[scan(-1, "50"), scan(39, "50")]),
    ),
    (
        "images_close",
        lambda: record([0], images=[scan(40), scan(43)]),
        lambda: record([0], images=[scan(40), scan(44)]),
    ),
    (
        "invasion_without_vessel",
        lambda: image_of(vascular_invasion=True, portal_vein="Vp0", hepatic_vein="Vv0"),
        lambda: image_of(vascular_invasion=True, portal_vein="Vp0", hepatic_vein=None),
    ),
    (
        "spread_without_site",
        lambda: image_of(extrahepatic_spread=True, spread_sites=[]),
        lambda: image_of(extrahepatic_spread=True, spread_sites=None),
    ),
    ("count_below_targets", lambda: image_of(lesion_count=0), lambda: image_of(lesion_count=1)),
    (
        "count_below_targets",
        lambda: image_of(lesion_count=0),
        lambda: image_of(
            lesion_count=0, targets=[target("T1", state="no_enhancement"), target("T2", "9", site="other")]
        ),
    ),
    ("largest_below_target", lambda: image_of(largest_mm="39.9"), lambda: image_of(largest_mm="40")),
    (
        "largest_below_target",
        lambda: image_of(largest_mm="40", targets=[target("T1", "40", total_mm="45")]),
        lambda: image_of(largest_mm="40", targets=[target("T1", "40"), target("T2", "50", site="other")]),
    ),
    (
        "count_against_largest",
        lambda: image_of(targets=[], lesion_count=0, largest_mm="10"),
        lambda: image_of(targets=[], lesion_count=0, largest_mm="0"),
    ),
    (
        "count_against_largest",
        lambda: image_of(targets=[], lesion_count=1, largest_mm="0"),
        lambda: image_of(targets=[], lesion_count=1, largest_mm=None),
    ),
    (
        "viable_without_arterial_phase",
        lambda: image_of(arterial_phase=False),
        lambda: image_of(arterial_phase=False, targets=[target("T1", total_mm="40")]),
    ),
    ("viable_percent_above_100", lambda: image_of(viable_percent="100.1"), lambda: image_of(viable_percent="100")),
    ("viable_percent_differs", lambda: image_of(viable_percent="50"), lambda: image_of(viable_percent="50.1")),
    (
        "viable_percent_differs",
        lambda: image_of(viable_percent="51", targets=[target("T1", "25")]),
        lambda: image_of(viable_percent="50", targets=[target("T1", "25")]),
    ),
    (
        "viable_percent_differs",
        lambda: image_of(viable_percent="50"),
        lambda: image_of(viable_percent="50", targets=[target("T1", None)]),
    ),
    (
        "invasion_then_absent",
        lambda: record([0], images=[scan(-7, vascular_invasion=True), scan(40)]),
        lambda: record([0], images=[scan(-7), scan(40, vascular_invasion=True)]),
    ),
    (
        "invasion_then_absent",
        lambda: record([0], images=[scan(-7, vascular_invasion=True), scan(40)]),
        lambda: record([0], images=[scan(40, vascular_invasion=True, modality="CT"), scan(40)]),
    ),
    (
        "spread_then_absent",
        lambda: record([0], images=[scan(-7, extrahepatic_spread=None, spread_sites=["lung"]), scan(9)]),
        lambda: record([0], images=[scan(-7), scan(9, extrahepatic_spread=None)]),
    ),
    (
        "second_reading_differs",
        lambda: read_twice(category("SD"), category("PD")),
        lambda: read_twice(category("SD"), category("SD")),
    ),
    (
        "same_reader_twice",
        lambda: read_twice({"reader": "Li "}, {"reader": "Li"}),
        lambda: read_twice({"reader": "Li"}, {"reader": "Wu"}),
    ),
    (
        "same_reader_twice",
        lambda: read_twice({"reader": "Li"}, {"reader": "Li"}),
        lambda: read_twice({"reader": None}, {"reader": None}),
    ),
    ("afp_l3_above_100", lambda: values(share("100.1")), lambda: values(share("100"), marker(0, "101"))),
    ("marker_implausible", lambda: values(marker(0, "10000001")), lambda: values(marker(0, "10000000"))),
    ("pivka_unit_suspected", lambda: values(pivka("0.9")), lambda: values(pivka("1.0"))),
    ("pivka_unit_suspected", lambda: values(pivka("0.9")), lambda: values(pivka("0.9", bound="lt"))),
    (
        "marker_twice",
        lambda: values(marker(0, "20"), marker(0, "20", unit="ug/L")),
        lambda: values(marker(0, "20"), marker(1, "20")),
    ),
    (
        "marker_twice",
        lambda: values(marker(0, "20"), marker(0, "20")),
        lambda: values(marker(0, "20"), pivka("20")),
    ),
    (
        "marker_values_differ",
        lambda: values(marker(0, "20"), marker(0, "20.1")),
        lambda: values(marker(0, "20"), marker(0, "20")),
    ),
    (
        "marker_values_differ",
        lambda: values(marker(0, ">20"), marker(0, "20")),
        lambda: values(marker(0, ">20"), marker(0, None), marker(0, ">20")),
    ),
    ("child_pugh_differs", lambda: liver(parts(child_pugh_score=6)), lambda: liver(parts(child_pugh_score=5))),
    (
        "child_pugh_differs",
        lambda: liver(parts(child_pugh_score=8, ascites=None)),
        lambda: liver(parts(child_pugh_score=7, ascites=None)),
    ),
    (
        "liver_value_unlikely",
        lambda: liver(parts(albumin={"value": "3.8", "unit": "g/L"})),
        lambda: liver(parts(albumin={"value": "3.8", "unit": "g/dL"})),
    ),
    (
        "liver_value_unlikely",
        lambda: liver(parts(bilirubin={"value": "700.1", "unit": "umol/L"})),
        lambda: liver(parts(bilirubin={"value": "700", "unit": "umol/L"})),
    ),
    ("laboratory_implausible", lambda: liver(parts(platelets="1501")), lambda: liver(parts(platelets="1500"))),
    ("laboratory_implausible", lambda: liver(parts(inr="0.4")), lambda: liver(parts(inr="0.5"))),
    (
        "ecog_against_encephalopathy",
        lambda: liver(parts(ecog=1, encephalopathy="grade_3_4")),
        lambda: liver(parts(ecog=2, encephalopathy="grade_3_4")),
    ),
    (
        "ecog_against_encephalopathy",
        lambda: liver(parts(ecog=0, encephalopathy="grade_3_4")),
        lambda: liver(parts(ecog=0, encephalopathy="grade_1_2")),
    ),
    (
        "status_differs_same_day",
        lambda: liver(status(0, ecog=1), status(0, ecog=2)),
        lambda: liver(status(0, ecog=1), status(0, ascites="none"), status(1, ecog=2)),
    ),
    (
        "haic_though_not_feasible",
        lambda: limited({"haic_feasible": False}, therapy("haic")),
        lambda: limited({"haic_feasible": False}, therapy("haic", to="2024-03-01")),
    ),
    (
        "haic_though_not_feasible",
        lambda: limited({"haic_feasible": False}, sessions=[haic(0)]),
        lambda: limited({"haic_feasible": None}, sessions=[haic(0), tace(9, type="TACE-HAIC")]),
    ),
    (
        "immunotherapy_though_contraindicated",
        lambda: limited({"immunotherapy_contraindicated": True}, therapy("immunotherapy")),
        lambda: limited({"immunotherapy_contraindicated": True}, therapy("targeted")),
    ),
    (
        "targeted_though_contraindicated",
        lambda: limited({"targeted_contraindicated": True}, therapy("targeted")),
        lambda: limited({"targeted_contraindicated": False}, therapy("targeted")),
    ),
    (
        "oxaliplatin_history_differs",
        lambda: limited({"prior_systemic_oxaliplatin": False}, therapy("other", name="mFOLFOX6")),
        lambda: limited({"prior_systemic_oxaliplatin": False}, therapy("haic", name="mFOLFOX6"), therapy("other")),
    ),
    (
        "oxaliplatin_history_differs",
        lambda: limited({"prior_systemic_oxaliplatin": False}, therapy("other", name="奥沙利铂")),
        lambda: limited({"prior_systemic_oxaliplatin": True}, therapy("other", name="奥沙利铂")),
    ),
    (
        "extent_none_but_spread",
        lambda: limited({"extrahepatic_extent": "none"}, images=[scan(0), scan(40, extrahepatic_spread=True)]),
        lambda: limited({"extrahepatic_extent": "none"}, images=[scan(0, extrahepatic_spread=True), scan(40)]),
    ),
    (
        "extent_without_spread",
        lambda: limited({"extrahepatic_extent": "extensive"}, images=[scan(0)]),
        lambda: limited({"extrahepatic_extent": "extensive"}, images=[scan(0, extrahepatic_spread=None)]),
    ),
    (
        "therapy_ends_before_start",
        lambda: limited({}, therapy("targeted", to="2024-01-31")),
        lambda: limited({}, therapy("targeted", to="2024-02-01")),
    ),
    (
        "override_of_unknown_definition",
        lambda: record(overrides=[override("CCI 2022")]),
        lambda: record(overrides=[override("CCI-2022")]),
    ),
]
CASES += MORE
"""Code, a record that has it, and the nearest one that does not."""
