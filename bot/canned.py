"""Canned replies: what a team says again and again, read from data/canned.yml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.findings import Finding

FILE = "canned.yml"


@dataclass(frozen=True)
class CannedReply:
    """One reply; it is offered where its needs, reasons or topics fit a case."""

    id: str
    title: str
    text: str
    needs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """Topics of the menu."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Canned:
    """All canned replies, and what is told of those that could not be read."""

    by_id: Mapping[str, CannedReply] = field(default_factory=dict)
    unreadable: tuple[Finding, ...] = ()

    def fitting(self, need: str, topic: str, reasons: Sequence[str]) -> list[CannedReply]:
        """Those that fit: written for the need, then for a reason, then for the topic."""
        ranked = [(self._rank(reply, need, topic, reasons), reply) for reply in self.by_id.values()]
        fit = [pair for pair in ranked if pair[0]]
        return [reply for _, reply in sorted(fit, key=lambda pair: -pair[0])]

    def _rank(self, reply: CannedReply, need: str, topic: str, reasons: Sequence[str]) -> int:
        for_reason = any(reason in reply.reasons for reason in reasons)
        return 4 * (need in reply.needs) + 2 * for_reason + (topic in reply.topics)


def read_canned(path: Path, variables: Mapping[str, str]) -> Canned:
    """The replies of a file, their variables filled in."""
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return _read(dict(written), variables)
    except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
        return Canned(unreadable=(Finding(FILE, " ".join(str(error).split())),))


def _read(written: Mapping[str, Any], variables: Mapping[str, str]) -> Canned:
    by_id: dict[str, CannedReply] = {}
    unreadable: list[Finding] = []
    for id, entry in written.items():
        try:
            by_id[id] = _reply(id, entry, variables)
        except KeyError as error:
            missing = f"{error} is missing, or is not a known variable"
            unreadable.append(Finding(FILE, missing, (id,)))
        except (TypeError, ValueError, AttributeError) as error:
            why = str(error).replace("CannedReply.__init__() ", "the reply ")
            unreadable.append(Finding(FILE, why, (id,)))
    return Canned(by_id, tuple(unreadable))


def _reply(id: str, entry: Mapping[str, Any], variables: Mapping[str, str]) -> CannedReply:
    lists = {
        name: tuple(entry.get(name) or ()) for name in ("needs", "reasons", "topics", "sources")
    }
    text = entry["text"].strip().format_map(variables)
    return CannedReply(**dict(entry) | lists | {"id": id, "text": text})


def meant_for_nothing(
    canned: Canned, needs: Sequence[str], topics: Sequence[str], reasons: Sequence[str]
) -> Iterator[Finding]:
    """What a reply is meant for that does not exist."""
    known = {"needs": needs, "topics": topics, "reasons": reasons}
    for reply in canned.by_id.values():
        for name, names in known.items():
            for at, wanted in enumerate(getattr(reply, name)):
                if wanted not in names:
                    gone = f"'{reply.id}' names '{wanted}', which is none of the {name}"
                    yield Finding(FILE, gone, (reply.id, name, at))
