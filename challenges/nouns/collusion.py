"""The nouns of what speaks for collusion: signals."""

from challenges.access import signal
from challenges.models import Signal
from challenges.states.noun import Noun, register
from challenges.states.signal import SIGNAL

register(Noun(SIGNAL, Signal, signal.MAY, signal.relations, signal.visible_to))
