"""Every lifecycle of the marketplace, by noun."""

from .allotment import ALLOTMENT
from .challenge import CHALLENGE, QUESTION
from .decision import DECISION
from .draw import DRAW
from .job import JOB
from .notice import NOTICE, OBJECTION
from .proposal import MEMBER, PROPOSAL
from .review import PANEL, REVIEW, SEAT
from .signal import SIGNAL
from .staffing import STAFFING
from .trial import TRIAL, TRIALIST

TABLES = {
    table.noun: table
    for table in (
        *(CHALLENGE, QUESTION, PROPOSAL, MEMBER, PANEL, SEAT, REVIEW, DRAW, STAFFING, SIGNAL),
        *(JOB, ALLOTMENT, TRIAL, TRIALIST, DECISION, NOTICE, OBJECTION),
    )
}
