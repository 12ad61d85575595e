"""What Celery calls: each task reads the clock, makes one call, and may run twice."""

from celery import shared_task

from notifications.clock import now


@shared_task(ignore_result=True)
def take_due_steps():
    """Take every step that is due now, and give the reminders that are owed."""
    from challenges.actions import deadlines, reminders

    at = now()
    deadlines.take_due_steps(at)
    reminders.give_reminders(at)
