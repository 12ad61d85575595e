"""Every lifecycle of the marketplace, by noun."""

from .challenge import CHALLENGE, QUESTION
from .draw import DRAW
from .job import JOB
from .notice import NOTICE, OBJECTION
from .proposal import MEMBER, PROPOSAL
from .review import PANEL, REVIEW, SEAT
from .staffing import STAFFING

TABLES = {
    table.noun: table
    for table in (CHALLENGE, QUESTION, PROPOSAL, MEMBER, PANEL, SEAT, REVIEW, DRAW, STAFFING, JOB, NOTICE, OBJECTION)
}
