"""The numbers, holidays and rubric a new platform starts with; all of them are data that organisers may change."""

import datetime

from django.db import migrations


DEFAULTS = {
    "deadline_hour": 17,
    "draft_idle_days": 90,
    "formal_check_days": 5,
    "repair_days": 5,
    "repair_rounds": 2,
    "argumentation_days": 15,
    "argumentation_experts": 3,
    "window_days": 30,
    "correction_days": 10,
    "extension_times": 1,
    "extension_share": 50,
    "relist_times": 2,
    "answer_days": 3,
    "qualification_days": 5,
    "supplement_days": 3,
    "review_days": 20,
    "panel_size": 5,
    "enterprise_share": 40,
    "per_unit": 2,
    "invitation_hours": 48,
    "recusal_years": 3,
    "comment_length": 50,
    "trim_from": 7,
    "deviation_limit": 15,
    "passing_line": 60,
    "choice_days": 5,
    "publicity_days": 5,
    "publicity_counts_first_day": 0,
    "objection_register_days": 2,
    "objection_conclude_days": 15,
    "signing_days": 30,
    "reminder_days_before": [7, 3, 1],
    "reminder_days_overdue": [1, 2, 3, 4, 5],
    "consortium_max": 4,
    "sme_share": 60,
    "attachment_mb": 50,
    "attachment_quota_mb": 300,
    "projects_per_leader": 2,
    "leader_must_be_sme": 1,
    # 财教〔2021〕178号: 30 % to 500 万元, 25 % of the next 500, 20 % above.
    "indirect_bands": [[500, 30], [1000, 25], [None, 20]],
    "attachments_required": [],
    "attachments_required_of_consortia": ["agreement"],
    "draft_version_minutes": 10,
    "complaint_days": 3,
    "absence_limit": 30,
    "reviews_least": 3,
    "bridging_share": 15,
    "review_extension_times": 1,
    "review_extension_days": 10,
    "remind_hours": 12,
    "trial_samples_least": 2,
    "trial_samples_most": 5,
    "trial_drift_limit": 8,
    "decision_chain": ["review_officer", "batch_admin"],
    "feedback_days": 0,
    "feedback_rank": 1,
    # 财科教〔2017〕128号: 元 a day after tax, the least and the most.
    "expert_fee_senior": [1500, 2400],
    "expert_fee_other": [900, 1500],
    "signal_passage": 40,
    "signal_share": 30,
    "signal_common": 5,
    "signal_hours": 72,
    "discussion_days": 3,
    "attachment_types": [
        *("pdf", "png", "jpg", "jpeg", "tif", "tiff", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "txt"),
    ],
}

# Rubric of the usual practice; weights total 100.
CRITERIA = [
    ("技术路线先进性与可行性", "Technical route: novelty and feasibility", 30),
    ("指标响应程度", "Response to the indicators", 20),
    ("团队与研发基础", "Team and research base", 20),
    ("实施计划与里程碑", "Plan and milestones", 10),
    ("经费合理性", "Soundness of the budget", 10),
    ("知识产权与产业化前景", "Intellectual property and industrial prospects", 10),
]

# Statutory dates for years whose notice has not come: provisional until it does.
STATUTORY = {
    2027: ["01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15", "10-01", "10-02", "10-03"],
}


def fill(apps, schema_editor):
    """Write the platform's own rule set, the holiday table and the default rubric."""
    import chinese_calendar
    from chinese_calendar.constants import holidays, workdays

    RuleSet = apps.get_model("challenges", "RuleSet")
    RuleSet.objects.create(
        title="平台通用规则", basis="部委与省级通行做法；组织方管理办法优先", effective_from=datetime.date(2020, 1, 1), values=DEFAULTS
    )
    Holiday = apps.get_model("challenges", "Holiday")
    rows = [
        Holiday(day=day, working=False, name=chinese_calendar.Holiday(name).chinese)
        for day, name in holidays.items()
        if day.year >= 2022
    ]
    rows += [
        Holiday(day=day, working=True, name=chinese_calendar.Holiday(name).chinese)
        for day, name in workdays.items()
        if day.year >= 2022
    ]
    known = {row.day.year for row in rows}
    for year, days in STATUTORY.items():
        if year not in known:
            rows += [
                Holiday(day=datetime.date.fromisoformat(f"{year}-{day}"), working=False, name="法定节日", provisional=True)
                for day in days
            ]
    Holiday.objects.bulk_create(rows)
    Rubric = apps.get_model("challenges", "Rubric")
    Criterion = apps.get_model("challenges", "Criterion")
    rubric = Rubric.objects.create(name="揭榜挂帅通用评分表", template=True, tie_chain=[1, 2])
    Criterion.objects.bulk_create(
        Criterion(rubric=rubric, position=n, name=name, name_en=name_en, weight=weight, comment_length=0)
        for n, (name, name_en, weight) in enumerate(CRITERIA, start=1)
    )


class Migration(migrations.Migration):
    replaces = [("challenges", "0002_rule_defaults"), ("challenges", "0007_review_notice_triggers")]
    dependencies = [("challenges", "0001_market")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
