"""Notes beside a verdict: they explain or advise and never change it."""

from domain.advice.advise import Advice, advise

__all__ = ["Advice", "advise"]
