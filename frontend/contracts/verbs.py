"""What the sides of a contract do: accept the text on the table, sign it, take it back, note its registration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from challenges.contracts.actions import signing, talks
from challenges.contracts.queries.standing import next_to_sign, on_the_table, require_signable, shortfalls
from challenges.core.gate import Invalid, Refused
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Reason


class Read(forms.Form):
    """The version that was read: its SHA-256."""

    read = forms.CharField(widget=forms.HiddenInput)


class Signing(Read):
    """That the text and the 军令状 were read in full, and the version."""

    agreed = forms.BooleanField(
        label=_("我已通读本页的任务书全文和军令状，代表本单位签署"),
        error_messages={"required": _("请先通读全文，再勾选。")},
    )
    field_order = ("agreed", "read")


class Registration(forms.Form):
    """Number and day of the registration as a technical contract."""

    number = forms.CharField(label=_("登记编号"))
    registered_on = DayField(label=_("登记日期"))


def carry(form, row) -> None:
    """Carry the version that stands on the page."""
    form.fields["read"].initial = on_the_table(row).sha256


def as_registered(form, row) -> None:
    """Show what was noted before, to be corrected."""
    form.fields["number"].initial = row.registration_number
    form.fields["registered_on"].initial = row.registered_on


def not_accepted(row, at) -> None:
    """Refuse, in words, a text that could not go to be signed."""
    problems = shortfalls(row, at)
    if problems:
        raise Invalid(problems)


def to_sign(row, at) -> None:
    """Refuse, in words, what keeps everybody from signing now."""
    require_signable(row, at)
    not_accepted(row, at)
    if next_to_sign(row) is None:
        raise Refused(code="signed")


def sign(row, *, by, at, read, agreed):  # noqa: ARG001  # it was ticked, or the form was refused
    """Sign the version that was read."""
    return signing.sign(row, by=by, at=at, read=read)


CONTRACT = {
    "accept_text": Verb(
        _("接受这一稿"),
        talks.accept_text,
        _("已接受。双方都接受后转入签署。"),
        form=Read,
        prepare=carry,
        tone="zhu",
        ready=not_accepted,
        ask=_("接受的是桌面上的这一稿；双方都接受后由签字人签署。"),
    ),
    "sign": Verb(
        _("签署任务书和军令状"),
        sign,
        _("已签署。"),
        form=Signing,
        prepare=carry,
        tone="zhu",
        fresh=True,
        ready=to_sign,
        ask=_("签署后对本单位有约束力。签署的是本页所列全文，摘要列在文末。"),
    ),
    "reopen_text": Verb(_("退回磋商"), talks.reopen_text, _("已退回磋商，已有的签署作废。"), form=Reason),
    "register_contract": Verb(
        _("记录技术合同登记"),
        signing.register_contract,
        _("已记录登记编号和日期。"),
        form=Registration,
        prepare=as_registered,
    ),
}
