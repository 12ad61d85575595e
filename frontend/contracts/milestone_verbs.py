"""What people do with a milestone."""

from django.utils.translation import gettext_lazy as _

from challenges.contracts.actions import milestone_check, milestone_work
from frontend.contracts import milestone_forms as forms
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Decision

MILESTONE = {
    "measure": Verb(
        _("登记实测证据"),
        milestone_work.measure,
        _("证据已登记，提交前只有本单位能看到。"),
        form=forms.Measurement,
        prepare=forms.fill_measurement,
    ),
    "report_progress": Verb(
        _("报告进展"), milestone_work.report_progress, _("进展已告知发榜方和组织方。"), form=forms.ProgressReport
    ),
    "submit": Verb(
        _("提交里程碑"),
        milestone_work.submit,
        _("已提交。发榜方出具意见后，由组织方考核。"),
        form=forms.Submission,
        tone="zhu",
        ask=_("提交后证据锁定，考核前不能再改。确认提交？"),
        ready=lambda row, at: milestone_work.require_evidence(row),
    ),
    "give_opinion": Verb(
        _("出具考核意见"),
        milestone_check.give_opinion,
        _("意见已出具，由组织方作出结论。"),
        form=forms.Opinion,
        tone="zhu",
        prepare=forms.fill_opinion,
        wanted=lambda row: not row.opinion,
    ),
    "accept": Verb(
        _("认定通过"),
        milestone_check.accept,
        _("里程碑已通过，对应款项到期待付。"),
        form=forms.Passing,
        tone="zhu",
        ready=lambda row, at: milestone_check.require_agreed(row),
    ),
    "rectify": Verb(
        _("退回整改"),
        milestone_check.rectify,
        _("已退回整改，期限已通知各方。"),
        form=Decision,
        hint=_("整改只有一次。"),
        ready=lambda row, at: milestone_check.require_first(row),
    ),
    "fail": Verb(
        _("认定不通过"),
        milestone_check.fail,
        _("里程碑未通过，对应款项不再支付。"),
        form=Decision,
        tone="danger",
        ask=_("对应款项将不再支付。确认不通过？"),
    ),
}
