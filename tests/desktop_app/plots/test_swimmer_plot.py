"""The line of the whole course: from diagnosis to the last contact."""

from datetime import date
from typing import Any

from desktop_app.plots import Milestone, Sheet, SwimmerPlot, swimmer_plot
from desktop_app.plots.picture import Area, Caption, Shape, Symbols
from desktop_app.plots.swimmer_picture import swimmer_picture
from desktop_app.wording import Wording
from domain.assessment import assess
from domain.record import PatientRecord, TherapyKind

TACE = [{"date": "2024-01-10", "type": "cTACE"}, {"date": "2024-03-06", "type": "cTACE"}]


def plot_of(patient: dict[str, Any] | None = None, **sections: Any) -> SwimmerPlot:
    record = PatientRecord.model_validate(
        {"format": "tacewatch.record/1", "patient": {"id": "0007", **(patient or {})}, **sections}
    )
    return swimmer_plot(assess(record))


def shown(plot: SwimmerPlot, width: float = 900) -> list[Any]:
    picture = swimmer_picture(plot, Sheet(width, 250, 11, 16, lambda text, _: len(text) * 6.0), Wording("en"))
    assert picture is not None
    return [mark for layer in picture.layers for mark in layer.marks]


def captions(plot: SwimmerPlot) -> list[str]:
    return [mark.text for mark in shown(plot) if isinstance(mark, Caption)]


def test_it_reaches_from_diagnosis_to_death() -> None:
    plot = plot_of({"diagnosed_on": "2023-11-20", "died_on": "2024-09-30"}, sessions=TACE)
    assert [(mark.kind, mark.day) for mark in plot.milestones] == [
        (Milestone.DIAGNOSED, date(2023, 11, 20)),
        (Milestone.DIED, date(2024, 9, 30)),
    ]
    assert any(isinstance(mark, Symbols) and mark.shape is Shape.CROSS for mark in shown(plot))


def test_the_latest_entry_stands_for_a_last_contact_that_is_not_recorded() -> None:
    plot = plot_of(sessions=TACE)
    (mark,) = plot.milestones
    assert (mark.kind, mark.day, mark.certain) == (Milestone.LAST_CONTACT, date(2024, 3, 6), False)
    assert mark.cell.path == "patient.followed_until"
    recorded = plot_of({"followed_until": "2024-06-01"}, sessions=TACE).milestones[0]
    assert (recorded.day, recorded.certain) == (date(2024, 6, 1), True)


def test_a_contact_before_the_latest_entry_is_not_the_last() -> None:
    (mark,) = plot_of({"followed_until": "2024-02-01"}, sessions=TACE).milestones
    assert (mark.day, mark.certain) == (date(2024, 3, 6), False)


def test_therapies_that_overlap_stand_in_lanes_of_their_own() -> None:
    plot = plot_of(
        sessions=TACE,
        therapies=[
            {"kind": "targeted", "name": "A", "from": "2024-01-20", "to": "2024-03-01"},
            {"kind": "targeted", "name": "B", "from": "2024-02-20", "to": "2024-05-01"},
            {"kind": "targeted", "name": "C", "from": "2024-03-02", "to": "2024-04-01"},
            {"kind": "immunotherapy", "name": "D", "from": "2024-01-20"},
        ],
    )
    assert [(lane.kind, [span.name for span in lane.spans]) for lane in plot.lanes] == [
        (TherapyKind.TARGETED, ["A", "C"]),
        (TherapyKind.TARGETED, ["B"]),
        (TherapyKind.IMMUNOTHERAPY, ["D"]),
    ]
    assert [lane.spans[0].cell.path for lane in plot.lanes][1] == "therapies[1].from"


def test_a_therapy_without_a_last_day_goes_on_but_an_ablation_is_done() -> None:
    plot = plot_of(
        {"followed_until": "2024-06-01"},
        sessions=TACE,
        therapies=[
            {"kind": "targeted", "from": "2024-01-20"},
            {"kind": "ablation", "from": "2024-02-20"},
            {"kind": "radiotherapy", "to": "2024-02-20"},
            {"kind": "other", "name": "X"},
        ],
    )
    spans = {lane.kind: lane.spans[0] for lane in plot.lanes}
    assert (spans[TherapyKind.TARGETED].until, spans[TherapyKind.TARGETED].open_ended) == (date(2024, 6, 1), True)
    assert spans[TherapyKind.ABLATION].at_once
    assert spans[TherapyKind.RADIOTHERAPY].begin == date(2024, 1, 10)
    assert not spans[TherapyKind.OTHER].dated
    areas = [mark for mark in shown(plot) if isinstance(mark, Area) and mark.opacity < 0.3]
    assert len(areas) == 2, "what has no day has no bar"
    assert "X days not recorded" in captions(plot)


def test_progression_has_a_shape_of_its_own() -> None:
    images = [
        {"date": day, "arterial_phase": True, "non_target": "none", "new_lesions": [], "targets": [target]}
        for day, target in (
            ("2024-01-03", {"lesion": "T1", "viable_mm": "50"}),
            ("2024-02-20", {"lesion": "T1", "viable_mm": "20"}),
            ("2024-04-20", {"lesion": "T1", "viable_mm": "40"}),
        )
    ]
    plot = plot_of(sessions=TACE, images=images)
    assert [point.word for point in plot.responses] == ["PR", "PD"]
    looks = {mark.shape: mark.filled for mark in shown(plot) if isinstance(mark, Symbols)}
    assert looks[Shape.DIAMOND]
    assert not looks[Shape.TRIANGLE]
    assert {"PR", "PD"} <= set(captions(plot))


def test_sessions_of_haic_and_courses_of_haic_share_a_lane() -> None:
    plot = plot_of(
        sessions=[*TACE, {"date": "2024-04-01", "type": "HAIC"}],
        therapies=[{"kind": "haic", "name": "FOLFOX", "from": "2024-04-01", "to": "2024-05-01"}],
    )
    assert captions(plot).count("HAIC") == 1
    assert captions(plot_of(sessions=[*TACE, {"date": "2024-04-01", "type": "HAIC"}])).count("HAIC") == 1


def test_a_long_name_is_cut_and_never_runs_out_of_the_chart() -> None:
    name = "lenvatinib and everything that was ever given besides " * 5
    plot = plot_of(sessions=TACE, therapies=[{"kind": "targeted", "name": name, "from": "2024-01-12"}])
    (cut,) = [text for text in captions(plot) if text.startswith("lenva")]
    assert cut.endswith("…")
    assert len(cut) * 6 < 900


def test_an_empty_record_says_so() -> None:
    plot = plot_of()
    assert (plot.time, plot.message) == (None, "plots.nothing_yet")
