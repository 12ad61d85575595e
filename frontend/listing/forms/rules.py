"""The form of a group of rules of a call: each rule by controls of its kind, with what holds without the call's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.content.kinds import KINDS
from accounts.forms.fields import DayField
from accounts.roles import ROLES
from accounts.typed.fields import Whole
from accounts.typed.number import one_of
from challenges.core.queries.rules import BOOK, HIGHEST_FEE, MOST_BANDS, MOST_STEPS, YEAR, Rule
from challenges.files.models import AttachmentKind
from challenges.listing.queries.batch_rules import Standing
from frontend.listing.presenters.rules import shown

MOST_WAN = 10_000_000
YES = (("1", gettext_lazy("是")), ("0", gettext_lazy("否")))


class Days(forms.CharField):
    """Numbers of days with commas between them."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        typed = str(super().to_python(value) or "").replace("，", ",").replace("、", ",")
        if not typed.strip():
            return None
        days = [one_of(range(YEAR + 1), part) for part in typed.strip(" ,").split(",")]
        if None in days:
            raise forms.ValidationError(_("请填天数，用逗号分开，如 7, 3, 1：0 到 365，不重复，最多 10 个。"))
        return days


class RulesForm(forms.Form):
    """One group of rules, from which day they hold, and on what ground.

    `known` is how each stands; a rule that applicants rely on cannot be typed into once something is `published`.
    """

    effective_from = DayField(label=gettext_lazy("从哪天起"))
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=240,
        required=False,
        help_text=gettext_lazy("如管理办法的条款、本批通知的文号。"),
    )

    def __init__(self, *args: Any, group: str, known: dict[str, Standing], published: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = [rule for rule in BOOK.values() if rule.group == group]
        self.known = known
        named = {name: self.fields.pop(name) for name in ("effective_from", "basis")}
        for rule in self.rules:
            for name, field, value in CONTROLS[rule.kind](rule, known[rule.key]):
                field.disabled = published and rule.fixed
                if field.disabled:
                    field.help_text = _("榜单已发布，申报单位据此申报，不能再改。")
                self.fields[name] = field
                self.initial.setdefault(name, value)
        self.fields |= named

    def field_of(self, problem: str) -> str:
        """Return the field beside which a problem of the action is said."""
        key = problem.removeprefix("values.")
        if key in self.fields or key not in BOOK:
            return key
        return next((name for name in self.fields if name.startswith(f"{key}_")), key)

    def typed(self) -> dict[str, Any]:
        """Return the rules of the group: a value, or None where what stands below is to hold."""
        return {rule.key: READ[rule.kind](self, rule) for rule in self.rules if not self.locked(rule)}

    def locked(self, rule: Rule) -> bool:
        """Return True for a rule that may not be changed any more."""
        return any(self.fields[name].disabled for name in self.fields if name == rule.key or owns(rule, name))

    def several(self, rule: Rule) -> list[Any]:
        """Return what was typed into the controls of a rule that has several."""
        return [self.cleaned_data.get(name) for name in self.fields if owns(rule, name)]


def owns(rule: Rule, name: str) -> bool:
    """Return True for one of the several controls of a rule."""
    return rule.kind in ("chain", "bands", "fee") and name.startswith(f"{rule.key}_")


def hint(rule: Rule, one: Standing, more: str = "") -> str:
    """Return what holds while the field is left empty."""
    said = _("留空即沿用：%(value)s。") % {"value": shown(rule, one.below)} if one.below is not None else ""
    return " ".join(filter(None, (said, more)))


def whole(rule: Rule, one: Standing) -> list[tuple]:
    """A number within the bounds of its rule."""
    bounds = _("%(least)s 到 %(most)s。") % {"least": rule.least, "most": rule.most}
    field = Whole(
        label=rule.label,
        required=False,
        min_value=rule.least,
        max_value=rule.most,
        help_text=hint(rule, one, bounds),
    )
    return [(rule.key, field, one.value if one.own else None)]


def yes(rule: Rule, one: Standing) -> list[tuple]:
    """Yes, no, or what stands below."""
    below = _("沿用：%(value)s") % {"value": shown(rule, one.below)}
    field = forms.ChoiceField(label=rule.label, required=False, choices=[("", below), *YES])
    return [(rule.key, field, str(one.value) if one.own else "")]


def days(rule: Rule, one: Standing) -> list[tuple]:
    """A list of days."""
    field = Days(label=rule.label, required=False, help_text=hint(rule, one, _("天数用逗号分开，如 7, 3, 1。")))
    return [(rule.key, field, one.value if one.own else None)]


def chain(rule: Rule, one: Standing) -> list[tuple]:
    """The posts that approve, one after the other."""
    posts = [("", _("无")), *((role, str(label)) for role, label in ROLES["organiser"].items())]
    found = []
    for n in range(MOST_STEPS):
        label = _("审定第 %(n)s 步") % {"n": n + 1}
        note = _("依次审定；全部选“无”即不审定。") if n == 0 else ""
        field = forms.ChoiceField(label=label, required=False, choices=posts, help_text=note)
        found.append((f"{rule.key}_{n + 1}", field, one.value[n] if n < len(one.value or []) else ""))
    return found


def files(rule: Rule, one: Standing) -> list[tuple]:
    """Kinds of attachment, each ticked or not."""
    field = forms.MultipleChoiceField(
        label=rule.label, required=False, choices=AttachmentKind.choices, widget=forms.CheckboxSelectMultiple
    )
    return [(rule.key, field, one.value or [])]


def types(rule: Rule, one: Standing) -> list[tuple]:
    """Endings of files, each ticked or not."""
    choices = [(name, f".{name}") for name in KINDS]
    field = forms.MultipleChoiceField(
        label=rule.label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )
    return [(rule.key, field, one.value or [])]


def bands(rule: Rule, one: Standing) -> list[tuple]:
    """The table of indirect costs: an upper bound and a share for each band."""
    found: list[tuple] = []
    for n in range(MOST_BANDS):
        bound, percent = (one.value or [])[n] if n < len(one.value or []) else (None, None)
        upto = Whole(
            label=_("间接费用第 %(n)s 档上限（万元）") % {"n": n + 1},
            required=False,
            min_value=1,
            max_value=MOST_WAN,
            help_text=_("末档不填上限。"),
        )
        share = Whole(
            label=_("间接费用第 %(n)s 档比例（%%）") % {"n": n + 1}, required=False, min_value=0, max_value=100
        )
        found += [(f"{rule.key}_{n + 1}_upto", upto, bound), (f"{rule.key}_{n + 1}_share", share, percent)]
    return found


def fee(rule: Rule, one: Standing) -> list[tuple]:
    """The least and the most a day."""
    low, high = one.value if one.own else (None, None)
    least = Whole(
        label=_("%(name)s：最低") % {"name": rule.label},
        required=False,
        min_value=0,
        max_value=HIGHEST_FEE,
        help_text=hint(rule, one),
    )
    most = Whole(label=_("%(name)s：最高") % {"name": rule.label}, required=False, min_value=0, max_value=HIGHEST_FEE)
    return [(f"{rule.key}_low", least, low), (f"{rule.key}_high", most, high)]


def one_value(form: RulesForm, rule: Rule) -> Any:
    """Return what a single control holds."""
    return form.cleaned_data.get(rule.key)


def read_yes(form: RulesForm, rule: Rule) -> int | None:
    """Return 1, 0, or None for what stands below."""
    return {"1": 1, "0": 0}.get(str(form.cleaned_data.get(rule.key)))


def unless_below(form: RulesForm, rule: Rule, value: Any) -> Any:
    """Return a value that is typed as a whole: None where it is what stands below, which then goes on to hold."""
    return None if value == form.known[rule.key].below else value


def read_chain(form: RulesForm, rule: Rule) -> Any:
    """Return the posts in their order."""
    return unless_below(form, rule, [role for role in form.several(rule) if role])


def read_ticks(form: RulesForm, rule: Rule) -> Any:
    """Return what is ticked; in the order of what stands below where it is the same."""
    ticked, below = form.cleaned_data.get(rule.key) or [], form.known[rule.key].below
    return None if below is not None and set(ticked) == set(below) else ticked


def read_bands(form: RulesForm, rule: Rule) -> Any:
    """Return the bands that were filled in."""
    parts = form.several(rule)
    pairs = [list(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return unless_below(form, rule, [pair for pair in pairs if pair != [None, None]])


def read_fee(form: RulesForm, rule: Rule) -> Any:
    """Return the least and the most, or None when both were left empty."""
    parts = form.several(rule)
    return None if parts == [None, None] else parts


CONTROLS = {
    "whole": whole,
    "yes": yes,
    "days": days,
    "chain": chain,
    "files": files,
    "types": types,
    "bands": bands,
    "fee": fee,
}
READ = {
    "whole": one_value,
    "yes": read_yes,
    "days": one_value,
    "chain": read_chain,
    "files": read_ticks,
    "types": read_ticks,
    "bands": read_bands,
    "fee": read_fee,
}
