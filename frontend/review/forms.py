"""The forms of a calibration round: which panels and until when; the samples with their reference marks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Problem
from accounts.forms.fields import offer
from challenges.review.actions.trial import Text
from challenges.review.models import Criterion
from challenges.review.queries.review_sheet import named
from frontend.kit.verb_fields import moment_field, typed_moment
from notifications.typed import whole


class Plan(forms.Form):
    """Which panels take part, and until when."""

    panels = forms.TypedMultipleChoiceField(
        label=_("参加的评审组"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("同批次、评分表相同的评审组可以共用样本，组与组之间才能比较。"),
    )
    due_at = moment_field(_("截止时间"), help_text=_("北京时间。到时自动结束。"))

    def __init__(self, *args, panels=(), **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "panels", [(panel.pk, panel.name) for panel in panels])


class Samples(forms.Form):
    """The samples of a round, one block each; an empty block is no sample."""

    due_at = moment_field(_("截止时间"), required=False, help_text=_("北京时间。到时自动结束。"))

    def __init__(self, trial, most: int, data=None):
        written = list(trial.samples.all())
        self.criteria = [row for row in trial.rubric.criteria.all() if row.weight]
        self.blocks = max(most, len(written))
        initial = {"due_at": typed_moment(trial.due_at)}
        for n, sample in enumerate(written):
            initial |= {f"samples.{n}.title": sample.title, f"samples.{n}.text": sample.text}
            initial |= {f"samples.{n}.reference.{key}": value for key, value in sample.reference.items()}
        super().__init__(data, initial=initial)
        for n in range(self.blocks):
            self.fields[f"samples.{n}.title"] = forms.CharField(label=_("样本名称"), required=False, max_length=120)
            self.fields[f"samples.{n}.text"] = forms.CharField(
                label=_("样本内容"), required=False, widget=forms.Textarea(attrs={"rows": 8})
            )
            for row in self.criteria:
                self.fields[f"samples.{n}.reference.{row.pk}"] = reference_field(row)

    def sections(self):
        """Return each block: its number, whether it is written, its texts, its reference marks, and if any is set."""
        for n in range(self.blocks):
            title, text = self[f"samples.{n}.title"], self[f"samples.{n}.text"]
            marks = [self[f"samples.{n}.reference.{row.pk}"] for row in self.criteria]
            written = bool(title.value() or text.value())
            yield n + 1, written, title, text, marks, any(mark.value() for mark in marks)

    def samples(self) -> tuple[list[Text], list[int]]:
        """Return the samples that were written, and the block of each."""
        texts, blocks = [], []
        for n in range(self.blocks):
            title, text = self.cleaned_data[f"samples.{n}.title"], self.cleaned_data[f"samples.{n}.text"]
            if title or text:
                given = {row.pk: self.cleaned_data[f"samples.{n}.reference.{row.pk}"] for row in self.criteria}
                texts.append(Text(title, text, given))
                blocks.append(n)
        return texts, blocks

    def save(self, act):
        """Call `act(samples)`, and say what is wrong beside the block in which it stands."""
        texts, blocks = self.samples()
        try:
            return act(texts)
        except Invalid as wrong:
            raise Invalid([moved(problem, blocks) for problem in wrong.problems]) from None


def reference_field(criterion):
    """Return the field of a reference mark: the criterion's own levels, or a number."""
    label = _("参考分：%(name)s") % {"name": named(criterion)}
    if criterion.kind == Criterion.Kind.RATING:
        levels = [(str(level["value"]), level["name"]) for level in criterion.levels]
        return forms.ChoiceField(label=label, required=False, choices=[("", _("不设")), *levels])
    if criterion.kind == Criterion.Kind.YESNO:
        choices = [("", _("不设")), ("100", _("是")), ("0", _("否"))]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    return forms.CharField(
        label=label, required=False, max_length=6, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def moved(problem: Problem, blocks: list[int]) -> Problem:
    """Return a problem under the field of the block in which its sample was written."""
    parts = problem.field.split(".")
    number = whole(parts[1], highest=len(blocks) - 1) if len(parts) > 1 else None
    if parts[0] == "samples" and number is not None:
        parts[1] = str(blocks[number])
    return Problem(".".join(parts), problem.message, problem.code)
