"""The monthly report as a spreadsheet: numbers are numbers, and no text is ever a formula."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from bot.reporting.month import Monthly
from bot.reporting.tables import Shown, Table

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True},
    "text": {"text_wrap": True, "valign": "top"},
    "inner": {"text_wrap": True, "indent": 1},
    "number": {"num_format": "#,##0", "align": "right"},
    "told": {"align": "right", "italic": True},
    "hand": {"bg_color": "#FFF3E6", "bottom": 3},
    "note": {"italic": True, "text_wrap": True},
}


class _Sheet:
    """A worksheet that is written downwards."""

    def __init__(self, sheet: Any, formats: dict[str, Any]) -> None:
        self._sheet = sheet
        self._formats = formats
        self._at = 0
        sheet.set_column(0, 0, 58)
        sheet.set_column(1, 4, 16)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def text(self, text: str, look: str = "text") -> None:
        self._sheet.write_string(self._at, 0, text, self._formats[look])
        self._at += 1

    def row(self, label: str, cells: tuple[Shown | None, ...], look: str = "text") -> None:
        self._sheet.write_string(self._at, 0, label, self._formats[look])
        for column, cell in enumerate(cells, 1):
            self._cell(column, cell)
        self._at += 1

    def heads(self, labels: tuple[str, ...]) -> None:
        for column, label in enumerate(labels):
            self._sheet.write_string(self._at, column, label, self._formats["head"])
        self._at += 1

    def gap(self) -> None:
        self._at += 1

    def _cell(self, column: int, cell: Shown | None) -> None:
        if cell is None:
            self._sheet.write_blank(self._at, column, None, self._formats["hand"])
        elif cell.value is None:
            self._sheet.write_string(self._at, column, cell.text, self._formats["told"])
        else:
            self._sheet.write_number(self._at, column, cell.value, self._formats["number"])


def workbook(report: Monthly) -> bytes:
    """The report as XLSX: the report, its tables, its definitions."""
    kept = BytesIO()
    book = Workbook(kept, _OPTIONS)
    formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
    _write_report(_Sheet(book.add_worksheet("Báo cáo"), formats), report)
    _write_tables(_Sheet(book.add_worksheet("Theo việc"), formats), report)
    _write_meanings(_Sheet(book.add_worksheet("Định nghĩa"), formats), report)
    book.close()
    return kept.getvalue()


def _write_report(sheet: _Sheet, report: Monthly) -> None:
    sheet.text(report.fixed.title, "title")
    sheet.text(f"Nơi lập: {report.place or 'mọi nơi'}")
    sheet.text(f"Tháng: {report.month_name}")
    sheet.text(f"Lập lúc: {report.made_at:%d/%m/%Y %H:%M}")
    sheet.text(f"Nguồn: {report.fixed.source}")
    for note in (*report.notes, report.fixed.small, "Ô tô màu: xã điền tay."):
        sheet.text(note, "note")
    for part in report.parts:
        sheet.gap()
        sheet.text(part.title, "head")
        if part.table:
            _write_table(sheet, part.table)
        for line in part.lines:
            sheet.row(line.label, (line.shown,))


def _write_tables(sheet: _Sheet, report: Monthly) -> None:
    for table in report.tables:
        sheet.text(table.meaning.title, "title")
        sheet.text(f"Tính trên {table.whole.text} {table.of}.")
        _write_table(sheet, table)
        sheet.gap()


def _write_table(sheet: _Sheet, table: Table) -> None:
    sheet.heads((table.meaning.unit, *table.columns))
    for row in table.rows:
        sheet.row(row.label, row.cells, "inner" if row.inner else "text")


def _write_meanings(sheet: _Sheet, report: Monthly) -> None:
    for meaning in report.meanings:
        sheet.text(meaning.title, "head")
        sheet.text(meaning.counts)
        sheet.gap()
