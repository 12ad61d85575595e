"""Fen and yuan: read as typed, said with comma groups, and written in the capital figures of contracts."""

from decimal import Decimal
from typing import Any

from accounts.typed import number, text
from challenges.core.queries import amount

FEN = Decimal("0.01")
# A hundred billion yuan: more than any contract, and exact in every column and spreadsheet that keeps it.
MOST = Decimal(100_000_000_000)


def exact(fen: int) -> Decimal:
    """Return fen as yuan with two decimals."""
    return (Decimal(fen) * FEN).quantize(FEN)


def fen_of(yuan: Decimal) -> int:
    """Return yuan as whole fen; a fraction of a fen is an error of whoever calls."""
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise ValueError("not whole fen")
    return int(fen)


def said(fen: int) -> str:
    """Return fen as people write yuan: 3748257 is 37,482.57."""
    return f"{exact(fen):,.2f}"


def read(typed: Any) -> int:
    """Return the fen of an amount in yuan, as it was typed or printed: 12,000.01, ¥12000.01.

    Raises Unreadable as `accounts.typed.number.read` does: `places` for more than fen, `negative`, `out_of_range`.
    """
    bare = text.line(typed).lstrip("¥￥").removesuffix("元") if isinstance(typed, str) else typed
    return int(number.read(bare, lowest=Decimal(0), highest=MOST, places=2) * 100)


def capital(fen: int) -> str:
    """Return fen in the capital figures of contracts: 68000000000 is 陆亿捌仟万元整."""
    return amount.capital(exact(fen))
