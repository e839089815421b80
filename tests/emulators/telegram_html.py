"""Telegram's HTML: text and entities out of markup, or the fault that Telegram would name."""

import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

ENTITY_TYPES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "tg-emoji": "custom_emoji",
}
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(
    r"&(?:#x([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|#([0-9]{1,7})(?![0-9])"
    r"|(lt|gt|amp|quot)(?![a-zA-Z]));?"
)
NAME = re.compile(r"[^\s>]*")
START_END = re.compile(r"\s*>")
END_TAG = re.compile(r"</([^\s>]*)\s*>")
ATTRIBUTE = re.compile(
    r"""\s*(?:(expandable)(?=[\s>])|([^\s=>]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))"""
)


class MarkupFault(ValueError):
    """The markup cannot be read; the message is Telegram's."""


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities, outer ones first."""
    return _Reading(source).finish()


def utf16_length(text: str) -> int:
    """How long Telegram takes a text to be: an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def marked(text: str, entity: Entity) -> str:
    """The part of a text that an entity marks."""
    start = entity["offset"] * 2
    units = text.encode("utf-16-le", "surrogatepass")
    return units[start : start + entity["length"] * 2].decode("utf-16-le")


@dataclass
class _Tag:
    name: str
    offset: int
    attributes: dict[str, str]


@dataclass
class _Reading:
    source: str
    at: int = 0
    text: str = ""
    length: int = 0
    open: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def finish(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self._step()
        if self.open:
            name = self.open[-1].name
            raise MarkupFault(f'Can\'t find end tag corresponding to start tag "{name}"')
        return self.text, sorted(self.entities, key=lambda one: (one["offset"], -one["length"]))

    def _step(self) -> None:
        if self.source.startswith("</", self.at):
            self._close()
        elif self.source[self.at] == "<":
            self._open()
        elif reference := REFERENCE.match(self.source, self.at):
            self._write(_character(reference), reference.end())
        else:
            self._write(self.source[self.at], self.at + 1)

    def _write(self, text: str, at: int) -> None:
        self.text += text
        self.length += utf16_length(text)
        self.at = at

    def _open(self) -> None:
        start = self.at
        written = NAME.match(self.source, start + 1)
        assert written
        self.at, name = written.end(), written.group().lower()
        if self.at == len(self.source):
            raise self._fault("Unclosed start tag", start)
        if name not in ENTITY_TYPES:
            raise self._fault(f'Unsupported start tag "{name}"', start)
        attributes = self._attributes(name, start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._fault('Tag "span" must have class "tg-spoiler"', start)
        self.open.append(_Tag(name, self.length, attributes))

    def _attributes(self, name: str, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while not (end := START_END.match(self.source, self.at)):
            attribute = ATTRIBUTE.match(self.source, self.at)
            if not self.source[self.at :].strip():
                raise self._fault(f'Unclosed start tag "{name}"', start)
            if not attribute:
                said = f'Expected equal sign in declaration of an attribute of the tag "{name}"'
                raise self._fault(said, start)
            flag, key, *values = attribute.groups(default="")
            found[(flag or key).lower()] = REFERENCE.sub(_character, "".join(values))
            self.at = attribute.end()
        self.at = end.end()
        return found

    def _close(self) -> None:
        if not self.open:
            raise self._fault("Unexpected end tag", self.at)
        end = END_TAG.match(self.source, self.at)
        if not end:
            raise self._fault("Unclosed end tag", self.at)
        tag, name = self.open.pop(), end.group(1).lower()
        if name and name != tag.name:
            said = f'expected "</{tag.name}>", found "</{name}>"'
            raise MarkupFault(f"Unmatched end tag at byte offset {self._bytes(self.at)}, {said}")
        if self.length > tag.offset:
            self._keep(tag)
        self.at = end.end()

    def _keep(self, tag: _Tag) -> None:
        entity: Entity = {"type": ENTITY_TYPES[tag.name], "offset": tag.offset}
        entity["length"] = self.length - tag.offset
        match tag.name:
            case "a":
                entity["url"] = tag.attributes.get("href") or marked(self.text, entity)
                if not re.match(r"\w+:|[\w-]+\.\w", entity["url"]):
                    return
            case "tg-emoji":
                entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
            case "blockquote" if "expandable" in tag.attributes:
                entity["type"] = "expandable_blockquote"
            case "code" | "pre":
                self._keep_language(tag, entity)
        self.entities.append(entity)

    def _keep_language(self, tag: _Tag, entity: Entity) -> None:
        """``<pre><code class="language-x">`` is one entity."""
        inner = {**entity, "type": "code"}
        language = tag.attributes.get("class", "").removeprefix("language-")
        if tag.name == "code" and language and self.open and self.open[-1].name == "pre":
            self.open[-1].attributes["language"] = language
        elif tag.name == "pre" and inner in self.entities and "language" in tag.attributes:
            self.entities.remove(inner)
            entity["language"] = tag.attributes["language"]

    def _fault(self, problem: str, at: int) -> MarkupFault:
        return MarkupFault(f"{problem} at byte offset {self._bytes(at)}")

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return CHARACTERS[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else reference.group()
