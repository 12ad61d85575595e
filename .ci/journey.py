"""Carry one challenge from need to award through a running demo, over HTTP: `python .ci/journey.py http://127.0.0.1:8000`.

Every act is a request of the person whose act it is, signed in with the demo's password; time is moved by the sandbox's
own page. Run it where the demo runs: the words of the need are read from the demo's data.
"""

import json
import os
import re
import sys
import time
from pathlib import Path

from person import Person

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
import django

django.setup()

from accounts.models import User  # noqa: E402
from challenges.listing.models import Batch  # noqa: E402
from challenges.site.demo.accounts import PASSWORD, address  # noqa: E402
from challenges.site.demo.needs import typed  # noqa: E402

DATA = Path("challenges/site/demo/data.json")
ORGANISER, FIRMS = "O01", ("S03", "S04", "S17")
EXPERTS = ("exp-06", "exp-03", "exp-04", "exp-01", "exp-07")
COMMENT = (
    "方案从机理到中试的路径清楚，关键参数有实测数据支撑，指标承诺覆盖全部必达项。建议补充放大后的批次一致性数据，"
    "并写明第三方检测的抽样方法和判定依据；经费与任务对应，进度安排可行，团队有相关基础，风险预案可以执行。"
)
# Tells this challenge from the one of the demo that it repeats.
SECOND = "（第二期）"
TRUE_FOR_ALL = ("integrity", "no_control_relation", "truth", "publicity_consent", "data_consent", "secrecy")


