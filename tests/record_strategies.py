"""Hypothesis strategies for valid records: every field, every word, absent and present."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from domain.record import (
    FORMAT,
    UNITS,
    AlbuminUnit,
    Ascites,
    BilirubinUnit,
    Bound,
    ComparedWith,
    Encephalopathy,
    EnhancementPattern,
    ExtrahepaticExtent,
    Intent,
    LesionSite,
    Marker,
    Modality,
    NonTarget,
    OverrideReason,
    PatientRecord,
    ResponseCategory,
    SessionType,
    Sex,
    TargetState,
    TherapyKind,
)

Values = dict[str, Any]

_RARE_NAMES = (
    "王伟",
    "㛃𠅤䶮",
    "O'Brien",
    "欧阳 娜娜",
    "%_\\",
    "'); DROP TABLE patient--",
    "<b>&",
    "\n\t ",
    "ｚｓ",
)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def texts(smallest: int = 0) -> st.SearchStrategy[str]:
    """Any text a record takes: no NUL, no lone surrogate."""
    typed = st.text(
        st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=smallest, max_size=12
    )
    return typed | st.sampled_from([name for name in _RARE_NAMES if len(name) >= smallest])


def names() -> st.SearchStrategy[str]:
    return texts(1).filter(lambda text: bool(text.strip()))


def decimals(digits: int = 3) -> st.SearchStrategy[str]:
    """Plain decimal strings, leading and trailing zeros included."""
    whole = st.from_regex(rf"[0-9]{{1,{digits}}}", fullmatch=True)
    fraction = st.just("") | st.from_regex(r"\.[0-9]{1,6}", fullmatch=True)
    return st.builds("".join, st.tuples(whole, fraction))


def days() -> st.SearchStrategy[str]:
    return st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)


def words(kind: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([word.value for word in kind])


def answers() -> st.SearchStrategy[bool | None]:
    return st.none() | st.booleans()


def rows(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=most)


def listed(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any] | None]:
    """A list in which None and empty differ."""
    return st.none() | rows(strategy)


def patients() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "id": names(),
            "name": optional(texts()),
            "sex": optional(words(Sex)),
            "birth_date": optional(days()),
            "height_cm": optional(decimals()),
            "weight_kg": optional(decimals()),
            "aetiology": listed(names()),
            "diagnosed_on": optional(days()),
            "died_on": optional(days()),
            "followed_until": optional(days()),
            "note": optional(texts()),
        }
    )


def sessions() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "date": days(),
            "type": words(SessionType),
            "completed": answers(),
            "adequate": answers(),
            "agents": listed(names()),
            "feeders_reanalysed": answers(),
            "intent": optional(words(Intent)),
            "course": optional(texts()),
            "note": optional(texts()),
        }
    )


def targets() -> st.SearchStrategy[list[Values]]:
    target = st.fixed_dictionaries(
        {
            "lesion": names(),
            "site": optional(words(LesionSite)),
            "state": optional(words(TargetState)),
            "viable_mm": optional(decimals()),
            "total_mm": optional(decimals()),
        }
    )
    return st.lists(target, max_size=3, unique_by=lambda values: values["lesion"])


def new_lesions() -> st.SearchStrategy[Values]:
    lesion = st.fixed_dictionaries(
        {
            "size_mm": optional(decimals()),
            "pattern": optional(words(EnhancementPattern)),
            "growth_mm": optional(decimals()),
            "site": optional(words(LesionSite)),
        }
    )
    return lesion.map(_grown_within_its_size)


def _grown_within_its_size(lesion: Values) -> Values:
    size, growth = lesion["size_mm"], lesion["growth_mm"]
    if size is not None and growth is not None and float(growth) > float(size):
        return lesion | {"size_mm": growth, "growth_mm": size}
    return lesion


def reported() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "category": optional(words(ResponseCategory)),
            "compared_with": optional(words(ComparedWith)),
            "reader": optional(texts()),
        }
    )


def second_readings() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {"reader": optional(texts()), "targets": targets(), "reported": optional(reported())}
    )


def images() -> st.SearchStrategy[Values]:
    image = st.fixed_dictionaries(
        {
            "date": days(),
            "modality": optional(words(Modality)),
            "arterial_phase": answers(),
            "targets": targets(),
            "lesion_count": optional(st.integers(0, 999)),
            "largest_mm": optional(decimals()),
            "viable_percent": optional(decimals()),
            "non_target": optional(words(NonTarget)),
            "new_lesions": listed(new_lesions()),
            "vascular_invasion": answers(),
            "portal_vein": optional(st.sampled_from(["Vp0", "Vp1", "Vp2", "Vp3", "Vp4"])),
            "hepatic_vein": optional(st.sampled_from(["Vv0", "Vv1", "Vv2", "Vv3"])),
            "extrahepatic_spread": answers(),
            "spread_sites": listed(names()),
            "reader": optional(texts()),
            "reported": optional(reported()),
            "second_reading": optional(second_readings()),
            "note": optional(texts()),
        }
    )
    return image.map(_without_contradiction)


def _without_contradiction(image: Values) -> Values:
    invaded = image["portal_vein"] not in (None, "Vp0") or image["hepatic_vein"] not in (None, "Vv0")
    if image["vascular_invasion"] is False and invaded:
        image = image | {"vascular_invasion": True}
    if image["extrahepatic_spread"] is False and image["spread_sites"]:
        image = image | {"extrahepatic_spread": True}
    return image


def markers() -> st.SearchStrategy[Values]:
    return st.sampled_from(list(Marker)).flatmap(_values_of_marker)


def _values_of_marker(marker: Marker) -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "date": days(),
            "marker": st.just(marker.value),
            "value": optional(decimals(6)),
            "bound": optional(words(Bound)),
            "unit": optional(words(UNITS[marker])),
            "assay": optional(texts()),
            "laboratory": optional(texts()),
            "note": optional(texts()),
        }
    )


def _with_unit(kind: Any) -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries({"value": optional(decimals()), "unit": optional(words(kind))})


def statuses() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "date": days(),
            "child_pugh_score": optional(st.integers(5, 15)),
            "ecog": optional(st.integers(0, 4)),
            "bilirubin": optional(_with_unit(BilirubinUnit)),
            "albumin": optional(_with_unit(AlbuminUnit)),
            "inr": optional(decimals()),
            "pt_prolongation_s": optional(decimals()),
            "ascites": optional(words(Ascites)),
            "encephalopathy": optional(words(Encephalopathy)),
            "alt": optional(decimals()),
            "ast": optional(decimals()),
            "platelets": optional(decimals()),
            "neutrophils": optional(decimals()),
            "creatinine_clearance": optional(decimals()),
            "note": optional(texts()),
        }
    )


def constraints() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {
            "immunotherapy_contraindicated": answers(),
            "targeted_contraindicated": answers(),
            "combination_tolerated": answers(),
            "haic_feasible": answers(),
            "oxaliplatin_contraindicated": answers(),
            "fluorouracil_contraindicated": answers(),
            "prior_systemic_oxaliplatin": answers(),
            "extrahepatic_extent": optional(words(ExtrahepaticExtent)),
        }
    )


def therapies() -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(
        {"kind": words(TherapyKind), "name": optional(texts()), "from": optional(days()), "to": optional(days())}
    )


def overrides() -> st.SearchStrategy[Values]:
    override = st.fixed_dictionaries(
        {
            "definition": names(),
            "verdict": st.sampled_from(["met", "not_met", "indeterminate"]),
            "reason": words(OverrideReason),
            "text": optional(texts()),
            "by": optional(texts()),
            "on": optional(days()),
        }
    )
    return override.map(_explained)


def _explained(override: Values) -> Values:
    if override["reason"] == "other" and not (override["text"] or "").strip():
        return override | {"text": "写明原因"}
    return override


def record_values() -> st.SearchStrategy[Values]:
    """A valid record as the exchange format writes it."""
    return st.fixed_dictionaries(
        {
            "format": st.just(FORMAT),
            "patient": patients(),
            "sessions": rows(sessions()),
            "images": rows(images()),
            "markers": rows(markers()),
            "status": rows(statuses()),
            "constraints": constraints(),
            "therapies": rows(therapies(), 2),
            "overrides": rows(overrides(), 2),
        }
    )


def patient_records() -> st.SearchStrategy[PatientRecord]:
    """Any valid record, every field of which may be absent, empty or filled."""
    return record_values().map(PatientRecord.model_validate)
