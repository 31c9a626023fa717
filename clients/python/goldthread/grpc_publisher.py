"""Events to the hub by gRPC."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import grpc

from .publisher import Publisher
from .receipts import NoReceipt, Receipt, receipt_of
from .v1 import event_pb2, event_service_pb2, event_service_pb2_grpc

_BATCH_EVENTS = 1_000
_BATCH_BYTES = 3 * 1024 * 1024  # The hub takes 4 MiB at once.
_TRY_SECONDS = 30.0
_PAUSE_FIRST = 0.1
_PAUSE_MOST = 5.0
# Not now. Everything else is for a person to look at.
_AGAIN = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    }
)


def _batches(events: Sequence[event_pb2.Event]) -> Iterator[Sequence[event_pb2.Event]]:
    first = 0
    size = 0
    for at, event in enumerate(events):
        more = event.ByteSize() + 8
        if more > _BATCH_BYTES:
            raise ValueError(f"event {event.id} is larger than any hub takes (docs/events.md)")
        if at > first and (at - first == _BATCH_EVENTS or size + more > _BATCH_BYTES):
            yield events[first:at]
            first, size = at, 0
        size += more
    if first < len(events):
        yield events[first:]


class GrpcPublisher(Publisher):
    """Threads: any; calls may overlap.

    `address` is "HOST:PORT". With `ca` (PEM) it is reached over TLS, and with `certificate` and
    `key` this side shows who it is. `token`: what says who sends, or a function that makes a
    fresh one for each call; sent over TLS or to this machine only.
    """

    def __init__(
        self,
        address: str,
        *,
        ca: bytes | None = None,
        certificate: bytes | None = None,
        key: bytes | None = None,
        token: str | Callable[[], str] | None = None,
    ) -> None:
        if ca is None:
            self._channel = grpc.insecure_channel(address)
        else:
            credentials = grpc.ssl_channel_credentials(ca, key, certificate)
            self._channel = grpc.secure_channel(address, credentials)
        self._stub = event_service_pb2_grpc.EventServiceStub(self._channel)
        self._token = token
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()
        self._channel.close()

    def publish(self, events: Iterable[event_pb2.Event], *, patience: float = 60.0) -> list[Receipt]:
        """One receipt an event, in order, once all are durable or rejected.

        Tries again for `patience` seconds while the hub is away. Raises NoReceipt after that, and
        grpc.RpcError for what trying again does not mend (no proof of who sends); ValueError for an
        event that would not even be read.
        """
        all_events = list(events)
        deadline = time.monotonic() + patience
        receipts: list[Receipt | None] = []
        for batch in list(_batches(all_events)):
            try:
                receipts.extend(self._publish_batch(batch, deadline))
            except grpc.RpcError as error:
                if error.code() not in _AGAIN:
                    raise
                receipts.extend([None] * (len(all_events) - len(receipts)))
                raise NoReceipt(error.code().name, receipts, all_events) from error
        return [receipt for receipt in receipts if receipt is not None]

    def _publish_batch(self, batch: Sequence[event_pb2.Event], deadline: float) -> list[Receipt]:
        request = event_service_pb2.PublishBatchRequest(events=batch)
        pause = _PAUSE_FIRST
        while True:
            left = deadline - time.monotonic()
            try:
                response = self._stub.PublishBatch(
                    request, timeout=max(0.001, min(left, _TRY_SECONDS)), metadata=self._metadata()
                )
                return [receipt_of(message) for message in response.receipts]
            except grpc.RpcError as error:
                # Half of it at random, so that many senders do not come back together.
                wait = pause * random.uniform(0.5, 1.0)
                if error.code() not in _AGAIN or time.monotonic() + wait >= deadline:
                    raise
                if self._closed.wait(wait):
                    raise
                pause = min(pause * 2, _PAUSE_MOST)

    def _metadata(self) -> list[tuple[str, str]]:
        if self._token is None:
            return []
        token = self._token if isinstance(self._token, str) else self._token()
        return [("authorization", f"Bearer {token}")]
