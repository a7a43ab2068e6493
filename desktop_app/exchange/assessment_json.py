"""An assessment as plain JSON values: what ``assess --json`` prints and the store keeps as issued.

The names that stand in the record format are fixed; further keys may be added, never renamed.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from typing import Any

from pydantic import BaseModel

from domain.assessment import Assessment
from domain.logic.cell import Cell
from domain.logic.finding import Fact, Finding
from domain.recommendation import Caution, Recommendation
from domain.resistance.definition import DefinitionVerdict
from domain.response.image_response import ImageResponse


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """One object per record: exact decimals as strings, dates in ISO form, unknown as null."""
    profile = assessment.profile
    return {
        "patient": assessment.record.patient.id,
        "profile": {"name": profile.name, "hash": profile.hash},
        "rules_version": assessment.rules_version,
        "verdicts": {name: _verdict(verdict) for name, verdict in assessment.verdicts.items()},
        "responses": [_response(response) for response in assessment.responses],
        "recommendation": _recommendation(assessment.recommendation),
        "discordance": list(assessment.discordance),
        "staging": plain(assessment.staging),
        "advice": plain(assessment.advice),
        "discrepancies": plain(assessment.discrepancies),
    }


def _verdict(verdict: DefinitionVerdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict.value,
        "standing": verdict.standing.value,
        "missing": _paths(verdict.missing),
        "deciding_sets": [_paths(sorted(cells)) for cells in verdict.deciding],
        "beyond_entry": list(verdict.beyond_entry),
        "criteria": _tree(verdict.finding),
    }


def _response(response: ImageResponse) -> dict[str, Any]:
    values: dict[str, Any] = plain(response)
    return {"image": values.pop("day"), "index": values.pop("image"), **values}


def _recommendation(recommendation: Recommendation) -> dict[str, Any]:
    return {
        "status": recommendation.status.value,
        "tier": recommendation.tier and recommendation.tier.value,
        "regimen": recommendation.regimen,
        "decided_by": recommendation.decided_by,
        "missing": _paths(recommendation.missing),
        "cautions": [caution.code for caution in recommendation.cautions],
        "caution_details": [_caution(caution) for caution in recommendation.cautions],
        "trigger": _tree(recommendation.trigger),
        "gates": [_tree(gate) for gate in recommendation.gates],
        "questions": [_tree(question) for question in recommendation.questions],
    }


def _caution(caution: Caution) -> dict[str, Any]:
    return {
        "code": caution.code,
        "facts": _facts(caution.facts),
        "source": caution.source,
        "to_discuss": caution.to_discuss,
        "cells": _paths(caution.cells),
    }


def _tree(finding: Finding) -> dict[str, Any]:
    return {
        "criterion": finding.criterion,
        "verdict": finding.verdict.value,
        "operator": finding.operator,
        "facts": _facts(finding.facts),
        "cells": _paths(finding.cells),
        "lacking": _paths(finding.lacking),
        "because": finding.because,
        "children": [_tree(child) for child in finding.children],
    }


def _facts(facts: tuple[tuple[str, Fact], ...]) -> dict[str, Any]:
    return {name: plain(fact) for name, fact in facts}


def _paths(cells: Any) -> list[str]:
    return [cell.path for cell in cells]


def plain(value: Any) -> Any:
    """Any value of the domain as JSON values; a cell as its path, a finding as its tree.

    Raises:
        TypeError: the domain has grown a kind of value that has no form here yet.
    """
    kind = type(value)
    if value is None or kind in _AS_THEY_ARE:
        return value
    if kind in _SEQUENCES:
        return [plain(inner) for inner in value]
    form = _form_of(kind)  # type: ignore[arg-type]  # a class is hashable
    if form is None:
        raise TypeError(f"{kind.__name__} has no JSON form")
    return form(value)


_AS_THEY_ARE = frozenset({bool, int, str})
_SEQUENCES = frozenset({tuple, list, frozenset, set})
_FORMS: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (StrEnum, lambda value: value.value),
    (Decimal, lambda value: f"{value:f}"),
    (float, repr),
    (date, date.isoformat),
    (Cell, lambda value: value.path),
    (Finding, _tree),
    (BaseModel, lambda value: value.model_dump(mode="json", by_alias=True)),
    (Mapping, lambda value: {str(key): plain(inner) for key, inner in value.items()}),
)


@cache
def _form_of(kind: type[object]) -> Callable[[Any], Any] | None:
    """How values of this type are written; looked up once per type, because this runs for every save."""
    for base, form in _FORMS:
        if issubclass(kind, base):
            return form
    return partial(_parts, tuple(field.name for field in fields(kind))) if is_dataclass(kind) else None


def _parts(names: tuple[str, ...], value: Any) -> dict[str, Any]:
    inner = {name: getattr(value, name) for name in names}
    return {name: _facts(part) if name == "facts" else plain(part) for name, part in inner.items()}
