"""Pipelines that are not ours: Rasa's own Agent in a process of its own, asked line by line."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from nlu.understanding import Decision, Entity, Guess, Understanding

FALLBACK_INTENT = "nlu_fallback"
TOLD = ("intent", "intent_ranking", "decision", "entities")


class ForeignInterpreter:
    """Speaks JSON lines with a process that has Rasa loaded."""

    def __init__(self, archive: Path) -> None:
        self._one_at_a_time = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nlu.foreign", str(archive)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"},
        )

    def parse(self, text: str) -> Understanding:
        """What Rasa makes of an utterance.

        Raises:
            ConnectionError: the process has ended; the next turn will say the same.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._one_at_a_time:
            print(json.dumps({"text": text}), file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        if not answer:
            raise ConnectionError("the process that serves this model through Rasa has ended")
        return read_parsed(text, json.loads(answer))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def read_parsed(text: str, parsed: dict[str, Any]) -> Understanding:
    """Rasa's answer as an understanding; the real ranking stands behind a fallback."""
    ranking = parsed.get("intent_ranking") or ()  # a text without words has none
    guesses = tuple(Guess(guess["name"], guess["confidence"]) for guess in ranking)
    real = tuple(guess for guess in guesses if guess.intent != FALLBACK_INTENT)
    entities = tuple(_entity(text, found) for found in parsed.get("entities") or ())
    told = parsed.get("decision")
    if told:
        decision, choices = Decision(told["decision"]), tuple(told["choices"])
        return Understanding(text, real, decision, choices, entities)
    lost = not real or parsed["intent"]["name"] == FALLBACK_INTENT
    decision = Decision.FALLBACK if lost else Decision.ANSWERED
    return Understanding(text, real, decision, entities=entities)


def _entity(text: str, found: dict[str, Any]) -> Entity:
    start, end = found["start"], found["end"]
    return Entity(found["entity"], str(found["value"]), text[start:end], start, end)


def serve(archive: str) -> None:
    """Answer every line of standard input with Rasa's parse of it."""
    import asyncio

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever Rasa prints must not stand between the answers
    from rasa.core.agent import Agent

    agent = Agent.load(archive)
    for line in sys.stdin:
        parsed = asyncio.run(agent.parse_message(json.loads(line)["text"]))
        told = {key: parsed[key] for key in TOLD if key in parsed}
        print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
