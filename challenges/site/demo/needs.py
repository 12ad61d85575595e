"""Challenges of the demo: each walks from need to the state it is to stand in, by the same actions people take."""

from datetime import datetime
from typing import Any

from challenges.bulletin.actions import notice as notices
from challenges.bulletin.actions import schedule
from challenges.core.gate import CLOCK
from challenges.listing.actions import batch as batches
from challenges.listing.actions import batch_notice, batch_rules, challenge_change, challenge_check, challenge_clock
from challenges.listing.actions import challenge as need
from challenges.listing.models import Challenge
from challenges.site.demo.days import DAY, Days

# code without its year: (organiser, name, English name). The hall shows one posted sheet for each.
BATCHES = {
    "CJ": ("O02", "场景应用榜", "Application scenarios"),
    "XC": ("O01", "新材料专项榜", "New materials"),
    "RJ": ("O03", "工业软件榜", "Industrial software"),
    "ZB": ("O01", "装备专项榜", "Industrial equipment"),
    "B2": ("O01", "第二批榜单", "Second call of {year}"),
    "B1": ("O01", "第一批榜单", "First call of {year}"),
}

# challenge: (batch, working days from today to the deadline, the state it is to stand in)
PLACES: dict[str, tuple[str, Any, str]] = {
    "005": ("CJ", 3, "accepting"),
    "014": ("CJ", 3, "accepting"),
    "017": ("CJ", 3, "accepting"),
    "001": ("XC", 5, "accepting"),
    "002": ("XC", 5, "accepting"),
    "008": ("RJ", 10, "accepting"),
    "010": ("B2", 24, "accepting"),
    "011": ("B2", 24, "accepting"),
    "007": ("B2", 34, "published"),
    "006": ("B1", -2, "qualification"),
    "012": ("B1", -3, "qualification"),
    "031": ("ZB", -3, "qualification"),
    "032": ("ZB", -3, "qualification"),
    "033": ("ZB", -3, "qualification"),
    "003": ("B1", -12, "expert_review"),
    "013": ("B1", -15, "proposed"),
    "009": ("B1", -17, "publicity"),
    "019": ("B1", -17, "objection"),
    "034": ("B1", -13, "expert_review"),
    "018": ("B1", -15, "proposed"),
    "035": ("B1", -15, "proposed"),
    "004": ("B1", -34, "awarded"),
    "036": ("B1", -75, "in_progress"),
    "037": ("B1", -23, "awarded"),
    "016": ("B1", -26, "lapsed"),
    "015": ("B2", None, "formal_check"),
    "020": ("B2", None, "draft"),
    "021": ("B2", None, "internal_review"),
    "022": ("B2", None, "returned"),
    "023": ("B2", None, "argumentation"),
    "024": ("B2", None, "pending_publish"),
    "025": ("B1", None, "rejected"),
    "026": ("B1", 8, "withdrawn"),
}
# Working days from the first line of a need to its deadline, and from there those for which it takes proposals.
LIFE, WINDOW = 43, 32
# Needs that stop before their publication: how many working days ago each was begun, so that its period still runs.
BEGUN = {"returned": 6, "formal_check": 4, "rejected": 30}
UNPUBLISHED = ("draft", "internal_review", "formal_check", "returned", "rejected", "argumentation", "pending_publish")
ADVISERS = ("exp-03", "exp-04", "exp-06")


