"""What holds for every course: properties on small random records."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations, islice, permutations, product
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.assessment import assess
from domain.course import Course
from domain.logic.cell import Cell
from domain.logic.finding import Finding
from domain.logic.verdict import Verdict, kleene_and, kleene_not, kleene_or
from domain.profile import Profile
from domain.record import PatientRecord
from domain.resistance.definition import DefinitionVerdict, ResistanceDefinition
from domain.resistance.registry import DEFINITIONS
from tests.domain.builders import Values
from tests.domain.filling import Change, empty_cells, filled, pool, ways_to_fill
from tests.domain.small_courses import small_courses
from tests.record_strategies import patient_records

# Thousands of courses: under tracing twice as long, and no line is reached by these alone.
pytestmark = pytest.mark.no_cover
PROFILES = st.sampled_from(
    [
        Profile(),
        Profile(change_of_technique="require"),
        Profile(mrecist_five_mm=True),
        Profile(cci_new_lesions_count=True),
        Profile(response_window_days="calendar_months"),
        Profile(european_minimum_sessions=1),
    ]
)
quickly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Brute force tries representative answers on a few records, the same in every run.
searching = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

NO_TREE = Finding("", Verdict.INDETERMINATE)
# JSH 2021 repeats JSH-LCSGJ 2014.
SEARCHED = [definition for definition in DEFINITIONS if definition.id != "JSH-2021"]
MOST_CELLS, MOST_FILLS, MOST_FILLS_OF_A_SET = 9, 60, 400


def verdicts(of: PatientRecord, profile: Profile) -> dict[str, Verdict]:
    course = Course(of, profile)
    return {definition.id: definition.verdict_on(course).verdict for definition in DEFINITIONS}


@quickly
@given(small_courses(), PROFILES, st.data())
def test_filling_an_empty_cell_never_turns_a_verdict(
    values: Values, profile: Profile, data: st.DataObject
) -> None:
    """Without the exceptions of clinical-rules, section 1.2: they say something new rather than fill a gap."""
    of = PatientRecord.model_validate(values)
    exported, before = of.exported(), verdicts(of, profile)
    cells = list(fillable(Course(of, profile)))
    assume(cells)
    cell = data.draw(st.sampled_from(cells))
    for change in ways_to_fill(exported, cell, NO_TREE):
        after = verdicts(filled(exported, (change,)), profile)
        turned = {name for name in after if {before[name], after[name]} == {Verdict.MET, Verdict.NOT_MET}}
        assert not turned, cell.path


def fillable(course: Course) -> Iterator[Cell]:
    """The empty cells of existing rows: whole diameters, open percentages and assays besides the others."""
    yield from empty_cells(course)
    for index, image in enumerate(course.images):
        yield from (Cell("images", index, "total_mm", row.lesion) for row in image.targets if row.total_mm is None)
    for index, row in enumerate(course.record.markers):
        if row.assay is None:
            yield Cell("markers", index, "assay")
    jsh = SEARCHED[0].verdict_on(course).finding
    named = {cell for node in jsh.walk() for cell in node.lacking if cell.field == "viable_percent"}
    yield from sorted(named)


@quickly
@given(small_courses(), PROFILES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(values: Values, profile: Profile, random: Random) -> None:
    shuffled = deepcopy(values)
    for section in ("sessions", "images", "markers"):
        random.shuffle(shuffled[section])
    for image in shuffled["images"]:
        random.shuffle(image["targets"])
    here, there = (assess(PatientRecord.model_validate(each), profile) for each in (values, shuffled))
    assert {name: each.verdict for name, each in here.verdicts.items()} == {
        name: each.verdict for name, each in there.verdicts.items()
    }
    assert here.responses == there.responses
    assert here.recommendation.status == there.recommendation.status


@quickly
@given(small_courses(), PROFILES)
def test_assess_is_pure(values: Values, profile: Profile) -> None:
    of = PatientRecord.model_validate(values)
    before = of.exported()
    assert assess(of, profile) == assess(of, profile)
    assert of.exported() == before


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(patient_records())
def test_every_valid_record_can_be_assessed(of: PatientRecord) -> None:
    assert len(assess(of).verdicts) == len(DEFINITIONS)


@quickly
@given(small_courses(), PROFILES)
def test_an_open_verdict_says_what_would_decide_it_or_why_nothing_can(values: Values, profile: Profile) -> None:
    course = Course(PatientRecord.model_validate(values), profile)
    for definition in DEFINITIONS:
        found = definition.verdict_on(course)
        says_something = bool(found.deciding) or bool(found.beyond_entry)
        assert says_something is not found.verdict.decided, definition.id
        assert not (found.deciding and found.beyond_entry)
        assert found.missing == (tuple(sorted(found.deciding[0])) if found.deciding else ())


OPERATORS = {"all": kleene_and, "any": kleene_or}


@quickly
@given(small_courses(), PROFILES)
def test_every_node_is_the_kleene_combination_of_its_children(values: Values, profile: Profile) -> None:
    course = Course(PatientRecord.model_validate(values), profile)
    for definition in DEFINITIONS:
        for node in definition.verdict_on(course).finding.walk():
            if node.operator == "leaf":
                assert node.children == ()
            elif node.lacking:
                # It waits for the phase of its image, whatever its children say.
                assert node.verdict is Verdict.INDETERMINATE
            elif node.operator == "not":
                assert node.verdict is kleene_not(node.children[0].verdict)
            else:
                assert node.verdict is OPERATORS[node.operator](child.verdict for child in node.children)


@quickly
@given(small_courses(), PROFILES)
def test_cells_named_in_a_tree_exist_or_say_when_they_would_count(values: Values, profile: Profile) -> None:
    of = PatientRecord.model_validate(values)
    course = Course(of, profile)
    for definition in DEFINITIONS:
        for node in definition.verdict_on(course).finding.walk():
            for cell in (*node.cells, *node.lacking):
                if cell.to_be_added:
                    assert cell.earliest <= cell.latest
                else:
                    assert 0 <= cell.row < len(getattr(of, cell.section))


# What would decide: the reported sets against brute force.


def fills(values: Values, cells: tuple[Cell, ...], tree: Finding, most: int) -> Iterator[tuple[Change, ...]]:
    """Every combination of answers; where they are too many, some at random."""
    answers = [ways_to_fill(values, cell, tree) for cell in cells]
    combinations_of_answers = 1
    for each in answers:
        combinations_of_answers *= len(each)
    if combinations_of_answers <= most:
        return product(*answers)
    random = Random(0)  # noqa: S311 - the same sample in every run
    return islice((tuple(random.choice(each) for each in answers) for _ in iter(int, 1)), most)


class Search:
    """Brute force on one definition and one record."""

    def __init__(self, values: Values, profile: Profile, definition: ResistanceDefinition) -> None:
        self.profile = profile
        self.definition = definition
        of = PatientRecord.model_validate(values)
        self.values = of.exported()
        self.course = Course(of, profile)
        self.found: DefinitionVerdict = definition.verdict_on(self.course)

    def decides(self, cells: tuple[Cell, ...], most: int) -> bool:
        """Whether some answers to these cells decide the verdict."""
        return any(
            self.definition.verdict_on(Course(filled(self.values, changes), self.profile)).verdict.decided
            for changes in fills(self.values, cells, self.found.finding, most)
        )

    def pool(self) -> list[Cell]:
        return pool(self.course, self.found.finding)


def check_reported_sets(search: Search) -> None:
    """Each of the first sets decides for some answers, and none of its cells can be left out."""
    for cells in map(tuple, map(sorted, search.found.deciding[:4])):
        assert search.decides(cells, 4 * MOST_FILLS_OF_A_SET), [cell.path for cell in cells]
        for left_out in cells if len(cells) > 1 else ():
            others = tuple(cell for cell in cells if cell != left_out)
            assert not search.decides(others, MOST_FILLS_OF_A_SET), [cell.path for cell in others]


def holds(chosen: tuple[Cell, ...], reported: frozenset[Cell]) -> bool:
    """Whether each reported cell is among the chosen; one new marker value can be after one session and
    before the next."""
    orders = permutations(chosen, len(reported))
    return any(all(map(stands_for, some, sorted(reported))) for some in orders)


def stands_for(cell: Cell, reported: Cell) -> bool:
    if cell == reported:
        return True
    same_kind = cell.section == reported.section == "markers" and cell.item == reported.item
    both_new = cell.to_be_added and reported.to_be_added
    return same_kind and both_new and cell.earliest <= reported.latest and reported.earliest <= cell.latest


def check_nothing_is_left_out(search: Search) -> None:
    """Every set of one or two cells that decides holds a reported one."""
    cells = search.pool()
    sizes = (1, 2) if len(cells) <= MOST_CELLS else (1,)
    for chosen in (each for size in sizes for each in combinations(cells, size)):
        if not any(holds(chosen, reported) for reported in search.found.deciding):
            assert not search.decides(chosen, MOST_FILLS), [cell.path for cell in chosen]


@searching
@given(small_courses(sessions=3, markers=0), PROFILES, st.sampled_from(SEARCHED))
def test_what_would_decide_equals_a_brute_force_search(
    values: Values, profile: Profile, definition: ResistanceDefinition
) -> None:
    search = Search(values, profile, definition)
    assume(not search.found.verdict.decided)
    check_reported_sets(search)
    check_nothing_is_left_out(search)


@searching
@given(small_courses(sessions=2, markers=3), PROFILES)
def test_what_would_decide_the_markers_equals_a_brute_force_search(values: Values, profile: Profile) -> None:
    jsh = SEARCHED[0]
    search = Search(values, profile, jsh)
    assume(not search.found.verdict.decided)
    check_reported_sets(search)
    check_nothing_is_left_out(search)
