"""The same archive, read by Rasa and read without it, means the same."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlu.foreign import FALLBACK_INTENT, ForeignInterpreter, read_parsed
from nlu.interpreter import EXTRACTOR, LightInterpreter, NotAModel, open_interpreter, unpack
from nlu.training import TrainingFailed, train
from nlu.training_data import read_examples, read_named
from nlu.understanding import Decision, Entity, Guess, Understanding

pytestmark = pytest.mark.model

ROOT = Path(__file__).parent.parent
LINES = [line for lines in read_examples(ROOT / "data" / "holdout").values() for line in lines]
LINES += [line for line, _ in read_named(ROOT / "data" / "holdout_entities")]

DIET = """
recipe: default.v1
assistant_id: test
language: vi
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: DIETClassifier
    epochs: 1
    constrain_similarities: true
  - name: FallbackClassifier
policies: []
"""


def two_intents(root: Path) -> None:
    """The smallest content that can be trained."""
    (root / "data" / "nlu").mkdir(parents=True)
    for intent in ("greet", "thanks"):
        source = (ROOT / "data" / "nlu" / f"{intent}.yml").read_text(encoding="utf-8")
        (root / "data" / "nlu" / f"{intent}.yml").write_text(source, encoding="utf-8")
    domain = "version: '3.1'\nintents: [greet, thanks]\n"
    (root / "domain.yml").write_text(domain, encoding="utf-8")


def test_rasa_and_the_light_interpreter_agree_on_every_holdout_line(
    archive: Path, interpreter
) -> None:
    from rasa.core.agent import Agent

    agent = Agent.load(str(archive))

    async def parse_all() -> list[dict]:
        return [await agent.parse_message(line) for line in LINES]

    for line, parsed in zip(LINES, asyncio.run(parse_all()), strict=True):
        theirs, ours = read_parsed(line, parsed), interpreter.parse(line)

        assert (theirs.intent, theirs.decision, theirs.choices, theirs.entities) == (
            ours.intent,
            ours.decision,
            ours.choices,
            ours.entities,
        )
        for guess in ours.ranking:
            [same] = [other for other in theirs.ranking if other.intent == guess.intent]
            assert same.confidence == pytest.approx(guess.confidence, abs=1e-6)


def test_serving_never_imports_rasa_or_tensorflow(archive: Path) -> None:
    program = (
        "import sys; from pathlib import Path; import bot.commands\n"
        "from nlu.interpreter import open_interpreter\n"
        f"archive = Path({str(archive)!r})\n"
        "open_interpreter(archive, archive.parent / 'unpacked').parse('chào')\n"
        "print(sorted({'rasa', 'tensorflow', 'sklearn', 'scipy'} & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)

    assert told.stdout.strip() == "[]", told.stderr


def test_our_pipeline_is_read_without_rasa(interpreter) -> None:
    assert isinstance(interpreter, LightInterpreter)
    assert interpreter.parse("quen mat khau vneid").intent == "vneid_forgot_password"
    assert interpreter.parse("  ?!  ").decision is Decision.FALLBACK
    assert interpreter.parse("").ranking == ()


def test_a_model_from_before_there_were_entities_is_read_without_rasa(
    archive: Path, tmp_path: Path
) -> None:
    unpacked = unpack(archive, tmp_path)
    metadata = json.loads((unpacked / "metadata.json").read_text(encoding="utf-8"))
    nodes = metadata["predict_schema"]["nodes"]
    metadata["predict_schema"]["nodes"] = {
        name: node for name, node in nodes.items() if node["uses"] != EXTRACTOR
    }
    (unpacked / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")

    old = open_interpreter(archive, unpacked)

    assert isinstance(old, LightInterpreter)
    understood = old.parse("quen mat khau vneid")
    assert ("vneid_forgot_password", ()) == (understood.intent, understood.entities)


def test_a_foreign_pipeline_is_served_by_rasa_in_its_own_process(tmp_path: Path) -> None:
    two_intents(tmp_path)
    (tmp_path / "config.yml").write_text(DIET, encoding="utf-8")
    train(tmp_path, tmp_path / "diet.tar.gz", lambda share: None, tmp_path / "config.yml")

    foreign = open_interpreter(tmp_path / "diet.tar.gz", tmp_path / "unpacked")

    assert isinstance(foreign, ForeignInterpreter)
    understood = foreign.parse("cảm ơn nhiều nhé")
    foreign.close()
    assert {"greet", "thanks"} == {guess.intent for guess in understood.ranking}


def test_a_broken_archive_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "model.tar.gz").write_bytes(b"not a model")

    with pytest.raises(NotAModel, match="is not a trained model"):
        open_interpreter(tmp_path / "model.tar.gz", tmp_path / "unpacked")


def test_a_training_that_fails_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    two_intents(tmp_path)
    config = "recipe: default.v1\nassistant_id: test\npipeline: [{name: NoSuchThing}]\n"
    (tmp_path / "config.yml").write_text(config, encoding="utf-8")

    with pytest.raises(TrainingFailed, match="NoSuchThing"):
        train(tmp_path, tmp_path / "model.tar.gz", lambda share: None, tmp_path / "config.yml")
    assert not (tmp_path / "model.tar.gz").exists()


def test_the_real_guess_stands_behind_a_fallback() -> None:
    parsed = {
        "intent": {"name": FALLBACK_INTENT, "confidence": 0.3},
        "intent_ranking": [
            {"name": FALLBACK_INTENT, "confidence": 0.3},
            {"name": "greet", "confidence": 0.2},
        ],
    }

    understood = read_parsed("?", parsed)

    assert Decision.FALLBACK is understood.decision
    assert (Guess("greet", 0.2),) == understood.ranking


def test_a_text_without_words_is_a_fallback_without_a_ranking() -> None:
    parsed = {"intent": {"name": None, "confidence": 0.0}, "entities": [], "text": "🤣"}

    assert Understanding("🤣") == read_parsed("🤣", parsed)


def test_entities_of_a_foreign_pipeline_are_carried_over() -> None:
    found = {"entity": "phone_os", "value": "ios", "start": 4, "end": 10, "extractor": "X"}
    parsed = {"intent": {"name": "greet"}, "intent_ranking": [], "entities": [found]}

    understood = read_parsed("con iPhone", parsed)

    assert (Entity("phone_os", "ios", "iPhone", 4, 10),) == understood.entities