class Needs:
    """Walks every challenge of the demo to its place."""

    def __init__(self, people, data: dict, at: datetime):
        self.people, self.at, self.days = people, at, Days(at)
        self.rows = {row["key"]: row for row in data["challenges"]}
        self.batches: dict[str, Any] = {}
        self.made: dict[str, Any] = {}

    def make(self) -> None:
        """Open the batches and write every challenge, the oldest first."""
        self.open_batches()
        for key in sorted(PLACES, key=lambda key: (PLACES[key][1] is None, PLACES[key][1] or 0, key)):
            self.walk(key)
        self.begin_another()

    def begin_another(self) -> None:
        """Let the first lead firm begin one more need, which waits for its check of secrets."""
        row = self.rows["001"]
        need.create(
            batch=self.batches["B2"],
            by=self.people.by(row["lead"], "handler"),
            at=self.days.at(-1, 15),
            title="燃气轮机热端部件涂层厚度在线无损检测",
            title_en="On-line non-destructive measurement of coatings on hot turbine parts",
            **{name: typed(row)[name] for name in ("type", "field_code", "industry_code", "region_code")},
            background="涂层厚度目前靠剖切抽检，每批损耗两件，且不能逐件给出结果。",
        )

    def open_batches(self) -> None:
        """Open the batches; all of them still collect needs."""
        for code, (organiser, name, name_en) in BATCHES.items():
            self.batches[code] = batches.create(
                by=self.people.by(organiser, "batch"),
                at=self.at - 300 * DAY,
                code=f"{self.days.vintage}{code}",
                name=name,
                name_en=name_en.format(year=self.days.vintage),
                summary="",
                collect_from=self.at - 300 * DAY,
                collect_until=self.at + 60 * DAY,
            )
        self.call_for_needs("B1", self.at - 300 * DAY)
        self.plan_call("B2")

    def call_for_needs(self, code: str, at: datetime) -> None:
        """Give a call a rule of its own, and post its notice."""
        batch, organiser = self.batches[code], BATCHES[code][0]
        by = self.people.by(organiser, "batch")
        batch_rules.change(batch, by=by, at=at, values={"remind_hours": 24}, basis="本批通知第六条")
        notices.post(batch_notice.prepare(batch, by=by, at=at), by=self.people.by(organiser, "notice"), at=at)

    def plan_call(self, code: str) -> None:
        """Let the notice of a call wait for the morning after next, approved by a second person."""
        batch, organiser = self.batches[code], BATCHES[code][0]
        draft = batch_notice.prepare(batch, by=self.people.by(organiser, "batch"), at=self.at - DAY)
        officer = self.people.by(organiser, "notice")
        schedule.schedule(draft, by=officer, at=self.at - DAY / 2, posts_at=self.days.at(2, 9))

    def walk(self, key: str) -> None:
        """Take one challenge from its first line to its publication, or to where it stops before."""
        code, closes_in, state = PLACES[key]
        row, batch = self.rows[key], self.batches[code]
        organiser = BATCHES[code][0]
        start = closes_in - LIFE if closes_in is not None else -BEGUN.get(state, 9)
        handler = self.people.by(row["lead"], "handler")
        challenge = need.create(batch=batch, by=handler, at=self.days.at(start, 9), **typed(row))
        self.made[key] = challenge
        if state == "draft":
            return
        need.clear_secrecy(challenge, by=self.people.by(row["lead"], "office"), at=self.days.at(start, 11))
        need.submit_inside(challenge, by=handler, at=self.days.at(start, 14))
        if state == "internal_review":
            return
        need.approve(challenge, by=self.people.by(row["lead"], "signer"), at=self.days.at(start + 1, 10))
        if state != "formal_check":
            self.check(challenge, organiser, row, state, start, closes_in)

    def check(self, challenge, organiser, row, state, start, closes_in) -> None:
        """Take the formal check and what follows it."""
        checker = self.people.by(organiser, "check")
        day = start + 4
        if state == "returned":
            remarks = [
                {"field": "indicators.0.test_method", "reason": "请写明抽样方法与样本量，否则无法判定是否达到。"},
                {"field": "payment_parts", "reason": "首付比例偏高，请说明理由或调整。"},
            ]
            challenge_check.return_for_repair(challenge, by=checker, at=self.days.at(day), remarks=remarks)
            return
        if state == "rejected":
            reason = "该需求已由同类在研项目覆盖，按征集通知第三条不予受理。"
            challenge_check.reject(challenge, by=checker, at=self.days.at(day), reason=reason)
            return
        challenge_check.pass_check(challenge, by=checker, at=self.days.at(day))
        advisers = [self.people.users[key, "expert"].pk for key in ADVISERS]
        challenge_check.ask_opinion(challenge, by=checker, at=self.days.at(day, 11), experts=advisers)
        if state == "argumentation":
            self.opinions(challenge, ADVISERS[1:2], day)
            return
        self.opinions(challenge, ADVISERS, day)
        challenge_check.conclude_argumentation(challenge, by=checker, at=self.days.at(day + 1, 16))
        office = self.people.by(row["lead"], "office")
        budget = f"YS-{self.days.vintage}-{row['key']}" if row["fiscal"] else ""
        challenge_check.confirm_funds(challenge, by=office, at=self.days.at(day + 2), budget_number=budget)
        if state != "pending_publish":
            self.publish(challenge, organiser, state, closes_in)

    def opinions(self, challenge, experts, day: int) -> None:
        """Let experts give their opinion of a need."""
        for number, key in enumerate(experts):
            challenge_check.give_opinion(
                challenge,
                by=self.people.by(key, "expert"),
                at=self.days.at(day, 13, number * 20),
                necessity=True,
                measurability=True,
                amount=True,
                comment="需求真实，指标可测，金额与工作量相称。",
            )

    def publish(self, challenge, organiser, state, closes_in) -> None:
        """Publish with the window that ends on the day wanted; the clock opens it when its time has come."""
        opens = self.days.at(closes_in - WINDOW, 9)
        published = self.days.at(min(closes_in - WINDOW - 2, -1), 16)
        challenge_check.publish(
            challenge,
            by=self.people.by(organiser, "batch"),
            at=published,
            opens_at=max(opens, published),
            closes_at=self.days.at(closes_in, 17),
        )
        if state == "published":
            return
        challenge_clock.open_applications(challenge, by=CLOCK, at=challenge.opens_at)
        if state == "withdrawn":
            challenge_change.ask_withdrawal(
                challenge,
                by=self.people.by(key_of(self.people, challenge.lead), "signer"),
                at=self.days.at(-6),
                reason="下游产线改造方案变更，本需求不再成立。",
            )
            challenge_change.withdraw(
                challenge,
                by=self.people.by(organiser, "batch").seconding(self.people.users[organiser, "approver"]),
                at=self.days.at(-5),
                reason="发榜方下游产线改造方案变更，需求不再成立。",
            )

    def again(self, key: str) -> Challenge:
        """Return a challenge as it stands now."""
        self.made[key].refresh_from_db()
        return self.made[key]


