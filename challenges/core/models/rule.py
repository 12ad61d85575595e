"""Rule sets 规则集: every number that a rule book may change, as data with the date from which it holds."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField

# The vocabulary of a rule set: what each number means. The values are rows of `RuleSet`, never constants in code.
RULE_KEYS = {
    "deadline_hour": _("截止时刻（时，北京时间）"),
    "draft_idle_days": _("草稿多少天未改动即提醒"),
    "formal_check_days": _("形式审查期限（工作日）"),
    "repair_days": _("退回补正期限（工作日）"),
    "repair_rounds": _("最多退回次数"),
    "argumentation_days": _("专家论证期限（工作日）"),
    "argumentation_experts": _("论证专家最少人数"),
    "window_days": _("申报窗口最短天数"),
    "correction_days": _("更正后最少剩余天数"),
    "extension_times": _("最多延期次数"),
    "extension_share": _("延期不超过窗口的比例（%）"),
    "relist_times": _("最多重新发榜次数"),
    "answer_days": _("问题答复期限（工作日）"),
    "qualification_days": _("资格审查期限（工作日）"),
    "supplement_days": _("资格补正期限（工作日）"),
    "review_days": _("专家评审期限（工作日）"),
    "discussion_days": _("合议期限（工作日）"),
    "review_extension_times": _("评分最多延期次数"),
    "review_extension_days": _("评分一次最多延长（工作日）"),
    "remind_hours": _("同一位专家两次催办至少相隔（小时）"),
    "panel_size": _("评审组最少人数（须为单数）"),
    "enterprise_share": _("企业专家最低比例（%）"),
    "per_unit": _("同一单位最多人数"),
    "reviews_least": _("每份申报书最少评审专家数（派评时，须为单数）"),
    "bridging_share": _("派评时跨组评审的席位比例（%）"),
    "invitation_hours": _("专家邀请答复时限（小时）"),
    "recusal_years": _("回避追溯年数"),
    "absence_limit": _("专家缺席达到评审期多少（%）即不抽取"),
    "comment_length": _("评语最少字数"),
    "trim_from": _("去掉最高最低分的最少人数"),
    "deviation_limit": _("分差（标准差）超过多少须合议"),
    "passing_line": _("入围分数线"),
    "choice_days": _("拟定期限（工作日）"),
    "decision_chain": _("审定顺序（组织方岗位，依次审定）"),
    "feedback_days": _("公示开始后几个工作日反馈评审意见（0 即同时）"),
    "feedback_rank": _("反馈是否告知名次"),
    "publicity_days": _("公示天数（工作日）"),
    "publicity_counts_first_day": _("公示首日是否计入"),
    "objection_register_days": _("异议登记期限（工作日）"),
    "objection_conclude_days": _("异议办结期限（工作日）"),
    "objection_statement_days": _("异议询问的答复期限（工作日）"),
    "objection_review_days": _("异议结论申请复核的期限（工作日）"),
    "objection_review_decide_days": _("异议复核办结期限（工作日）"),
    "objection_review_stays": _("申请复核期间和复核期间是否暂停中榜"),
    "signing_days": _("签约期限（天）"),
    "negotiation_days": _("任务书磋商期限（天）"),
    "signature_days": _("任务书签署期限（天，逾期退回磋商）"),
    "milestone_soon_days": _("里程碑到期前几天转为临期"),
    "milestone_check_days": _("里程碑考核期限（工作日，双方各计）"),
    "milestone_rectify_days": _("里程碑整改期限（天）"),
    "milestone_overdue_days": _("里程碑逾期几天后转组织方"),
    "payment_days": _("款项到期后付款期限（天）"),
    "motion_days": _("提请复核的有效期限（工作日）"),
    "motion_remind_days": _("提请后几个工作日无人复核即每日提醒"),
    "reminder_days_before": _("到期前几天提醒"),
    "reminder_days_overdue": _("逾期后几天提醒"),
    "consortium_max": _("联合体成员上限"),
    "undertaking_by_signer": _("保密承诺须由签字人代表单位签署"),
    "team_consent_required": _("团队成员须由本人同意"),
    "publish_consent_required": _("项目负责人须单独同意公开姓名"),
    "lead_data_consent_required": _("团队成员须单独同意向发榜单位提供个人信息"),
    "team_pause_hours": _("同一成员两次征求同意至少相隔（小时）"),
    "sme_share": _("中小企业份额下限（%）"),
    "attachment_mb": _("单个附件上限（MB）"),
    "attachment_quota_mb": _("一份申报书附件总量上限（MB）"),
    "attachment_types": _("可以上传的文件类型"),
    "projects_per_leader": _("负责人同时在报项目上限"),
    "leader_must_be_sme": _("牵头单位须为中小企业"),
    "indirect_bands": _("间接费用分档比例上限"),
    "attachments_required": _("必须上传的附件种类"),
    "attachments_required_of_consortia": _("联合体另须上传的附件种类"),
    "draft_version_minutes": _("草稿间隔多少分钟另存一稿"),
    "take_back_minutes": _("单人办理的事项多少分钟内可以收回"),
    "complaint_days": _("资格审查结果申诉期限（工作日）"),
    "trial_samples_least": _("试评样本最少份数"),
    "trial_samples_most": _("试评样本最多份数"),
    "trial_drift_limit": _("试评偏离多少分须提示"),
    "signal_passage": _("围标线索：雷同段落最少字数"),
    "signal_share": _("围标线索：雷同占比多少为强（%）"),
    "signal_common": _("围标线索：至少多少家都有才算通用内容"),
    "signal_hours": _("围标线索：提交前多少小时内的设备计入"),
    "expert_fee_senior": _("高级职称专家费标准（元/人天，税后）"),
    "expert_fee_other": _("其他专业人员专家费标准（元/人天，税后）"),
}


class RuleSetQuerySet(models.QuerySet):
    def above(self, *, organiser_id: Any, batch_id: Any = None) -> list["RuleSet"]:
        """Return what bears on an organiser, or on one of its calls, the strongest last: platform, organiser, call.

        Within each the later outdoes the earlier.
        """
        own = models.Q(organiser=None) | models.Q(organiser_id=organiser_id, batch=None)
        rows = self.filter(own | models.Q(batch_id=batch_id) if batch_id else own)
        return sorted(rows.order_by("effective_from", "id"), key=lambda row: row.layer)

    def in_force(self, *, organiser_id: Any, on: Any, batch_id: Any = None) -> dict:
        """Return the values that hold on a date: the platform's own, above them the organiser's, above both a call's.

        A value of None in a call's own set goes back to what stands below.
        """
        values: dict[str, Any] = {}
        below: dict[str, Any] = {}
        for row in self.filter(effective_from__lte=on).above(organiser_id=organiser_id, batch_id=batch_id):
            if row.layer < CALL:
                below.update(row.values)
            values.update({key: below.get(key) if value is None else value for key, value in row.values.items()})
        return values


PLATFORM, ORGANISER, CALL = range(3)


class RuleSet(models.Model):
    """Numbers of a rule book with the date from which they hold; the latest wins, an organiser's above the platform's,
    and a call's own above both.

    Source of the defaults: the usual practice of ministries and provinces; an organiser's 管理办法 always prevails.
    """

    organiser = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("组织方"),
    )
    batch = models.ForeignKey(
        "challenges.Batch",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rule_sets",
        verbose_name=_("批次"),
    )
    title = models.CharField(_("规则名称"), max_length=120)
    basis = models.CharField(_("依据文件"), max_length=240, blank=True)
    effective_from = models.DateField(_("生效日期"))
    values = PlainField(_("数值"), default=dict)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则集")
        verbose_name_plural = _("规则集")
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "batch", "effective_from"], name="rule_set_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(batch=None) | models.Q(organiser__isnull=False),
                name="rule_set_of_call_has_organiser",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.effective_from}"

    @property
    def layer(self) -> int:
        """Return whose rules these are: PLATFORM, ORGANISER or CALL; the higher outdoes the lower."""
        return CALL if self.batch_id else ORGANISER if self.organiser_id else PLATFORM
