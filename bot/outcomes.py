"""What a fresh conversation would do with an utterance, for judging the model from outside."""

from bot.content import Content
from bot.conversation import Outcome
from bot.privacy import Masked, looks_like_scam
from nlu.understanding import Decision, Understanding


def outcome_of(understanding: Understanding, masked: Masked, content: Content) -> str:
    """``answered``, ``confirm``, ``fallback`` or ``guarded``."""
    if masked.found or looks_like_scam(masked.text):
        return Outcome.GUARDED.value
    if understanding.decision is Decision.ANSWERED and not content.is_answered(
        understanding.intent
    ):
        return Outcome.FALLBACK.value
    return understanding.decision.value
