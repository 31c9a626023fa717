"""Sends an agency's events to a Goldthread hub and gets a receipt for each.

Two ways, one behaviour: `GrpcPublisher` calls the hub, `KafkaPublisher` writes to a feed's inbox
and reads the answers. Events are `goldthread.v1.event_pb2.Event`; what they must hold is in
docs/events.md. Sending an event again is harmless, so whatever has no receipt is sent again.
"""

from typing import TYPE_CHECKING

from .grpc_publisher import GrpcPublisher
from .publisher import Publisher
from .receipts import NoReceipt, Receipt, Violation

if TYPE_CHECKING:
    from .kafka_publisher import KafkaPublisher

__all__ = ["GrpcPublisher", "KafkaPublisher", "NoReceipt", "Publisher", "Receipt", "Violation"]


def __getattr__(name: str) -> object:
    # confluent-kafka is wanted only by who sends over Kafka.
    if name == "KafkaPublisher":
        from .kafka_publisher import KafkaPublisher

        return KafkaPublisher
    raise AttributeError(name)
