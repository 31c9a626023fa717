"""Events to a feed's inbox on Kafka, and the hub's answers from its receipts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from .publisher import Publisher
from .receipts import NoReceipt, Receipt, receipt_of
from .v1 import event_pb2, event_service_pb2

_ASK_SECONDS = 30.0
_LOOK_SECONDS = 0.1
# As the topics are named: docs/kafka-topics.md.
_INBOX = "goldthread.inbox."
_RECEIPTS = "goldthread.receipts."


_Headers = list[tuple[str, str | bytes | None]]


def _headers(event: event_pb2.Event) -> _Headers:
    return [
        ("ce_specversion", b"1.0"),
        ("ce_type", b"goldthread.v1.Event"),
        ("ce_source", f"/feeds/{event.feed}".encode()),
        ("ce_id", event.id.encode()),
        ("content-type", b"application/protobuf"),
    ]


def _offset_answered(message: Message) -> int | None:
    headers = cast(_Headers, message.headers() or [])
    for name, value in headers:
        if name == "ce_id" and isinstance(value, bytes) and value.isdigit():
            return int(value)
    return None


class KafkaPublisher(Publisher):
    """Threads: one.

    `brokers` is "HOST:PORT,HOST:PORT". `config` is librdkafka's, for TLS and who sends:
    "security.protocol", "ssl.*", "sasl.*".
    """

    def __init__(self, brokers: str, feed: str, *, config: Mapping[str, str] | None = None) -> None:
        name = feed.replace("/", ".")
        self._inbox = _INBOX + name
        common: dict[str, str | int | bool] = {"bootstrap.servers": brokers, **(config or {})}
        self._producer = Producer({**common, "enable.idempotence": True, "linger.ms": 5})
        # Of no group: the answers are for whoever sent.
        self._consumer = Consumer(
            {**common, "group.id": "none", "enable.auto.commit": False, "auto.offset.reset": "error"}
        )
        place = TopicPartition(_RECEIPTS + name, 0)
        _, end = self._consumer.get_watermark_offsets(place, timeout=_ASK_SECONDS)
        place.offset = end
        self._consumer.assign([place])

    def close(self) -> None:
        self._producer.purge()
        self._consumer.close()

    def publish(self, events: Iterable[event_pb2.Event], *, patience: float = 60.0) -> list[Receipt]:
        """One receipt an event, in order, once all are durable or rejected.

        Raises NoReceipt when the brokers or the hub have not answered all of them for `patience`
        seconds, and KafkaException where the brokers refuse (no right to write this inbox).
        """
        all_events = list(events)
        deadline = time.monotonic() + patience
        receipts: list[Receipt | None] = [None] * len(all_events)
        offsets = self._send(all_events, receipts, deadline)
        waiting = {offset: at for at, offset in enumerate(offsets)}
        while waiting:
            if time.monotonic() >= deadline:
                raise NoReceipt("no answer", receipts, all_events)
            message = self._consumer.poll(_LOOK_SECONDS)
            if message is None:
                continue
            error = message.error()
            if error is not None:
                # No coordinator is needed, so none need be open to us.
                if error.retriable() or error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
                    continue
                raise KafkaException(error)
            # Another's, or one that came twice.
            offset = _offset_answered(message)
            at = None if offset is None else waiting.pop(offset, None)
            if at is not None:
                receipts[at] = receipt_of(event_service_pb2.Receipt.FromString(message.value() or b""))
        return [receipt for receipt in receipts if receipt is not None]

    def _send(
        self, events: Sequence[event_pb2.Event], receipts: Sequence[Receipt | None], deadline: float
    ) -> list[int]:
        """Where in the inbox each stands."""
        offsets: list[int | None] = [None] * len(events)
        failures: list[KafkaError] = []

        def noting(at: int) -> Callable[[KafkaError | None, Message], None]:
            def note(error: KafkaError | None, message: Message) -> None:
                if error is not None:
                    failures.append(error)
                else:
                    offsets[at] = message.offset()

            return note

        for at, event in enumerate(events):
            while True:
                try:
                    self._producer.produce(
                        self._inbox,
                        event.SerializeToString(),
                        partition=0,
                        headers=_headers(event),
                        on_delivery=noting(at),
                    )
                    break
                except BufferError:
                    if time.monotonic() >= deadline:
                        self._producer.purge()
                        raise NoReceipt("the brokers are away", receipts, events) from None
                    self._producer.poll(_LOOK_SECONDS)
            self._producer.poll(0)
        left = self._producer.flush(max(0.0, deadline - time.monotonic()))
        if left > 0:
            self._producer.purge()
            self._producer.flush(_LOOK_SECONDS)
            raise NoReceipt("the brokers are away", receipts, events)
        if failures:
            if any(failure.code() == KafkaError._MSG_TIMED_OUT for failure in failures):
                raise NoReceipt("the brokers are away", receipts, events)
            raise KafkaException(failures[0])
        return [offset for offset in offsets if offset is not None]