class Journey:
    """One challenge on its way."""

    def __init__(self, base: str):
        self.base, self.people = base, {}
        self.row = next(
            row for row in json.loads(DATA.read_text(encoding="utf-8"))["challenges"] if row["key"] == "004"
        )
        self.number = 0

    def by(self, post: str, key: str) -> Person:
        """Return somebody, who signs in when they first act."""
        if (post, key) not in self.people:
            self.people[post, key] = Person(self.base, address(post, key), PASSWORD)
        return self.people[post, key]

    def told(self, word: str) -> None:
        """Say where the challenge stands."""
        print(f"  {word:<22}{self.state()}", flush=True)

    def state(self) -> str:
        """Return the challenge's state, as its lead firm reads it."""
        return self.by("handler", self.row["lead"]).get(f"challenges/{self.number}/")["state"]

    def wait(self, state: str, steps: int = 60) -> None:
        """Move the time in steps of three days until the challenge stands there."""
        officer = self.by("batch", ORGANISER)
        for _ in range(steps):
            if self.state() == state:
                return self.told("time passes")
            officer.fill("/sandbox/", step="days")
        sys.exit(f"the challenge never came to {state}; it stands at {self.state()}")

    def need(self) -> None:
        """From the first line to the publication."""
        lead = self.row["lead"]
        batch = Batch.objects.get(code__endswith="B1").pk
        body = typed(self.row) | {"batch_id": batch, "title": self.row["title"] + SECOND}
        self.number = self.by("handler", lead).send("challenges/", body)["id"]
        here = f"challenges/{self.number}"
        self.by("office", lead).send(f"{here}/secrecy-clearance/")
        self.by("handler", lead).send(f"{here}/internal-review/")
        self.by("signer", lead).send(f"{here}/approval/")
        self.told("need")
        checker = self.by("check", ORGANISER)
        checker.send(f"{here}/formal-check/")
        experts = [User.objects.get(email=address("expert", key)).pk for key in EXPERTS[:3]]
        checker.send(f"{here}/opinion-requests/", {"expert_ids": experts})
        for key in EXPERTS[:3]:
            yes = {"necessity": True, "measurability": True, "amount": True, "comment": "需求真实，指标可测。"}
            self.by("expert", key).send(f"{here}/opinion/", yes)
        checker.send(f"{here}/argumentation/")
        self.by("office", lead).send(f"{here}/funds-confirmation/", {"budget_number": "YS-2026-999"})
        self.by("batch", ORGANISER).send(f"{here}/publication/")
        self.told("publication")
        self.wait("accepting")

    def apply(self, key: str, order: int) -> None:
        """One firm writes its proposal; another of its people signs and hands it in."""
        handler = self.by("handler", key)
        proposal = handler.send(f"challenges/{self.number}/proposals/")["id"]
        challenge = handler.get(f"challenges/{self.number}/")
        for section, data in self.sections(challenge, order).items():
            handler.send(f"proposals/{proposal}/sections/{section}/", {"data": data, "version": 0}, method="PUT")
        handler.bound("proposals", proposal, "team-request")
        self.consent(f"team{order}@firm.example.com")
        handler.bound("proposals", proposal, "internal-review")
        self.by("signer", key).bound("proposals", proposal, "submission")
        receipt = handler.get(f"proposals/{proposal}/")["receipt"]
        print(f"  {key} handed in, receipt {receipt['number']}", flush=True)

    def consent(self, mailbox: str) -> None:
        """The person of a team, who has no account, reads the mail, follows its link and agrees."""
        team = Person(self.base)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for mail in re.findall(r'href="(/inbox/mails/[^"?/]+/)"', team.open("GET", f"/inbox/mails/?to={mailbox}")):
                link = re.search(r"/team-consent/[^/\s<\"]+/", team.open("GET", mail))
                if link:
                    read = re.search(r'name="read" value="(\w+)"', team.open("GET", link.group())).group(1)
                    return team.fill(link.group(), read=read, answer="agreed")
            time.sleep(1)
        sys.exit(f"{mailbox} got no mail that asks for their consent")

    def sections(self, challenge: dict, order: int) -> dict:
        """Return a whole proposal as it is typed; each firm promises a little more than the one before."""
        promises = {}
        for row in challenge["indicators"]:
            promise = {"value": str(row["target"]), "unit": row["unit"], "evidence": "近 12 批检测汇总"}
            if row["comparator"] == "bool":
                promise["value"] = "true"
            if row["comparator"] == "between":
                promise["value_max"] = str(row["target_max"])
            promises[str(row["id"])] = promise
        lead = float(challenge["enterprise_wan"]) + float(challenge["other_wan"])
        sources = {"fiscal": f"{float(challenge['fiscal_wan']):.2f}", "lead": f"{lead:.2f}", "self": f"{60 + order}.00"}
        firm = f"第{order + 1}家单位"
        return {
            "basics": {
                "summary": f"{firm}以现有产线为基础，提出分阶段攻关方案，先样件后中试，每步可测。",
                "leader_name": f"领题人{order}",
                "leader_title": "高级工程师",
                "leader_phone": "13800000001",
                "leader_email": f"leader{order}@firm.example.com",
                "contact_name": f"联系人{order}",
                "contact_phone": "13800000002",
            },
            "route": {
                "route": "分三步推进：机理与仿真、样件迭代、用户现场考核。每步可测。",
                "innovation": "过程参数与结果指标建立可追溯的对应关系。",
                "feasibility": "已有同类产品小批量供货，检测手段齐备。",
                "risk": "放大过程中的一致性是主要风险；设置备用工艺窗口。",
            },
            "commitments": promises,
            "schedule": {
                str(m["id"]): {"month": str(m["due_month"]), "output": m["check_text"] or m["name"]}
                for m in challenge["milestones"]
            },
            "budget": {"cells": {"operating": sources}, "sources": sources},
            "ip": {
                "freedom": "经检索，拟用技术未发现侵权风险。",
                "background": [{"name": "核心工艺", "kind": "发明专利", "owner": firm, "status": "有效"}],
            },
            "team": {
                "people": [
                    {
                        "name": f"成员{order}",
                        "unit": firm,
                        "task": "总体方案",
                        "months": "10",
                        "email": f"team{order}@firm.example.com",
                    }
                ]
            },
            "declarations": dict.fromkeys(TRUE_FOR_ALL, True),
        }

    def check(self) -> None:
        """One officer checks each proposal, another confirms."""
        first, second = self.by("check", ORGANISER), self.by("second", ORGANISER)
        rows = first.get(f"proposals/?challenge_id={self.number}")["items"]
        assert len(rows) == len(FIRMS), rows
        for row in rows:
            asked = first.get(f"proposals/{row['id']}/")["qualification"]["conditions"]
            results = [{"key": one["key"], "result": "ok", "note": "营业执照与资质证书原件"} for one in asked]
            first.send(f"proposals/{row['id']}/check/", {"qualified": True, "results": results, "reasons": []})
            second.send(f"proposals/{row['id']}/check-confirmation/")
        self.told("formal check")

    def review(self) -> None:
        """A panel is formed, its ties are decided, and it scores; its leader locks the scores."""
        officer = self.by("review", ORGANISER)
        officer.send(f"challenges/{self.number}/review/")
        panel = officer.send(f"challenges/{self.number}/panels/")["id"]
        picks = [
            {"expert_id": User.objects.get(email=address("expert", key)).pk, "leader": not order}
            for order, key in enumerate(EXPERTS)
        ]
        officer.send(f"panels/{panel}/composition/", {"picks": picks})
        officer.send(f"panels/{panel}/invitations/")
        for key in EXPERTS:
            expert = self.by("expert", key)
            seat = expert.get(f"seats/?panel_id={panel}")["items"][0]["id"]
            expert.bound("seats", seat, "acceptance")
        ties = [tie["id"] for tie in officer.get(f"panels/{panel}/conflicts/?status=potential")["items"]]
        if ties:
            given = {"conflict_ids": ties, "basis": "asked", "reason": "已向本人和单位核对，不影响公正评审"}
            motion = officer.send(f"panels/{panel}/ties-set-aside/", given)["motion_id"]
            self.by("batch", ORGANISER).send(f"motions/{motion}/confirmation/")
        officer.send(f"panels/{panel}/scoring/")
        criteria = officer.get(f"panels/{panel}/")["criteria"]
        for order, key in enumerate(EXPERTS):
            expert = self.by("expert", key)
            for place, row in enumerate(expert.get(f"reviews/?panel_id={panel}")["items"]):
                marks = {str(c["id"]): {"value": str(88 - 5 * place + order % 3), "comment": ""} for c in criteria}
                here = f"reviews/{row['id']}"
                expert.send(f"{here}/clearance/")
                expert.send(f"{here}/marks/", {"marks": marks, "comment": COMMENT})
                expert.send(f"{here}/submission/")
        self.by("expert", EXPERTS[0]).send(f"panels/{panel}/lock/")
        officer.send(f"challenges/{self.number}/proposal-of-award/")
        self.told("review")

    def award(self) -> None:
        """The lead firm chooses the first, the choice is approved, the publicity posted; time makes the award."""
        signer = self.by("signer", self.row["lead"])
        rows = signer.get(f"proposals/?challenge_id={self.number}")["items"]
        shown = [signer.get(f"proposals/{row['id']}/") for row in rows]
        first = min(shown, key=lambda row: row["result"]["rank"])["id"]
        picks = {"picks": [{"proposal_id": first, "reason": ""}]}
        signer.send(f"challenges/{self.number}/choice/", picks)
        for post in ("review", "approver"):
            approver = self.by(post, ORGANISER)
            decision = approver.get(f"decisions/?challenge_id={self.number}&state=pending")["items"][0]
            approver.send(f"decisions/{decision['id']}/approval/", {"digest": decision["digest"], "opinion": "同意。"})
        self.told("decision")
        notice = self.by("notice", ORGANISER).send(f"challenges/{self.number}/publicity-draft/")["id"]
        self.by("batch", ORGANISER).send(f"notices/{notice}/posting/")
        self.told("publicity")
        self.wait("awarded", steps=12)

    def notices(self) -> None:
        """The worker has told the firms; it gets half a minute for the last of it."""
        for _ in range(60):
            rows = self.by("handler", FIRMS[0]).get("inbox/")["items"]
            told = [row for row in rows if SECOND in json.dumps(row, ensure_ascii=False)]
            if len(told) > 2:
                print(f"  {FIRMS[0]} reads {len(told)} notices of it", flush=True)
                return
            time.sleep(0.5)
        sys.exit(f"{FIRMS[0]} was told nothing")


def main(base: str) -> int:
    """Walk the whole way; ends with an error at the first refusal."""
    began = time.monotonic()
    journey = Journey(base.rstrip("/"))
    journey.need()
    for order, key in enumerate(FIRMS):
        journey.apply(key, order)
    journey.wait("qualification")
    journey.check()
    journey.review()
    journey.award()
    journey.notices()
    print(f"a need became an award over HTTP in {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
