"""The recommended HAIC regimen: trigger, gates, tier, cautions."""

from domain.recommendation.old_inputs import OldInput
from domain.recommendation.outcome import REGIMEN, Caution, Recommendation, Status, Tier
from domain.recommendation.recommend import recommend

__all__ = ["REGIMEN", "Caution", "OldInput", "Recommendation", "Status", "Tier", "recommend"]
