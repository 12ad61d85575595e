"""The nouns of the bulletin: public notices."""

from challenges.bulletin import access as notice
from challenges.bulletin import motions
from challenges.bulletin.actions.notice import end
from challenges.bulletin.actions.schedule import come_due
from challenges.bulletin.models import Notice
from challenges.bulletin.states import NOTICE
from challenges.core import motions as two_persons
from challenges.core.noun import Noun, register, takes

register(Noun(NOTICE, Notice, notice.MAY, notice.relations, notice.visible_to, called=("number", "title")))
takes("notice", end=end, come_due=come_due)
for act in motions.ACTS:
    two_persons.register(act)
