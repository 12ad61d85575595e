"""The offline pack 离线评分表: an expert's open reviews of one panel as a workbook to fill in without a network.

One sheet a proposal, because a laptop shows one form well and a wide table badly. What may be typed is unlocked and
checked by the spreadsheet; a hidden column names each row, and a hidden sheet holds, signed, for whom and when the pack
was made and what stood on the site then: the base that tells later who changed what. On a blind panel it names no unit
and no person but the expert.
"""

from decimal import Decimal
from io import BytesIO

from django.core import signing
from django.utils.translation import gettext as _

from challenges.core.queries.sheets import FONT, grid, harmless
from challenges.proposals.states import IN_REVIEW
from challenges.review.access.review import visible_to
from challenges.review.models import Criterion
from challenges.review.queries.review import numbered
from challenges.review.queries.review_sheet import named, points_of_mark
from challenges.review.states.review import REVIEW, PanelState

SALT = "challenges.pack"
SEAL, KEYS, LEVELS = "_seal", 8, 10
CHUNK = 30_000
OPEN = (PanelState.SCORING, PanelState.DISCUSSION)


def rows_of(viewer, seat) -> list:
    """Return the expert's reviews on the panel of their seat, numbered as on their desk, with marks and proposals."""
    rows = visible_to(viewer).filter(seat=seat, proposal__state__in=IN_REVIEW)
    rows = rows.select_related("proposal__organisation").prefetch_related("scores")
    return numbered(rows, {seat.pk: seat.panel})


def may_mark(review, panel) -> bool:
    """Return True while this review takes marks."""
    return panel.state in OPEN and review.state in REVIEW.step("score").sources


def base_of(review, criteria) -> dict:
    """Return what stands on the site for a review, by key: `s<criterion>`, `k`, `v`, and its comments."""
    scores = {row.criterion_id: row for row in review.scores.all()}
    found = {"comment": review.comment, "private_comment": review.private_comment}
    for criterion in criteria:
        row = scores.get(criterion.pk)
        value = row.value if row else None
        if criterion.weight:
            found[f"s{criterion.pk}"] = "" if value is None else str(value)
        found[f"k{criterion.pk}"] = row.comment if row else ""
        if criterion.veto:
            found[f"v{criterion.pk}"] = bool(row and row.vetoed)
    return found


