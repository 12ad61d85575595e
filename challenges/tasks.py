"""What Celery calls: each task reads the clock, makes one call, and may run twice."""

from celery import shared_task

from notifications.clock import machine, now


@shared_task(ignore_result=True)
def take_due_steps():
    """Take every step that is due now, and give the reminders that are owed."""
    from challenges.core import deadlines, reminders
    from notifications import sweeps

    at = now()
    parts = {"steps": deadlines.take_due_steps, "reminders": reminders.give_reminders}
    sweeps.each("clock", parts, lambda part: parts[part](at), at=at, name=sweeps.Row, hold=False)


@shared_task(ignore_result=True)
def scan_attachments():
    """Check the contents of the files that wait for it."""
    from accounts.acting import CLOCK
    from challenges.files.actions import scan_waiting

    scan_waiting(by=CLOCK, at=now())


@shared_task(ignore_result=True)
def solve_allotments():
    """Solve the plans of who reviews what that are asked for."""
    from challenges.assignment.actions.allotment import solve_waiting

    solve_waiting(at=now)


@shared_task(ignore_result=True)
def run_jobs():
    """Take the rows of the jobs that are asked for."""
    from challenges.core.actions.job import run_waiting

    run_waiting(at=now)


@shared_task(ignore_result=True)
def solve_staffings():
    """Solve the plans of panels that are asked for."""
    from challenges.assignment.actions.staffing import solve_waiting

    solve_waiting(at=now)


@shared_task(ignore_result=True)
def compare_signals():
    """Compare the proposals that were opened or are to be compared again."""
    from challenges.collusion.actions import compare_waiting

    compare_waiting(at=now)


@shared_task(ignore_result=True)
def sweep_incoming():
    """Remove what uploads left behind that were killed or cut off."""
    from accounts.content.incoming import sweep

    sweep(at=now(), machine_at=machine())


@shared_task(ignore_result=True)
def tidy():
    """Remove a bounded number of rows that nobody asks for any more."""
    from challenges.core.actions.housekeeping import tidy as remove

    remove(at=now(), machine_at=machine())
