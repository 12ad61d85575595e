"""The terms of a contract, row by row: indicators, parts of the money, promises. They follow the text on the table."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.contracts.models.contract import YUAN, Contract
from challenges.listing.models import Comparator
from notifications.fields import PlainField

VALUE: dict[str, Any] = {"max_digits": 24, "decimal_places": 10, "null": True}


class ContractIndicator(models.Model):
    """An indicator as it is to be reached. Numbers are in its unit.

    `floor` (with `floor_max` of a range, `floor_choice` of a yes-or-no or an option) is what the proposal committed,
    and never changes; `value` is what the text on the table says, and never weaker. All empty: nothing was committed.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("指标名称"), max_length=80)
    unit = models.CharField(_("单位"), max_length=24, blank=True)
    comparator = models.CharField(_("比较方式"), max_length=10, choices=Comparator)
    target = models.DecimalField(_("榜单目标值"), **VALUE)
    target_max = models.DecimalField(_("榜单目标上限"), **VALUE)
    options = PlainField(default=list)
    mandatory = models.BooleanField(_("必达"), default=True)
    test_method = models.CharField(_("测试方法或标准"), max_length=200, blank=True)
    condition = models.CharField(_("测试条件"), max_length=200, blank=True)
    measured_by = models.CharField(_("测量方"), max_length=80, blank=True)
    floor = models.DecimalField(_("申报书承诺值"), **VALUE)
    floor_max = models.DecimalField(_("申报书承诺上限"), **VALUE)
    floor_choice = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(_("约定值"), **VALUE)
    value_max = models.DecimalField(_("约定上限"), **VALUE)
    value_choice = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contract", "position"], name="contract_indicator_once")]

    def __str__(self):
        return self.name

    @property
    def committed(self) -> bool:
        """Return True where something was committed, so that it is frozen."""
        return self.floor is not None or bool(self.floor_choice)


class ContractPart(models.Model):
    """A part of the money 拨付节点: percent of the whole, and its amounts in 元 by source, exact to the 分 in sum."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    node = models.CharField(_("拨付节点"), max_length=80)
    percent = models.DecimalField(_("比例（%）"), max_digits=5, decimal_places=2)
    race = models.BooleanField(_("赛马阶段"), default=False)
    enterprise = models.DecimalField(_("发榜方出资（元）"), **YUAN)
    fiscal = models.DecimalField(_("财政补助（元）"), **YUAN)
    other = models.DecimalField(_("其他来源（元）"), **YUAN)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="contract_part_once"),
            models.CheckConstraint(
                condition=models.Q(percent__gte=0, enterprise__gte=0, fiscal__gte=0, other__gte=0),
                name="contract_part_not_negative",
            ),
        ]

    def __str__(self):
        return self.node

    @property
    def amount(self) -> Decimal:
        """Return all money of this part, in 元."""
        return self.enterprise + self.fiscal + self.other


class Promise(models.Model):
    """A measurable promise of the 军令状: what, by when, tied to which milestone, and what follows where it fails.

    `milestone` is the number of the milestone in the schedule of the text, from 1; None for one tied to none.
    `due_month` counts months from the effect of the contract.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="promises")
    position = models.PositiveSmallIntegerField()
    indicator = models.ForeignKey(ContractIndicator, null=True, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(_("承诺内容"), max_length=240)
    milestone = models.PositiveSmallIntegerField(_("里程碑"), null=True)
    due_month = models.PositiveSmallIntegerField(_("第几个月"))
    consequence = models.CharField(_("未兑现的后果"), max_length=240)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contract", "position"], name="promise_once")]

    def __str__(self):
        return self.text
