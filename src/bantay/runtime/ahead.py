"""Batches with the one that follows, where so much is waiting that it is there already."""

from collections.abc import Callable, Iterator

from bantay.runtime.merge import Piece


def ahead(
    pieces: Iterator[Piece], size: int | None, stopped: Callable[[], bool]
) -> Iterator[tuple[Piece, Piece | None]]:
    """Every batch, with the next if this one holds `size` events (None: with none, ever): then
    more is waiting, while a batch that is not full would wait for what has not come yet.

    Nothing more is asked for once `stopped`, and what was asked for still comes. When the next
    batch cannot be read, this one comes first, and then the error.
    """
    piece = _next(pieces, stopped)
    while piece is not None:
        following: Piece | None = None
        wrong: Exception | None = None
        full = size is not None and len(piece.events) >= size
        if full:
            try:
                following = _next(pieces, stopped)
            except Exception as raised:
                wrong = raised
        yield piece, following
        if wrong is not None:
            raise wrong
        piece = following if full else _next(pieces, stopped)


def _next(pieces: Iterator[Piece], stopped: Callable[[], bool]) -> Piece | None:
    return None if stopped() else next(pieces, None)
