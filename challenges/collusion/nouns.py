"""The nouns of what speaks for collusion: signals."""

from challenges.collusion import access as signal
from challenges.collusion.models import Signal
from challenges.collusion.states import SIGNAL
from challenges.core.noun import Noun, register

register(Noun(SIGNAL, Signal, signal.MAY, signal.relations, signal.visible_to))
