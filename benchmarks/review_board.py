"""The review's pages on 1,000 proposals, 50 experts and 3,000 reviews, beside a raw floor of the same run.

`python -m tests.servers python -m benchmarks.review_board` fills a database of its own and asks every page as the
person it is made for; `benchmarks/results/review_board.md` gets the median processor time of this process per
request, the SQL statements and the bytes. The floor is psycopg and orjson in a bare view over the rows of the board.
"""

import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.pages import ROUNDS, SEED, client_of, measure, prepare

RESULT = Path(__file__).parent / "results" / "review_board.md"
PANELS, EACH, EXPERTS, SITTING = 20, 50, 50, 3
COMMENT = "技术路线清楚，指标响应完整，团队有相关基础。" * 4


def fill() -> dict:
    """Write 20 panels with 50 proposals each, 50 experts, 3,000 reviews of 3 criteria; returns who will ask."""
    from challenges.review.models import Criterion, Panel, Review, Rubric, Score, Seat
    from notifications import clock
    from tests.factories.accounts import OrganisationFactory, acting
    from tests.factories.challenges import BatchFactory, ChallengeFactory, ProposalFactory
    from tests.factories.review import expert

    draw, at = random.Random(SEED), clock.now()
    batch = BatchFactory()
    stamps = {"created_at": at, "updated_at": at}
    people = [expert("enterprise" if n % 3 == 0 else "technical", max_load=50) for n in range(EXPERTS)]
    firms = OrganisationFactory.create_batch(EACH, kind="sme")
    panels, reviews = [], []
    for number in range(PANELS):
        challenge = ChallengeFactory(
            batch=batch, state="expert_review", number=f"TC-B-{number:03d}", due_at=at + timedelta(days=number - 4)
        )
        rubric = Rubric.objects.create(organiser=batch.organiser, name="评分表", template=False, tie_chain=[1])
        criteria = Criterion.objects.bulk_create(
            Criterion(rubric=rubric, position=n, name=name, weight=weight)
            for n, (name, weight) in enumerate((("技术路线", 40), ("指标响应", 40), ("团队", 20)), start=1)
        )
        locked = number % 4 == 3
        panel = Panel.objects.create(
            challenge=challenge,
            rubric=rubric,
            name=f"“高温合金粉末 {number}”评审组",
            state="locked" if locked else "scoring",
            due_at=challenge.due_at,
            locked_at=at if locked else None,
            **stamps,
        )
        panels.append((panel, criteria))
        seats = Seat.objects.bulk_create(
            Seat(
                panel=panel,
                expert=people[(number * SITTING + n) % EXPERTS].user,
                state="accepted",
                category="enterprise" if n == 0 else "technical",
                unit=f"单位 {number}-{n}",
                leader=n == 0,
                order=n,
                invited_at=at,
                **stamps,
            )
            for n in range(SITTING)
        )
        for place, firm in enumerate(firms):
            proposal = ProposalFactory(
                challenge=challenge,
                organisation=firm,
                state="scored" if locked else "qualified",
                receipt_number=f"JB-{number:03d}-{place:04d}",
            )
            for seat in seats:
                state = "locked" if locked else draw.choice(("waiting", "in_progress", "submitted", "submitted"))
                total = None if state == "waiting" else draw.randint(55, 95)
                reviews.append(
                    Review(seat=seat, proposal=proposal, state=state, total=total, comment=COMMENT, **stamps)
                )
    made = Review.objects.bulk_create(reviews, batch_size=1000)
    of_panel = {panel.pk: criteria for panel, criteria in panels}
    Score.objects.bulk_create(
        (
            Score(review=review, criterion=criterion, value=review.total or 60, comment="有数据支撑", saved_at=at)
            for review in made
            for criterion in of_panel[review.seat.panel_id]
        ),
        batch_size=2000,
    )
    freeze([panel for panel, _criteria in panels if panel.state == "locked"], made, of_panel)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    first = people[0].user_id
    open_ones = (row.pk for row in made if row.seat.expert_id == first and row.state == "in_progress")
    return {
        "batch": batch.pk,
        "officer": acting(batch.organiser, "review_officer", "batch_admin"),
        "expert": people[0],
        "scoring": panels[0][0].pk,
        "locked": panels[3][0].pk,
        "review": next(open_ones),
    }


