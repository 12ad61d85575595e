"""Making a token: for what, how much it may do, in which parts, for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.token import grantable
from accounts.forms.fields import offer
from accounts.typed.fields import Whole
from challenges.core.api.areas import TokenArea

# A level holds what stands before it: who may change may read.
LEVELS = {
    "read": (_("只读取"), ["read"]),
    "write": (_("读取，并填写与办理"), ["read", "write"]),
    "submit": (_("读取、填写与办理，并提交与签署"), ["read", "submit", "write"]),
}
LONGEST = 365


class TokenForm(forms.Form):
    """A token of one's own."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("写明由哪个程序使用。"))
    level = forms.ChoiceField(label=_("权限"), widget=forms.RadioSelect, initial="read")
    areas = forms.MultipleChoiceField(
        label=_("模块"),
        choices=TokenArea.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选，就是全部。"),
    )
    days = Whole(label=_("有效天数"), min_value=1, max_value=LONGEST, initial=90)

    # The levels that a token of this kind may have.
    levels: tuple[str, ...] = tuple(LEVELS)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        offer(self, "level", [(code, label) for code, (label, _scopes) in LEVELS.items() if code in self.levels])

    def given(self) -> dict:
        """Return what was chosen as the action takes it, but for its days."""
        chosen = self.cleaned_data
        return {"name": chosen["name"], "scopes": LEVELS[chosen["level"]][1], "areas": chosen["areas"]}


class OrganisationTokenForm(TokenForm):
    """A token that belongs to the organisation acted for."""

    roles = forms.MultipleChoiceField(
        label=_("岗位"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择岗位。")},
        help_text=_("令牌按所选岗位办理；管理和签署不能交给程序。"),
    )
    field_order = ("name", "roles", "level", "areas", "days")
    # Signing stays with people.
    levels = ("read", "write")

    def __init__(self, *args, viewer, **options):
        super().__init__(*args, **options)
        offer(self, "roles", list(grantable(viewer.kind).items()))

    def given(self) -> dict:
        """Return what was chosen, with the roles."""
        return {**super().given(), "roles": self.cleaned_data["roles"]}
