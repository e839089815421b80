"""Trains a candidate with Rasa, in a process of its own so that nobody waits on it."""

import gc
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from nlu.progress import Progress, tell

_ERROR = re.compile(r"(?:\w+\.)*\w*(?:Error|Exception): ")

# Where each phase of a training ends, as a share of the whole, on a machine of two cores.
_ENDS = {"import": 0.1, "words": 0.3, "features": 0.6, "fit": 0.98}
_STARTS = {"import": 0.0, "words": 0.1, "features": 0.3, "fit": 0.6}


class TrainingFailed(RuntimeError):
    """The training ended without a model; the message is the last thing it said."""


def train(root: Path, archive: Path, progress: Progress, config: Path | None = None) -> None:
    """Train a model from the content under ``root`` and write it to ``archive``.

    ``progress`` is told the share done, from 0 to 1.

    Raises:
        TrainingFailed: there is no model; ``archive`` is as it was.
    """
    told, tells = os.pipe()
    arguments = [str(root), str(config or root / "nlu" / "config.yml"), str(archive)]
    environment = os.environ | {
        "TROLYSO_PROGRESS_FD": str(tells),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_MAX_CACHE_SIZE": "0",  # its fingerprints do not see the plain code of our components
    }
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "nlu.training", *arguments],
            pass_fds=[tells], env=environment, cwd=root, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        os.close(tells)
        with os.fdopen(told, encoding="utf-8") as lines:
            for line in lines:
                progress(_share(json.loads(line)))
        if process.wait() != 0:
            said.seek(0)
            raise TrainingFailed(_last_words(said.read()))
    progress(1.0)


def _share(told: dict[str, object]) -> float:
    phase, share = str(told["phase"]), float(str(told["share"]))
    return _STARTS[phase] + share * (_ENDS[phase] - _STARTS[phase])


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [
        line for line in lines if _ERROR.match(line)
    ]  # the first one is the cause of the rest
    return (errors[:1] or lines[-1:] or ["the training process said nothing"])[0]


def _train_here(root: Path, config: Path, archive: Path) -> None:
    gc.disable()  # millions of small objects live until the end, and so does this process
    tell(0.1, "import")
    from rasa.model_training import train_nlu

    tell(1.0, "import")
    with tempfile.TemporaryDirectory() as output:
        trained = train_nlu(
            config=str(config),
            nlu_data=str(root / "data" / "nlu"),
            output=output,
            fixed_model_name="model",
            domain=str(root / "domain.yml"),
        )
        if trained is None:
            raise SystemExit("Error: Rasa found nothing to train")
        archive.parent.mkdir(parents=True, exist_ok=True)
        arriving = archive.with_suffix(".arriving")
        arriving.write_bytes(Path(trained).read_bytes())
        arriving.replace(archive)


if __name__ == "__main__":
    _train_here(*map(Path, sys.argv[1:]))
