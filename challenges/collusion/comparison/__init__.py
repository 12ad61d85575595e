"""Signals of collusion 围标线索: pure comparisons of opened proposals. They flag with reasons and decide nothing."""
