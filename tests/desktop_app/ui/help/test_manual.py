"""The manual is whole: the same in both languages, every field and criterion explained, no link leads nowhere."""

import json
import re
from pathlib import Path

import pytest

from desktop_app.exchange.demo import WRITTEN_FOR, demo_records
from desktop_app.form.fields import FIELDS
from desktop_app.resources import resource_path
from desktop_app.ui.access.access_desk import AccessDesk
from desktop_app.ui.actions import declared_in
from desktop_app.ui.help.help_desk import HelpDesk
from desktop_app.ui.help.manual import FIRST_PAGE, Link, Manual, link_of
from desktop_app.ui.help.topics import PLACES, SHEET_ANCHOR, START
from desktop_app.ui.keymap import shown_keys
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.patient_page import PatientPage
from desktop_app.ui.pages.worklist_page import WorklistPage
from desktop_app.ui.tools import Tools
from desktop_app.wording import LANGUAGES, Language, with_keys
from domain.assessment import assess
from domain.days import CLOSING_DAYS, DUE_DAYS
from domain.profile import DEFAULT_PROFILE, ChangeOfTechnique, Profile
from domain.record import Marker
from domain.resistance.definitions.iwasa_2011 import FIRST_DAY, LAST_DAY
from domain.resistance.marker_trend import AFTER_DAYS, APART, BEFORE_DAYS, DIP, RISE
from domain.resistance.registry import DEFINITIONS
from domain.response.progression import COUNTS_FROM_MM, GROWN_BY_MM
from domain.response.shrinkage import AT_LEAST_120_PERCENT, MORE_THAN_75_PERCENT

PROFILES = (Profile(), Profile(change_of_technique=ChangeOfTechnique.REQUIRE, cci_new_lesions_count=True))
STATES = (".met", ".not_met", ".indeterminate", ".no_image")
GATES = ("gate.G1", "gate.G2", "gate.G3", "gate.G4", "gate.G5", "gate.G6", "trigger")


@pytest.fixture(scope="module", params=LANGUAGES)
def manual(request: pytest.FixtureRequest) -> Manual:
    return Manual(request.param)


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """Every criterion in a tree of any practice patient, under either profile."""
    return {
        finding.criterion
        for record in demo_records(WRITTEN_FOR)
        for profile in PROFILES
        for verdict in assess(record, profile).verdicts.values()
        for finding in verdict.finding.walk()
    }


def outline(language: Language) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    pages = Manual(language).pages
    return {name: [(section.level, section.anchors) for section in page.sections] for name, page in pages.items()}


def criteria_in_words() -> set[str]:
    """Every criterion that has a sentence, without its verdict."""
    keys = json.loads(resource_path("wording", "criteria.json").read_text(encoding="utf-8"))
    names = [key.removeprefix("criterion.") for key in keys if key.startswith("criterion.")]
    for state in STATES:
        names = [name.removesuffix(state) for name in names]
    return set(names)


def test_both_languages_have_the_same_pages_headings_and_anchors() -> None:
    zh, en = outline("zh"), outline("en")
    assert list(zh) == list(en)
    assert len(zh) >= 20
    assert {name for name in zh if zh[name] != en[name]} == set()


def test_every_page_begins_with_its_title_and_every_section_can_be_reached(manual: Manual) -> None:
    for page in manual.pages.values():
        assert [section.level for section in page.sections].index(1) == 0
        assert sum(section.level == 1 for section in page.sections) == 1
        assert page.markdown.startswith("# ")
        assert all(section.anchors for section in page.sections)
        assert "{#" not in page.markdown


def test_no_anchor_stands_twice(manual: Manual) -> None:
    anchors = [anchor for section in manual.sections() for anchor in section.anchors]
    assert len(set(anchors)) == len(anchors)


def test_no_section_is_empty(manual: Manual) -> None:
    """A heading may stand right above its first subsection."""
    followed = {
        (page.name, section.place)
        for page in manual.pages.values()
        for section, following in zip(page.sections, page.sections[1:], strict=False)
        if following.level > section.level
    }
    empty = [section for section in manual.sections() if not section.text]
    assert [(each.page, each.title) for each in empty if (each.page, each.place) not in followed] == []


