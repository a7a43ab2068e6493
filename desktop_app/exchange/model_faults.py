"""What the record model refuses, as faults with the names of the record format and a way to mend them."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from desktop_app.exchange.path import Location

Found = tuple[str, Location, tuple[tuple[str, object], ...]]

_CODES = {
    "missing": "key_missing",
    "extra_forbidden": "key_unknown",
    "enum": "not_among",
    "literal_error": "not_among",
    "bool_type": "not_yes_no",
    "int_type": "not_whole_number",
    "int_from_float": "not_whole_number",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_great",
    "string_type": "not_text",
    "string_unicode": "text_characters",
    "tuple_type": "not_list",
    "too_short": "not_two_days",
    "too_long": "not_two_days",
    "model_type": "not_object",
    "dict_type": "not_object",
    "decimal_string": "decimal_string",
    "decimal_digits": "decimal_digits",
    "iso_date": "iso_date",
    "calendar_date": "calendar_date",
    "date_range": "date_range",
    "text_characters": "text_characters",
    "text_length": "text_length",
    "text_blank": "text_blank",
    "growth_beyond_size": "growth_beyond_size",
    "lesion_twice": "lesion_twice",
    "vessel_contradiction": "vessel_contradiction",
    "spread_contradiction": "spread_contradiction",
    "override_text": "override_text",
    "unit_of_marker": "unit_of_marker",
    "window_order": "window_order",
}
_PASSED_ON = ("ge", "le", "unit", "marker", "units")


def faults_of(error: ValidationError, model: type[BaseModel]) -> Iterator[Found]:
    """Code, location and facts of each fault; values that were refused are not repeated."""
    for found in error.errors(include_url=False, include_input=False):
        location = tuple(part for part in found["loc"] if not _is_union_branch(part))
        context = found.get("ctx", {})
        code = _CODES.get(found["type"], "other")
        facts: dict[str, object] = {name: context[name] for name in _PASSED_ON if name in context}
        if code == "not_among":
            facts["choices"] = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        elif code == "key_unknown":
            code, facts = _unknown_key(location, model)
        elif code == "other":
            facts["reason"] = found["msg"]
        yield code, location, tuple(facts.items())


def _is_union_branch(part: int | str) -> bool:
    return isinstance(part, str) and (part == "[key]" or part.startswith(("tuple[", "literal[")))


def _unknown_key(location: Location, model: type[BaseModel]) -> tuple[str, dict[str, object]]:
    known = _keys_at(location[:-1], model)
    close = get_close_matches(str(location[-1]), known, n=1)
    if close:
        return "key_misspelt", {"close": close[0]}
    return "key_unknown", {"known": ", ".join(known)}


def _keys_at(location: Location, model: type[BaseModel]) -> list[str]:
    """The keys that the object at this place may have."""
    for part in location:
        if isinstance(part, str):
            inner = _model_in(_fields(model).get(part))
            if inner is None:
                return []
            model = inner
    return list(_fields(model))


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as ``tuple[Annotated[Model, …], ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
