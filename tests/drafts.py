"""A small guide to spoil, and what is told of it."""

from collections.abc import Callable

from bot.content import Content

GUIDE = """\
title: Làm thử
needs: [thu]
for_whom: Người muốn thử.
steps:
  - id: mot
    text: Mở ứng dụng.
    stuck:
      - {id: hong, cause: Hỏng, fix: Sửa lại.}
  - id: hai
    text: Xong.
    helper: Để họ tự làm.
works_when: mọi việc xong.
never: [Không chuyển tiền cho người lạ.]
help: Hỏi xã.
sources: [{name: Nguồn, where: trang, facts: [A1]}]
reviewed: 2026-11-01
review_by: 2027-05-01
owner: Nhóm
"""

Make = Callable[..., Content]

Make = Callable[..., Content]


def of_guides(found) -> list[tuple[tuple, str]]:
    """Way and sentence of what is told of guides; the assistant's own lines are the real ones."""
    return [(one.at, one.sentence) for one in found if one.file.startswith("guides/")]
