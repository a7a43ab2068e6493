"""The named set of all operational settings [P] of clinical-rules; it travels with every verdict."""

import hashlib
import json
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, field_validator
from pydantic_core import PydanticCustomError

from domain.days import DEFAULT_RESPONSE_WINDOW
from domain.record.tumour_marker import Marker
from domain.record.values import DecimalNumber


class ChangeOfTechnique(StrEnum):
    """How the clause "even after changing agents or re-analysing the feeders" is treated."""

    ADVISE = "advise"
    REQUIRE = "require"
    IGNORE = "ignore"


class BsaFormula(StrEnum):
    MOSTELLER = "Mosteller"
    DUBOIS = "DuBois"
    STEVENSON = "Stevenson"


class OldInputs(StrEnum):
    """What liver function and performance status of long ago do to the recommendation."""

    NOTE = "note"
    WITHHOLD = "withhold"


Days = Annotated[int, Field(ge=1, le=366)]
Consensus = Literal["JSH-LCSGJ-2014", "JSH-2021", "EPOIHCC-2013", "European-2014", "CCI-2022"]


def _pair(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Profile(BaseModel):
    """The settings table of clinical-rules, section 1. ``Profile()`` is the default profile."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    response_window_days: Annotated[tuple[Days, Days] | Literal["calendar_months"], BeforeValidator(_pair)] = (
        DEFAULT_RESPONSE_WINDOW
    )
    change_of_technique: Annotated[ChangeOfTechnique, Field(strict=False)] = ChangeOfTechnique.ADVISE
    european_minimum_sessions: Annotated[int, Field(ge=1, le=99)] = 2
    mrecist_five_mm: bool = False
    cci_new_lesions_count: bool = False
    primary_definition: Consensus = "CCI-2022"
    upper_limits: dict[Annotated[Marker, Field(strict=False)], DecimalNumber] = Field(default_factory=dict)
    bsa_formula: Annotated[BsaFormula, Field(strict=False)] = BsaFormula.MOSTELLER
    old_inputs: Annotated[OldInputs, Field(strict=False)] = OldInputs.NOTE
    old_inputs_days: Days = 14
    _given_name: str = PrivateAttr("")

    @field_validator("response_window_days")
    @classmethod
    def _from_before_to(cls, window: tuple[int, int] | str) -> tuple[int, int] | str:
        if isinstance(window, tuple) and window[0] > window[1]:
            raise PydanticCustomError("window_order", "the response window ends before it begins")
        return window

    @field_validator("upper_limits")
    @classmethod
    def _every_marker(cls, limits: dict[Marker, Decimal]) -> dict[Marker, Decimal]:
        """A laboratory may set some limits; the others keep their default."""
        return {marker: limits.get(marker, default) for marker, default in _UPPER_LIMITS.items()}

    def upper_limit(self, marker: Marker) -> Decimal:
        """Upper limit of normal: AFP in ng/mL, PIVKA-II in mAU/mL, AFP-L3 in %."""
        return self.upper_limits.get(marker, _UPPER_LIMITS[marker])

    def settings(self) -> dict[str, Any]:
        """The settings as JSON values, limits complete."""
        values = self.model_dump(mode="json")
        values["upper_limits"] = {marker.value: str(self.upper_limit(marker)) for marker in _UPPER_LIMITS}
        return values

    def named(self, name: str) -> "Profile":
        """The same settings under the name that a ward gave them; the hash does not know it."""
        profile = self.model_copy()
        profile._given_name = name  # noqa: SLF001 (of its own kind)
        return profile

    @property
    def name(self) -> str:
        return self._given_name or ("default" if self.hash == DEFAULT_PROFILE.hash else "custom")

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change with any setting.

        A setting that came later does not count while it has its default: what was issued before it came was
        issued under the same rules, and keeps its hash.
        """
        settings = self.settings()
        counted = {name: value for name, value in settings.items() if _ADDED_LATER.get(name) != value}
        canonical = json.dumps(counted, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


_UPPER_LIMITS: Final = {Marker.AFP: Decimal(20), Marker.PIVKA_II: Decimal(40), Marker.AFP_L3: Decimal(10)}
_ADDED_LATER: Final = {"old_inputs": "note", "old_inputs_days": 14}
"""Setting → the default that says what the rules were before it came."""
DEFAULT_PROFILE: Final = Profile()