def key_of(people, organisation) -> str:
    """Return the demo's key of an organisation."""
    return next(key for key, found in people.organisations.items() if found.pk == organisation.pk)


# The terms of the demo's challenges, by to whom the results belong.
EVERYWHERE = {
    "ip_background_use": "free",
    "ip_improvements": "maker",
    "ip_publication": "notice",
    "ip_publication_days": 30,
    "ip_secrecy_years": 5,
}
IP: dict[str, dict] = {
    "OWNER_LEAD": EVERYWHERE | {"ip_licence_kind": "non_exclusive", "ip_licence_fee": "free", "ip_transfer": "free"},
    "OWNER_DEV_LICENSE": EVERYWHERE
    | {
        "ip_licence_kind": "non_exclusive",
        "ip_licence_field": "发榜方及其关联企业的整机产品",
        "ip_licence_territory": "中国境内",
        "ip_licence_term": "whole",
        "ip_licence_fee": "free",
        "ip_sublicence": "affiliates",
        "ip_transfer": "first_refusal",
    },
    "JOINT": EVERYWHERE | {"ip_improvements": "maker_licenses", "ip_transfer": "first_refusal"},
    "SPLIT_BY_RESULT": EVERYWHERE
    | {
        "ip_transfer": "consent",
        "ip_results": [
            {"name": "共性技术和工艺", "owner": "joint", "use": "双方各自实施，对外许可须书面同意"},
            {"name": "面向发榜方产品的专用设计", "owner": "lead", "use": "揭榜方不得用于同类产品"},
            {"name": "检测与制造装备的改进", "owner": "developer", "use": "发榜方免费获得普通许可"},
        ],
    },
}


def typed(row: dict) -> dict:
    """Return a challenge of the demo as its writer would have typed it."""
    conditions = [
        {"kind": "kind", "params": {"kinds": ["sme"]}},
        {"kind": "consortium", "params": {"allowed": True, "max": 4}},
        *row.get("formal", ()),
        *({"kind": "text", "params": {"text": text}} for text in row["conditions"]),
    ]
    return {
        "title": row["title"],
        "title_en": row["title_en"],
        "type": row["type"],
        "field_code": row["field"],
        "industry_code": row["industry"],
        "region_code": row["region"],
        "background": row["background"],
        "content": row["content"],
        "trl_now": row["trl"][0],
        "trl_target": row["trl"][1],
        "duration_months": row["months"],
        "total_wan": row["total"],
        "enterprise_wan": row["enterprise"],
        "fiscal_wan": row["fiscal"],
        "race_slots": row["slots"],
        "race_milestone": row["race_milestone"],
        "ip_clause": row["ip"],
        "ip_terms": row["ip_terms"],
        **IP[row["ip"]],
        "confidentiality": row["confidentiality"],
        "window_days": 45,
        "indicators": row["indicators"],
        "payment_parts": row["parts"],
        "deliverables": row["deliverables"],
        "milestones": row["milestones"],
        "conditions": conditions,
        "contact_name": "技术联络处",
        "contact_phone": "010-5550-0000",
    }
