from django.db import models
from django.utils.translation import gettext_lazy as _


class SweepFault(models.Model):
    """A row that a sweep could not do: which, since when, how often, and when it is tried again.

    It is there while the fault lasts, and gone when the row was done or waits no more. `what` names the kind of row or
    the step, `row_id` the row (0 for a thing that is no row). `problem` says what failed and where in the program,
    never what stood in the row: operators read it, and they may not read what is sealed.
    """

    sweep = models.CharField(_("任务"), max_length=40)
    what = models.CharField(_("对象"), max_length=80)
    row_id = models.BigIntegerField(_("编号"), default=0)
    first_at = models.DateTimeField(_("开始"))
    last_at = models.DateTimeField(_("最近一次"))
    due_at = models.DateTimeField(_("下次再试"))
    count = models.PositiveIntegerField(_("次数"), default=1)
    problem = models.CharField(_("最近的错误"), max_length=200)

    class Meta:
        ordering = ["first_at", "id"]
        constraints = [models.UniqueConstraint(fields=["sweep", "what", "row_id"], name="sweep_fault_once")]

    def __str__(self):
        return f"{self.sweep}: {self.what} {self.row_id}"
