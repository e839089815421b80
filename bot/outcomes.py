"""What a fresh conversation would do with an utterance, for judging the model from outside."""

from collections.abc import Mapping
from dataclasses import replace

from bot.content import Content
from bot.conversation import Outcome
from bot.privacy import Masked, looks_like_scam
from nlu.understanding import Decision, Understanding

MOST_CHOICES = 4


def outcome_of(understanding: Understanding, masked: Masked, content: Content) -> str:
    """``answered``, ``confirm``, ``fallback`` or ``guarded``."""
    if masked.found or looks_like_scam(masked.text):
        return Outcome.GUARDED.value
    if understanding.decision is Decision.ANSWERED and not content.is_answered(
        understanding.intent
    ):
        return Outcome.FALLBACK.value
    return understanding.decision.value


def as_offered(understanding: Understanding, content: Content) -> Understanding:
    """The same, with the choices that a citizen would get to see."""
    named = named_need(understanding, content.vocabulary.procedures)
    choices = offered(understanding.choices, named)
    return replace(understanding, choices=choices)


def named_need(understanding: Understanding, procedures: Mapping[str, str]) -> str:
    """The need of the procedures that an utterance names, when it is one."""
    named = {entity.value for entity in understanding.entities if entity.kind == "procedure"}
    needs = {procedures.get(value, "") for value in named}
    return needs.pop() if len(needs) == 1 else ""


def offered(choices: tuple[str, ...], named: str) -> tuple[str, ...]:
    """The intents to offer: the need of a named procedure is always among them."""
    if not named or named in choices:
        return choices
    return (*choices[: MOST_CHOICES - 1], named)
