"""Calibration rounds of the demo: one that is over before its panel scores, and one that is open now."""

from typing import Any

from challenges.review.actions import trial, trialist

SAMPLES = (
    trial.Text(
        "样本一：数据齐全的方案",
        "本样本为往届公开材料改写，与本次申报无关。\n\n方案以三炉中试数据说明工艺窗口：温度、时间与成品率的关系均有实测曲线，"
        "误差来源逐项列出。指标全部承诺，其中一项优于目标。团队六人，负责人近五年完成同类项目两项。"
        "经费按任务分解，设备购置占三成，每个里程碑对应一次第三方检测。",
    ),
    trial.Text(
        "样本二：思路新、缺验证的方案",
        "本样本为往届公开材料改写，与本次申报无关。\n\n方案提出与现有路线不同的机理，文献依据充分，但只有实验室一次结果，"
        "没有重复数据。关键指标承诺达到目标，未说明放大后的风险。计划分四个阶段，第二阶段起的成果描述笼统；"
        "经费中劳务占比偏高，未写检测费用。",
    ),
    trial.Text(
        "样本三：稳妥而平淡的方案",
        "本样本为往届公开材料改写，与本次申报无关。\n\n方案沿用成熟工艺，只改进装夹与在线检测，指标恰好达到目标。"
        "团队有多年现场经验，已在两条产线试用。计划与经费清楚，知识产权以实用新型为主，产业化路径明确。",
    ),
)
REFERENCE: tuple[tuple[Any, ...], ...] = ((88, 92, 85, 86, 84, 80), (80, 70, 72, 62, 60, 76), (68, 78, 82, 84, 82, 70))
# How lenient each expert of the demo marks, and by how much the first criterion divides them.
TILT = (1, -2, 11, -4, 0)
APART = (6, -9, 4, -12, 9)


def over(people, board, officer, expert_of, day: int, days) -> None:
    """Hold a round for a panel that has accepted, let everybody hand in, and close it."""
    row = begun(people, board, officer, days.at(day, 9), days.at(day + 1, 17))
    for n, part in enumerate(row.trialists.select_related("expert")):
        mark(part, expert_of(part.expert), days.at(day, 10 + n), n)
    trial.close_early(row, by=officer, at=days.at(day, 20))


def begun(people, board, officer, at, due):
    """Set a round up with its samples and begin it."""
    row = trial.plan(board.challenge.batch, by=officer, at=at, panels=[board], due_at=due)
    criteria = list(board.rubric.criteria.all())
    samples = [
        trial.Text(one.title, one.text, {line.pk: value for line, value in zip(criteria, values, strict=False)})
        for one, values in zip(SAMPLES, REFERENCE, strict=True)
    ]
    trial.revise(row, by=officer, at=at, samples=samples, due_at=due)
    return trial.begin(row, by=officer, at=at)


def mark(part, by, at, n: int) -> None:
    """Let one expert mark every sample near its reference, in their own manner, and hand in."""
    for place, sample in enumerate(part.trial.samples.all()):
        marks = {
            criterion: {"value": max(0, min(100, float(value) + TILT[n % 5] + (APART[n % 5] if line == 0 else place)))}
            for line, (criterion, value) in enumerate(sample.reference.items())
        }
        trialist.score(part, by=by, at=at, sample=sample.pk, marks=marks)
    trialist.hand_in(part, by=by, at=at)


def open_now(people, board, officer, days, at) -> None:
    """Give one round up before it began, and leave one open that one expert has handed in."""
    batch = board.challenge.batch
    first = trial.plan(batch, by=officer, at=days.at(-1, 13, 30), panels=[board], due_at=days.at(2, 17))
    why = "样本须先请另一位同事核对，换一批后再开始。"
    trial.void(first, by=officer, at=days.at(-1, 13, 50), reason=why)
    row = begun(people, board, officer, days.at(-1, 14), days.at(3, 17))
    part = row.trialists.select_related("expert").order_by("id").last()
    key = next(key for (key, post), user in people.users.items() if post == "expert" and user == part.expert)
    mark(part, people.by(key, "expert"), days.at(-1, 16), 1)
