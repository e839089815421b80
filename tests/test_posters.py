"""Posters for a commune's notice board."""

import re
import sys

import pytest
from typst import compile as set_type

from bot.__main__ import main
from bot.library import posters
from bot.library.posters import PAPERS, poster, telegram_way, web_way, zalo_way

WAYS = [
    web_way("https://trolyso.xa.vn", "lam_dong-xa_di_linh"),
    telegram_way("trolyso_bot", "lam_dong-xa_di_linh"),
    zalo_way("https://zalo.me/1234567890"),
]


def test_the_codes_bring_the_commune_along() -> None:
    assert "https://trolyso.xa.vn/?xa=lam_dong-xa_di_linh" == WAYS[0].address
    assert "https://t.me/trolyso_bot?start=xa-lam_dong-xa_di_linh" == WAYS[1].address
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", WAYS[1].address.partition("start=")[2])


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("many", [1, 2, 3])
def test_a_poster_is_one_page(content, monkeypatch, paper: str, many: int) -> None:
    pages: list[object] = []

    def pictures(*what, **how):
        pages.append(set_type(*what, **how, format="png", ppi=20))
        return set_type(*what, **how)

    monkeypatch.setattr(posters.typst, "compile", pictures)
    near = content.responses.say("near_by")
    printed = poster("Phường Xuân Hương - Đà Lạt, Lâm Đồng", WAYS[:many], near, paper)

    assert printed.startswith(b"%PDF")
    assert isinstance(pages[0], bytes)  # several pages would be a list


def test_the_command_prints_for_an_old_name_without_accents(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "p.pdf"
    main(
        [
            "poster",
            "--commune",
            "xa gung re di linh",
            "--telegram",
            "@trolyso_bot",
            "--out",
            str(out),
        ]
    )

    assert out.read_bytes().startswith(b"%PDF")
    assert "Xã Di Linh, Lâm Đồng, Telegram" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--commune", "Di Linh"], "set TROLYSO_ADDRESS"),
        (["--commune", "Xã Không Có Đâu", "--telegram", "trolyso_bot"], "no commune"),
        (["--commune", "xã Tân Tiến", "--telegram", "trolyso_bot"], "name one of them in full"),
        (["--commune", "Di Linh", "--telegram", "trolyso"], "no user name of a Telegram bot"),
        (["--commune", "Di Linh", "--zalo", "http://xau.vn"], "no link like"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(arguments, told, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["trolyso"])
    monkeypatch.delenv("TROLYSO_ADDRESS", raising=False)
    with pytest.raises(SystemExit, match=told):
        main(["poster", *arguments])