def workbook(seat, rows: list, *, watermark: str, at) -> bytes:
    """Return the pack of these reviews as XLSX."""
    from openpyxl import Workbook

    panel = seat.panel
    criteria = list(panel.rubric.criteria.all())
    book = Workbook()
    front = book.active
    front.title = _("说明")
    seal = {"user": seat.expert_id, "panel": panel.pk, "round": panel.round, "at": at.isoformat(), "rows": []}
    for review in rows:
        sheet = book.create_sheet(_("第 %(n)d 份") % {"n": review.number})
        keys = Form(sheet, panel, criteria, watermark).write(review)
        seal["rows"].append(
            {
                "id": review.pk,
                "n": review.number,
                "sheet": sheet.title,
                "keys": keys,
                "base": base_of(review, criteria),
            }
        )
    write_front(front, panel, rows, watermark)
    hidden = book.create_sheet(SEAL)
    hidden.sheet_state = "veryHidden"
    text = signing.dumps(seal, salt=SALT, compress=True)
    for n in range(0, len(text), CHUNK):
        hidden.cell(n // CHUNK + 1, 1, text[n : n + CHUNK])
    book.security.lockStructure = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write_front(sheet, panel, rows, watermark: str) -> None:
    """Write the first sheet: what to do, which proposals, and for whom the pack was made."""
    from openpyxl.styles import Alignment, Font

    lines = [
        panel.name,
        watermark,
        _("每份申报书一页。只能在白格里填；填完保存，联网后在“离线填写”页上传。"),
        _("上传后先核对再写入；网上与表里都改过的，逐项由你选用。"),
        _("不要改页名、增删行列；不要用公式。"),
        *(_("第 %(n)d 份") % {"n": review.number} + called(review, panel) for review in rows),
    ]
    for n, text in enumerate(lines, start=1):
        cell = sheet.cell(n, 1, harmless(text))
        cell.font = Font(name=FONT, size=14 if n == 1 else 11, bold=n == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 90
    sheet.protection.sheet = True


def called(review, panel) -> str:
    """Return the name of the firm that applies, or nothing on a blind panel."""
    return "" if panel.blind else f"　{review.proposal.organisation.name}"


class Form:
    """The sheet of one proposal while it is written."""

    def __init__(self, sheet, panel, criteria, watermark: str):
        self.sheet, self.panel, self.criteria, self.watermark = sheet, panel, criteria, watermark
        self.keys: list[str] = []
        self.row = 4

    def write(self, review) -> list[str]:
        """Write the whole sheet; returns the keys of its rows."""
        base = base_of(review, self.criteria)
        self.head(review)
        for criterion in self.criteria:
            if criterion.weight:
                self.criterion(criterion, base)
        self.line(_("总评"), "", _("申请单位会看到，不会看到你的姓名。"), "comment", base["comment"], text=True)
        self.line(_("只给组织方的话"), "", _("可不填"), "private_comment", base["private_comment"], text=True)
        if review.state == "returned":
            self.line(_("改分理由"), "", _("改动已提交的分数须写明理由。"), "reason", "", text=True)
        for criterion in self.criteria:
            if criterion.veto:
                self.veto(criterion, base)
        self.finish()
        return self.keys

    def head(self, review) -> None:
        """Write title, watermark and the heads of the columns."""
        from openpyxl.styles import Font

        title = _("第 %(n)d 份") % {"n": review.number} + called(review, self.panel)
        for row, text, size in ((1, title, 14), (2, self.watermark, 10)):
            self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
            self.sheet.cell(row, 1, harmless(text)).font = Font(name=FONT, size=size, bold=row == 1)
        self.sheet.cell(1, KEYS, f"review:{review.pk}")
        weight = _("满分") if self.panel.rubric.in_points else _("权重")
        for column, text in enumerate((_("评分项"), weight, _("评分要点"), _("打分"), _("评语")), start=1):
            self.sheet.cell(3, column, text).font = Font(name=FONT, bold=True)

    def criterion(self, criterion, base) -> None:
        """Write a criterion that is marked: its mark and its comment."""
        value, shown = base[f"s{criterion.pk}"], ""
        by_points = self.panel.rubric.in_points and criterion.kind == Criterion.Kind.NUMERIC
        hint = criterion.hint
        if criterion.comment_required:
            asked = _("评语不少于 %(n)d 字") % {"n": max(criterion.comment_length, 1)}
            hint = f"{hint}　{asked}".strip()
        if value:
            shown = shown_mark(value, criterion, by_points)
        row = self.line(named(criterion), criterion.weight, hint, f"s{criterion.pk}", shown)
        self.unlock(row, 5, base[f"k{criterion.pk}"])
        if criterion.kind == Criterion.Kind.NUMERIC:
            self.check(row, most=criterion.weight if by_points else 100)
        else:
            self.check(row, choices=choices_of(criterion))

    def veto(self, criterion, base) -> None:
        """Write a veto: a tick, and its grounds where no mark has a comment already."""
        yes = _("是") if base[f"v{criterion.pk}"] else ""
        name = _("一票否决：%(name)s") % {"name": named(criterion)}
        hint = _("没有则不填；选“是”的须写依据。")
        row = self.line(name, "", hint, f"v{criterion.pk}", yes)
        if not criterion.weight:
            self.unlock(row, 5, base[f"k{criterion.pk}"])
        self.check(row, choices=[_("是")])

    def line(self, name, weight, hint, key: str, shown, *, text: bool = False) -> int:
        """Write one row with its key; a text stands in the column of the comments."""
        row = self.row
        self.row += 1
        for column, value in ((1, name), (2, weight), (3, hint)):
            self.sheet.cell(row, column, harmless(value))
        self.sheet.cell(row, KEYS, key)
        self.keys.append(key)
        self.unlock(row, 5 if text else 4, shown)
        self.sheet.row_dimensions[row].height = 90 if text else 46
        return row

    def unlock(self, row: int, column: int, value) -> None:
        """Let one cell be typed in, with what stands."""
        from openpyxl.styles import Protection

        cell = self.sheet.cell(row, column, harmless(value) if value != "" else None)
        cell.protection = Protection(locked=False)

    def check(self, row: int, *, most: int | None = None, choices=()) -> None:
        """Let the spreadsheet refuse at once what the site would refuse."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        if most is not None:
            rule = DataValidation(type="decimal", operator="between", formula1="0", formula2=str(most))
            rule.error = _("请填写 0 到 %(most)d 的数。") % {"most": most}
        else:
            for n, label in enumerate(choices):
                self.sheet.cell(row, LEVELS + n, harmless(label))
            last = get_column_letter(LEVELS + len(choices) - 1)
            rule = DataValidation(type="list", formula1=f"${get_column_letter(LEVELS)}${row}:${last}${row}")
            rule.error = _("请选择列出的等级。")
        rule.allow_blank, rule.showErrorMessage = True, True
        self.sheet.add_data_validation(rule)
        rule.add(self.sheet.cell(row, 4))

    def finish(self) -> None:
        """Set widths and borders, hide what only the upload reads, and lock the rest."""
        from openpyxl.styles import Alignment, PatternFill
        from openpyxl.utils import get_column_letter

        grey, lines = PatternFill("solid", fgColor="FFF0F0F0"), grid()
        for row in self.sheet.iter_rows(min_row=3, max_row=self.row - 1, max_col=5):
            for cell in row:
                cell.border = lines
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if cell.protection.locked:
                    cell.fill = grey
        for column, width in zip("ABCDE", (26, 8, 34, 12, 60), strict=True):
            self.sheet.column_dimensions[column].width = width
        for place in range(KEYS, LEVELS + 12):
            self.sheet.column_dimensions[get_column_letter(place)].hidden = True
        self.sheet.freeze_panes = "A4"
        self.sheet.protection.sheet = True
        self.sheet.protection.formatRows = False


def choices_of(criterion: Criterion) -> list[str]:
    """Return the words that may stand for a mark, the best first."""
    if criterion.kind == Criterion.Kind.YESNO:
        return [_("是"), _("否")]
    return [level["name"] for level in sorted(criterion.levels, key=lambda one: -float(one["value"]))]


def shown_mark(value: str, criterion: Criterion, by_points: bool):
    """Return a kept mark as its cell shows it: a number, points, or the word of its level."""
    mark = Decimal(value)
    if criterion.kind == Criterion.Kind.YESNO:
        return _("是") if mark else _("否")
    if criterion.kind == Criterion.Kind.RATING:
        return next((level["name"] for level in criterion.levels if Decimal(str(level["value"])) == mark), "")
    return points_of_mark(mark, criterion.weight) if by_points else mark
