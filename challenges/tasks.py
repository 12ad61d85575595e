"""What Celery calls: each task reads the clock, makes one call, and may run twice."""

from celery import shared_task

from accounts.acting import CLOCK
from accounts.content import incoming
from challenges.assignment.actions import allotment, staffing
from challenges.collusion import actions as signals
from challenges.core import deadlines, reminders
from challenges.core.actions import housekeeping, job
from challenges.desk.actions import erasure
from challenges.files import actions as files
from challenges.proposals.actions import team_mail
from notifications import sweeps
from notifications.clock import machine, now


@shared_task(ignore_result=True)
def take_due_steps():
    """Take every step that is due now, and give the reminders that are owed."""
    at = now()
    parts = {"steps": deadlines.take_due_steps, "reminders": reminders.give_reminders}
    sweeps.each("clock", parts, lambda part: parts[part](at), at=at, name=sweeps.Row, hold=False)


@shared_task(ignore_result=True)
def scan_attachments():
    """Check the contents of the files that wait for it."""
    files.scan_waiting(by=CLOCK, at=now())


@shared_task(ignore_result=True)
def solve_allotments():
    """Solve the plans of who reviews what that are asked for."""
    allotment.solve_waiting(at=now)


@shared_task(ignore_result=True)
def run_jobs():
    """Take the rows of the jobs that are asked for."""
    job.run_waiting(at=now)


@shared_task(ignore_result=True)
def solve_staffings():
    """Solve the plans of panels that are asked for."""
    staffing.solve_waiting(at=now)


@shared_task(ignore_result=True)
def compare_signals():
    """Compare the proposals that were opened or are to be compared again."""
    signals.compare_waiting(at=now)


@shared_task(ignore_result=True)
def mail_team_requests():
    """Write to the people of teams whose consent is asked for."""
    team_mail.mail_requests(at=now())


@shared_task(ignore_result=True)
def erase_persons():
    """Delete the accounts whose owners asked for it, and names that the law keeps no longer."""
    erasure.erase_due(at=now())


@shared_task(ignore_result=True)
def sweep_incoming():
    """Remove what uploads left behind that were killed or cut off."""
    incoming.sweep(at=now(), machine_at=machine())


@shared_task(ignore_result=True)
def tidy():
    """Remove a bounded number of rows that nobody asks for any more."""
    housekeeping.tidy(at=now(), machine_at=machine())