def test_no_link_is_dead_and_none_leaves_the_program(manual: Manual) -> None:
    links = [(page, link) for page in manual.pages for link in manual.links(page)]
    assert len(links) > 20
    assert [(page, link) for page, link in links if manual.section_at(link) is None] == []
    assert not any("http" in page.markdown for page in manual.pages.values())


def test_a_dead_link_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = "# A {#a}\n\n[gone](b.md#c) [here](#a) [top](a.md)\n"
    (tmp_path / "en" / "a.md").write_text(text, encoding="utf-8")
    manual = Manual("en", tmp_path)
    assert [manual.section_at(link) is None for link in manual.links("a")] == [True, False, False]


def test_every_field_leads_to_a_section(manual: Manual) -> None:
    fields = [(section, path) for section, specs in FIELDS.items() for path in specs]
    anchors = {field: manual.anchor_of_field(*field) for field in fields}
    assert {key: anchor for key, anchor in anchors.items() if anchor not in manual.anchors} == {}


def test_no_topic_names_a_field_that_is_gone() -> None:
    known = set(FIELDS) | {f"{section}.{path}" for section, fields in FIELDS.items() for path in fields}
    topics = json.loads(resource_path("manual", "topics.json").read_text(encoding="utf-8"))
    assert set(topics) - known == set()


def test_every_definition_has_a_page_with_its_citation(manual: Manual) -> None:
    for definition in DEFINITIONS:
        section = manual.anchors[definition.id]
        text = manual.pages[section.page].markdown
        assert section.place == 0
        assert definition.source.citation.split(";")[0] in text
        assert definition.source.doi in text
        assert {criterion.id for criterion in definition.criteria} <= set(manual.anchors)


def test_every_criterion_with_a_sentence_has_a_section(manual: Manual) -> None:
    names = criteria_in_words()
    assert len(names) > 40
    assert {name for name in names if manual.anchor_of_criterion(name) is None} == set()


def test_every_criterion_that_a_tree_can_show_has_a_section(manual: Manual, shown: set[str]) -> None:
    assert len(shown) > 40
    assert {criterion for criterion in shown if manual.anchor_of_criterion(criterion) is None} == set()


def test_a_variant_of_a_criterion_is_explained_where_the_criterion_is(manual: Manual) -> None:
    assert manual.anchor_of_criterion("response.target_pd.reported") == "response.target_pd"
    assert manual.anchor_of_criterion("jsh.B.step3") == "jsh.B.step3"
    assert manual.anchor_of_criterion("unheard.of") is None


def test_gates_and_places_of_the_window_have_sections(manual: Manual) -> None:
    anchors = {*GATES, START, SHEET_ANCHOR, *(anchor for _, anchor in PLACES), "self-test", "first-steps"}
    assert anchors - set(manual.anchors) == set()


def test_the_manual_says_what_the_program_is_not_and_where_the_trust_line_runs(manual: Manual) -> None:
    assert {"not-a-device", "trust-line", "privacy"} <= set(manual.anchors)


def test_searching_finds_sections_by_all_their_words(manual: Manual) -> None:
    assert "jsh.B.marker" in {
        anchor for section in manual.found("pivka-ii AFP-L3 120") for anchor in section.anchors
    }
    assert manual.found("PIVKA-II qqq") == ()
    assert len(manual.found("  ")) == len(list(manual.sections()))


def test_search_reads_words_not_marks(manual: Manual) -> None:
    assert manual.found("](") == ()
    assert manual.found("**") == ()
    assert manual.found("#jsh.C") == ()


def test_a_chinese_paragraph_stands_in_one_line() -> None:
    """A line break would be shown as a blank between two characters."""
    broken = [
        (page.name, line)
        for page in Manual("zh").pages.values()
        for line, following in zip(page.markdown.splitlines(), page.markdown.splitlines()[1:], strict=False)
        if re.match(r"[^\s#>|\-\d]", line) and re.match(r"[^\s#>|\-\d]", following)
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("target", "link"),
    [("b.md#c", Link("b", "c")), ("b.md", Link("b")), ("#c", Link("a", "c")), ("", Link("a"))],
)
def test_links_are_read(target: str, link: Link) -> None:
    assert link_of(target, "a") == link


def test_an_unknown_anchor_leads_to_the_start(manual: Manual) -> None:
    assert manual.link_to("nowhere") == Link(FIRST_PAGE)
    assert FIRST_PAGE in manual.pages


