"""The nouns of the bulletin: public notices."""

from challenges.access import notice
from challenges.actions.notice import end
from challenges.models import Notice
from challenges.states.notice import NOTICE
from challenges.states.noun import Noun, register, takes

register(Noun(NOTICE, Notice, notice.MAY, notice.relations, notice.visible_to))
takes("notice", end=end)
