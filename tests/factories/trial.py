"""Calibration rounds for tests: panels that invite, a round of two samples, marks; all by the real actions."""

from datetime import timedelta

from challenges.review.actions import trial as trials
from challenges.review.actions import trialist
from challenges.review.models import Trial

from .review import Review5, stage

DUE = timedelta(days=3)
TEXTS = (
    trials.Text("样本甲：轴承钢纯净度", "本样本说明采用真空脱气与电渣重熔降低夹杂物，给出三炉实测数据与误差。"),
    trials.Text("样本乙：焊缝在线检测", "本样本只有设想，没有实测数据，经费与进度均未分解到任务。"),
)


class Round(Review5):
    """A panel of five that has accepted, and a calibration round for it."""

    @stage
    def planned(self, *others, samples=TEXTS, due=DUE):
        self.accepted()
        panels = [self.panel, *(other.panel for other in others)]
        batch = self.challenge.batch
        self.trial = trials.plan(
            batch, by=self.officer, at=self.at, panels=panels, due_at=self.at + due, samples=samples
        )
        return self

    @stage
    def begun(self, *others, **more):
        self.planned(*others, **more)
        trials.begin(self.trial, by=self.officer, at=self.at)
        return self

    def part_of(self, one):
        return self.trial.trialists.get(expert_id=one.user_id)

    def give(self, one, values, hand_in=True):
        """Mark each sample with one value for every criterion, or with a list of values in the rubric's order."""
        row = self.part_of(one)
        criteria = list(self.trial.rubric.criteria.all())
        for sample, value in zip(self.trial.samples.all(), values, strict=True):
            given = value if isinstance(value, list) else [value] * len(criteria)
            marks = {criterion.pk: {"value": mark} for criterion, mark in zip(criteria, given, strict=True)}
            trialist.score(row, by=one, at=self.at, sample=sample.pk, marks=marks)
        if hand_in:
            trialist.hand_in(row, by=one, at=self.at)
        return row

    @stage
    def closed(self, values=((80, 60), (82, 58), (78, 62), (80, 60), (95, 80))):
        self.begun()
        for one, given in zip(self.experts, values, strict=True):
            self.give(one, given)
        trials.close_early(self.trial, by=self.officer, at=self.at)
        self.trial = Trial.objects.get(pk=self.trial.pk)
        return self
