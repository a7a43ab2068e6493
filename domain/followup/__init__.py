"""The worklist's windows: which session waits for its image, and how long it still may."""

from domain.followup.follow_up import FollowUp, State, follow_up, planned_too_early

__all__ = ["FollowUp", "State", "follow_up", "planned_too_early"]