KEY = r"F\d+|Left|Right|Home|←|→|Tab|Backspace|[^\s*：）)，。,.、；;]|,"
KEYS = re.compile(rf"(?:Ctrl|Alt|Shift)\+(?:Shift\+)?(?:{KEY})|\bF\d+\b")
OF_THE_SHEET = {"Shift+Tab", "F2", "Ctrl+V"}
OF_THE_MANUAL = {"Ctrl+F", "Alt+Left", "Alt+Right"}
NAMED = re.compile(r"\[\[(\w+)\|([^]]+)]]")
ARROWS = {"Alt+←": "Alt+Left", "Alt+→": "Alt+Right"}


def keys_named(page: str) -> set[str]:
    return {ARROWS.get(found, found) for found in KEYS.findall(page)}


@pytest.fixture(scope="module")
def delivered() -> dict[str, str]:
    """The keys of all actions, as texts name them."""
    kinds = (MainWindow, Tools, HelpDesk, WorklistPage, PatientPage, AccessDesk)
    declared = (each for kind in kinds for each in declared_in(kind))
    return {each.name: shown_keys(each.shortcuts[:1]) for each in declared}


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_can_be_changed_stand_with_their_action(language: Language, delivered: dict[str, str]) -> None:
    files = (resource_path("manual") / language).glob("*.md")
    texts = [file.read_text(encoding="utf-8") for file in files]
    named = {pair for text in texts for pair in NAMED.findall(text)}
    assert {pair for pair in named if delivered.get(pair[0]) != pair[1]} == set()
    fixed = {keys for text in texts for keys in keys_named(with_keys(text, lambda _: "•"))}
    assert fixed - OF_THE_SHEET - OF_THE_MANUAL == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_names_every_action_of_a_patient(language: Language) -> None:
    texts = [file.read_text(encoding="utf-8") for file in (resource_path("manual") / language).glob("*.md")]
    named = {name for text in texts for name, _ in NAMED.findall(text)}
    pages = {each.name for each in declared_in(PatientPage) if each.name.startswith("page_")}
    assert {each.name for each in declared_in(PatientPage)} - pages - named == set()


def test_the_manual_shows_the_keys_of_now() -> None:
    changed = Manual("en", keys=lambda action: "Ctrl+Alt+U" if action == "take_over" else "")
    assert "Ctrl+Alt+U" in changed.pages["03-entering"].markdown
    assert "Ctrl+'" not in changed.pages["03-entering"].markdown
    assert not any("[[" in page.markdown for page in changed.pages.values())


def test_both_languages_name_the_same_keys() -> None:
    zh, en = (Manual(language).pages for language in LANGUAGES)
    differing = {name: keys_named(zh[name].markdown) ^ keys_named(en[name].markdown) for name in zh}
    assert {name: keys for name, keys in differing.items() if keys} == {}


def test_the_figures_are_those_of_the_rules(manual: Manual) -> None:
    """What the manual says of windows, limits and defaults is what is computed."""
    first, last = DEFAULT_PROFILE.response_window_days
    closing = int(last) - CLOSING_DAYS
    stages = {
        "follow-up": (
            f"0–{int(first) - 1}",
            f"{first}–{int(first) + DUE_DAYS - 1}",
            f"{int(first) + DUE_DAYS}–{closing}",
            f"{closing + 1}–{last}",
        ),
        "evaluating": (f"{first}–{last}",),
        "jsh.B.marker": (
            *(f"{marker.value} {DEFAULT_PROFILE.upper_limit(marker)} " for marker in Marker),
            f"0–{BEFORE_DAYS}",
            f"1–{AFTER_DAYS}",
            f"{APART.days} ",
            f"{RISE * 100:.0f} %",
            f"{DIP * 100:.0f} %",
        ),
        "study.not_shrunk_25": (f"{MORE_THAN_75_PERCENT.percent} %",),
        "cci.pd_over_first": (f"{AT_LEAST_120_PERCENT.percent} %",),
        "iwasa": (f"{FIRST_DAY}–{LAST_DAY}",),
        "response.new_lesion_counts": (f"{COUNTS_FROM_MM} mm", f"{GROWN_BY_MM} mm"),
    }
    lacking = {
        anchor: [figure for figure in figures if figure not in manual.anchors[anchor].text]
        for anchor, figures in stages.items()
    }
    assert {anchor: figures for anchor, figures in lacking.items() if figures} == {}
