"""What all ways to the hub have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from .receipts import Receipt
from .v1 import event_pb2

if TYPE_CHECKING:
    from typing_extensions import Self


class Publisher(ABC):
    """Closes itself at the end of a `with`."""

    @abstractmethod
    def publish(self, events: Iterable[event_pb2.Event], *, patience: float = 60.0) -> list[Receipt]:
        """One receipt an event, in order, once all are durable or rejected.

        Tries for `patience` seconds, then raises NoReceipt.
        """

    @abstractmethod
    def close(self) -> None:
        """What is still being sent gets no receipt."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
