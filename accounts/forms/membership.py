"""Forms about members: inviting them, their roles, what is lent to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import MomentField, offer
from accounts.models import User
from accounts.roles import manager_role, roles_of
from accounts.typed.fields import Mail


def role_choices(kind, *, without=()):
    """The roles of a kind of organisation as a form offers them."""
    return [(code, label) for code, label in roles_of(kind).items() if code not in without]


class RolesForm(forms.Form):
    """Which roles a member has."""

    roles = forms.MultipleChoiceField(
        label=_("角色"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个角色。")},
    )

    def __init__(self, *args, kind, **options):
        super().__init__(*args, **options)
        offer(self, "roles", role_choices(kind))


class InvitationForm(RolesForm):
    """Whom to invite, in which roles."""

    email = Mail(label=_("电子邮箱"), help_text=_("对方用这个邮箱登录后即可接受邀请。"))
    field_order = ("email", "roles")


class DelegationForm(forms.Form):
    """授权书: to whom, what, from when until when."""

    grantee = forms.ModelChoiceField(label=_("被授权人"), queryset=User.objects.none(), empty_label=_("请选择"))
    roles = forms.MultipleChoiceField(
        label=_("授权范围"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个角色。")},
    )
    scope = forms.CharField(label=_("授权事项"), max_length=200, required=False)
    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"), help_text=_("北京时间。到时自动失效，也可随时撤销。"))
    document = forms.FileField(label=_("授权书扫描件"), required=False, help_text=_("PDF、PNG 或 JPEG，不超过 10 MB。"))

    def __init__(self, *args, organisation, by, two=False, **options):
        """`two` where a second person confirms it: the record stands for the scan."""
        super().__init__(*args, **options)
        if two:
            del self.fields["document"]
        members = User.objects.filter(memberships__organisation=organisation, memberships__ended_at=None)
        grantee: Any = self.fields["grantee"]
        grantee.queryset = members.exclude(pk=by.user_id).order_by("name", "pk")
        kind = organisation.kind
        offer(self, "roles", role_choices(kind, without={manager_role(kind)}))
