"""What several journeys do alike: who sits down, and how the clock goes on."""

from accounts.models import User
from challenges.core.actions import job as jobs
from challenges.core.models import Job
from challenges.site.demo.accounts import address
from notifications import clock

COMMENT = "技术路线清楚，指标响应完整，团队有相关基础，经费与任务对应，建议补充批次一致性数据与第三方检测安排。" * 2
PANEL = ("exp-03", "exp-06", "exp-04", "exp-02", "exp-07")


def person(post: str, key: str) -> User:
    return User.objects.get(email=address(post, key))


def sit(walker, town, post, key):
    walker.sit_down(person(post, key), town.organisations.get(key))


def in_bulk(walker, board: str, rows) -> Job:
    """Pick these rows on a board, read the preview, let the system do them one by one, and read what became of them."""
    walker.go(board)
    for row in rows:
        walker.page.locator(f'input[name="pick"][value="{row.pk}"]').check()
    walker.send(walker.page.locator('button[name="kind"]').first)
    walker.send(walker.page.locator("aside form button").last)
    job = Job.objects.latest("pk")
    jobs.run_waiting(at=clock.now())
    walker.go(f"/jobs/{job.pk}/")
    job.refresh_from_db()
    return job


def advance_until(walker, challenge, state: str) -> None:
    """Press “to the next step” in the sandbox's panel until the challenge stands there."""
    for _press in range(12):
        challenge.refresh_from_db()
        if challenge.state == state:
            return
        walker.go("/")
        walker.send(walker.page.locator('button[name="step"][value="next"]').first)
    raise AssertionError(f"{challenge.state}, not {state}: {walker.page.locator('#says').inner_text()}")
