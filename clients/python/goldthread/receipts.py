"""What became of an event."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from .v1 import event_pb2, event_service_pb2


@dataclasses.dataclass(frozen=True)
class Violation:
    """A rule an event does not meet. Never quotes what the event says."""

    field: str
    rule: str  # Stable, to program against: "OCCURRED_IN_FUTURE".
    remedy: str


@dataclasses.dataclass(frozen=True)
class Receipt:
    """The hub's answer to one event: accepted and durable, or rejected."""

    event_id: str
    position: int | None  # In the hub's log; None: rejected.
    violations: tuple[Violation, ...] = ()  # Every rule that was broken.
    quality: tuple[Violation, ...] = ()  # Accepted, with doubts.

    @property
    def accepted(self) -> bool:
        return self.position is not None


class NoReceipt(Exception):
    """Some events have no receipt, and may be in the log or not: send them again."""

    def __init__(self, why: str, receipts: Sequence[Receipt | None], events: Sequence[event_pb2.Event]) -> None:
        pending = [event for event, receipt in zip(events, receipts) if receipt is None]
        super().__init__(f"{len(pending)} of {len(events)} events have no receipt: {why}")
        self.receipts = list(receipts)  # One an event, None where there is none.
        self.pending = pending  # The events to send again.


def _violations(messages: Iterable[event_service_pb2.Violation]) -> tuple[Violation, ...]:
    return tuple(Violation(m.field, m.rule, m.remedy) for m in messages)


def receipt_of(message: event_service_pb2.Receipt) -> Receipt:
    if message.HasField("accepted"):
        return Receipt(
            message.event_id, message.accepted.position, quality=_violations(message.accepted.quality)
        )
    return Receipt(message.event_id, None, violations=_violations(message.rejected.violations))
