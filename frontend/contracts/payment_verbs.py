"""What people do with a payment."""

from django.utils.translation import gettext_lazy as _

from challenges.contracts.actions import payment
from frontend.contracts import milestone_forms as forms
from frontend.kit.verb import Verb

PAYMENT = {
    "ask": Verb(_("请款"), payment.ask, _("已请款，付方已收到通知。"), form=forms.Asking, tone="zhu"),
    "confirm_paid": Verb(
        _("确认已付款"), payment.confirm_paid, _("已登记付款，收方已收到通知。"), form=forms.Paid, tone="zhu"
    ),
    "confirm_received": Verb(
        _("确认已到账"), payment.confirm_received, _("已登记到账。"), form=forms.Received, tone="zhu"
    ),
    "refund": Verb(_("登记退回"), payment.refund, _("已登记退回，各方已收到通知。"), form=forms.Refund, tone="danger"),
}
