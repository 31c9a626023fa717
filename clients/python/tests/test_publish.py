"""Both ways of sending, on a real hub and a real broker."""

from __future__ import annotations

import threading
import unittest

from confluent_kafka import KafkaException, Producer
from hub import BROKERS, Hub, event, new_feed, without_category

from goldthread import GrpcPublisher, KafkaPublisher, NoReceipt, Receipt


class PublishTest(unittest.TestCase):
    def setUp(self) -> None:
        self.feed = new_feed()
        self.hub = self.enterContext(Hub(self.feed))

    def test_over_either_way_the_same_events_get_the_same_receipts(self) -> None:
        events = [event(self.feed, 1), without_category(self.feed, 2), event(self.feed, 3)]
        with GrpcPublisher(self.hub.address) as over_grpc:
            by_grpc = over_grpc.publish(events)
        with KafkaPublisher(BROKERS, self.feed) as over_kafka:
            by_kafka = over_kafka.publish(events)
        self.assertEqual([r.event_id for r in by_grpc], ["e1", "e2", "e3"])
        self.assertEqual([r.position for r in by_grpc], [0, None, 1])
        self.assertEqual([v.rule for v in by_grpc[1].violations], ["CATEGORY_REQUIRED"])
        # The repeats stand in the log and are dropped by who reads it.
        self.assertEqual([r.position for r in by_kafka], [2, None, 3])
        self.assertEqual([r.violations for r in by_kafka], [r.violations for r in by_grpc])
        self.assertEqual([r.event_id for r in by_kafka], [r.event_id for r in by_grpc])

    def test_a_hub_that_comes_back_answers_over_grpc_without_help(self) -> None:
        self.hub.kill()
        receipts: list[Receipt] = []
        with GrpcPublisher(self.hub.address) as over_grpc:
            with self.assertRaises(NoReceipt) as none:
                over_grpc.publish([event(self.feed, 1)], patience=0.3)
            sender = threading.Thread(
                target=lambda: receipts.extend(over_grpc.publish(none.exception.pending, patience=120))
            )
            sender.start()
            self.hub.serve()
            sender.join()
        self.assertTrue(receipts[0].accepted)

    def test_what_is_sent_over_kafka_while_the_hub_is_away_is_taken_once_it_is_back(self) -> None:
        self.hub.kill()
        with KafkaPublisher(BROKERS, self.feed) as over_kafka:
            with self.assertRaises(NoReceipt) as none:
                over_kafka.publish([event(self.feed, n) for n in (1, 2)], patience=3)
            self.assertEqual([e.id for e in none.exception.pending], ["e1", "e2"])
            self.hub.serve()
            # Once more, as it says: repeats, which change nothing.
            receipts = over_kafka.publish(none.exception.pending, patience=120)
        self.assertTrue(all(r.accepted for r in receipts))
        self.assertEqual(self._counts(), (2, 0, 0))

    def test_a_hub_killed_half_way_loses_nothing_and_nothing_is_doubled(self) -> None:
        many = 3_000
        receipts: list[Receipt] = []
        with KafkaPublisher(BROKERS, self.feed) as over_kafka:
            sender = threading.Thread(
                target=lambda: receipts.extend(
                    over_kafka.publish([event(self.feed, n + 1) for n in range(many)], patience=240)
                )
            )
            sender.start()
            while not self.hub.feeds():  # Until the first is in the log.
                pass
            self.hub.kill()
            self.hub.serve()
            sender.join()
        self.assertEqual([r.event_id for r in receipts], [f"e{n + 1}" for n in range(many)])
        self.assertTrue(all(r.accepted for r in receipts))
        self.assertEqual(self._counts(), (many, 0, 0))

    def test_bytes_that_are_no_event_and_another_feeds_events_stop_nobody(self) -> None:
        with KafkaPublisher(BROKERS, self.feed) as over_kafka:
            other = Producer({"bootstrap.servers": BROKERS})
            other.produce("goldthread.inbox." + self.feed.replace("/", "."), b"\xff\xff", partition=0)
            other.flush()
            stray = event(new_feed(), 1)
            receipts = over_kafka.publish([stray, event(self.feed, 1)])
        self.assertEqual([v.rule for v in receipts[0].violations], ["FEED_OF_ANOTHER_INBOX"])
        self.assertTrue(receipts[1].accepted)

    def test_what_trying_again_does_not_mend_is_raised_at_once(self) -> None:
        with GrpcPublisher(self.hub.address) as over_grpc:
            huge = event(self.feed, 1)
            huge.attendance_concern.concern = "x" * (5 * 1024 * 1024)
            with self.assertRaises(ValueError):
                over_grpc.publish([huge])
        with self.assertRaises(KafkaException):
            KafkaPublisher(BROKERS, "nobody/" + self.feed)

    def _counts(self) -> tuple[object, object, object]:
        """Events, missing ones and conflicts, once the views have caught up."""
        (feed,) = self.hub.feeds()
        return feed["events"], feed["missing"], feed["conflicts"]


if __name__ == "__main__":
    unittest.main()
