"""The recommended HAIC regimen: trigger, gates, tier, cautions."""

from domain.recommendation.outcome import REGIMEN, Caution, Recommendation, Status, Tier
from domain.recommendation.recommend import recommend

__all__ = ["REGIMEN", "Caution", "Recommendation", "Status", "Tier", "recommend"]
