"""Money to the fen, and what a bank says of it: computed from plain data; no row is known here.

Amounts are whole numbers of fen 分, so that sums are exact by themselves.
"""
