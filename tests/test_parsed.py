"""One line of `trolyso parse`."""

from bot.content import Content
from bot.parsed import write_parsed
from tests.fakes import ScriptedInterpreter, extractor


def test_an_entity_stands_where_it_was_typed(content: Content) -> None:
    text = "stk 0123456789012 ở  tỉnh La\u0302m Đo\u0302\u0300ng"

    parsed = write_parsed(text, ScriptedInterpreter({}), content)

    [place] = parsed["entities"]
    assert ("province", "Lâm Đồng") == (place["kind"], place["value"])
    assert text[place["start"] : place["end"]] == place["text"] == "tỉnh La\u0302m Đo\u0302\u0300ng"
    assert "guarded" == parsed["outcome"]


def test_the_need_of_a_named_procedure_is_among_the_choices(content: Content) -> None:
    text = "làm giấy khai sinh"
    understood = {text: ("dvc_submit", "dvc_status", "dvc_get_result", "dvc_login")}

    parsed = write_parsed(text, ScriptedInterpreter(understood), content)

    assert ["dvc_submit", "dvc_status", "dvc_get_result", "proc_birth"] == parsed["choices"]


def test_choices_are_told_only_where_they_are_offered(content: Content) -> None:
    text = "làm giấy khai sinh"

    parsed = write_parsed(text, ScriptedInterpreter({text: "proc_birth"}), content)

    assert ("answered", []) == (parsed["outcome"], parsed["choices"])
    assert {"procedure", "document"} == {entity["kind"] for entity in parsed["entities"]}
    assert extractor().find(text)[0].value == parsed["entities"][0]["value"]