def freeze(panels: list, reviews: list, criteria: dict) -> None:
    """Write the results of the locked panels, as their lock would have."""
    from challenges.review.models import Result

    rows = []
    for panel in panels:
        totals: dict[int, list[int]] = {}
        for review in reviews:
            if review.seat.panel_id == panel.pk:
                totals.setdefault(review.proposal_id, []).append(review.total)
        ranked = sorted(totals.items(), key=lambda item: (-sum(item[1]), item[0]))
        for rank, (proposal_id, found) in enumerate(ranked, start=1):
            mean = round(sum(found) / len(found), 2)
            breakdown = {
                "criteria": {str(row.pk): str(mean) for row in criteria[panel.pk]},
                "totals": [str(total) for total in sorted(found)],
            }
            rows.append(
                Result(
                    panel=panel,
                    round=1,
                    proposal_id=proposal_id,
                    score=mean,
                    rank=rank,
                    deviation=5,
                    passed=mean >= 60,
                    breakdown=breakdown,
                )
            )
    Result.objects.bulk_create(rows)


def raw(batch: int):
    """The floor: the rows of the board by hand, from the connection to the bytes."""
    import orjson
    from django.db import connection
    from django.http import HttpResponse

    sql = """SELECT p.id, p.receipt_number, o.name, o.short_name, o.name_en, c.id, c.number, c.title, g.id, g.name,
        g.state, g.due_at, COUNT(r.id) FILTER (WHERE s.state = 'accepted' AND r.state <> 'recused'),
        COUNT(r.id) FILTER (WHERE s.state = 'accepted' AND r.state IN ('submitted', 'locked'))
        FROM challenges_proposal p JOIN challenges_challenge c ON c.id = p.challenge_id
        JOIN accounts_organisation o ON o.id = p.organisation_id
        JOIN challenges_panel g ON g.challenge_id = c.id AND g.state <> 'cancelled'
        LEFT JOIN challenges_review r ON r.proposal_id = p.id LEFT JOIN challenges_seat s ON s.id = r.seat_id
        WHERE c.batch_id = %s AND p.state IN ('qualified', 'scored')
        GROUP BY p.id, o.id, c.id, g.id ORDER BY g.due_at, p.id LIMIT 50"""

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(sql, [batch])
            rows = cursor.fetchall()
        return HttpResponse(orjson.dumps({"items": rows}), content_type="application/json")

    return ask


def deep_url(client, url: str) -> str:
    """Return the address of the last full page of the board, as its own links lead there."""
    while True:
        following = client.get(url).context["following"]
        if not following:
            return url
        url = following


def main() -> int:
    """Run all of it and write the table."""
    prepare()
    began = time.monotonic()
    people = fill()
    filled = time.monotonic() - began
    officer, expert = client_of(people["officer"]), client_of(people["expert"])
    board = f"/batches/{people['batch']}/reviews/?all=1"
    deep = deep_url(officer, board)
    cases = {
        "raw floor, 50 rows of the board": (raw(people["batch"]), ""),
        "batch board, page of 50": (lambda: officer.get(board), "≤ 80 / 12"),
        "batch board, last page": (lambda: officer.get(deep), "≤ 1.5 × first"),
        "batch board, state and word": (lambda: officer.get(f"{board}&state=partly&q=JB-00"), "≤ 80 / 12"),
        "panel board of 50, scoring": (lambda: officer.get(f"/panels/{people['scoring']}/"), "≤ 80 / 12"),
        "panel board of 50, locked": (lambda: officer.get(f"/panels/{people['locked']}/"), "≤ 80 / 12"),
        "API board, 50 rows": (
            lambda: officer.get(f"/api/v1/batches/{people['batch']}/reviews/?limit=50"),
            "≤ 40 / 12",
        ),
        "expert desk": (lambda: expert.get("/desk/"), "≤ 80 / 12"),
        "scoring page": (lambda: expert.get(f"/reviews/{people['review']}/"), "≤ 80 / 12"),
    }
    found = {name: (*measure(ask), target) for name, (ask, target) in cases.items()}
    write(filled, found)
    return 0


def write(filled: float, found: dict) -> None:
    """Write the results as a table."""
    first, far = found["batch board, page of 50"][0], found["batch board, last page"][0]
    lines = [
        "# Review boards",
        "",
        f"{PANELS * EACH:,} proposals on {PANELS} panels, {EXPERTS} experts, {PANELS * EACH * SITTING:,} reviews",
        "with 3 criteria each, PostgreSQL, test client in one process (all middleware), median of",
        f"{ROUNDS} requests; written in {filled:.0f} s. Load when measured: {os.getloadavg()[0]:.1f}.",
        "",
        "| what | CPU ms | SQL | KB | to reach (ms / SQL) |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {ms:.2f} | {queries} | {size / 1024:.1f} | {target} |"
        for name, (ms, queries, size, target) in found.items()
    ]
    lines += [
        "",
        f"Last page against the first: {far / first:.2f} (to reach 1.5).",
        "",
        "Again: `python -m tests.servers python -m benchmarks.review_board`.",
    ]
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
