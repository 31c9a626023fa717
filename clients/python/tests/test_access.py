"""An agency with a password, allowed its own inbox and answers, on a broker that believes nobody."""

from __future__ import annotations

import pathlib
import unittest

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)
from hub import SECURE, Hub, event, new_feed

from goldthread import KafkaPublisher


def by_password(user: str) -> dict[str, str]:
    return {
        "security.protocol": "sasl_ssl",
        "ssl.ca.location": str(SECURE / "secure/ca.pem"),
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": (SECURE / f"secure/{user}.password").read_text().strip(),
    }


class AccessTest(unittest.TestCase):
    def setUp(self) -> None:
        self.feed = new_feed()
        secrets = pathlib.Path(SECURE).absolute() / "secure"
        brokers = (secrets / "address-mutual").read_text().strip()
        self.brokers = (SECURE / "address").read_text().strip()
        self.enterContext(
            Hub(
                self.feed,
                brokers,
                f'ca = "{secrets}/ca.pem"\ncertificate = "{secrets}/admin.pem"\nkey = "{secrets}/admin.key"\n',
            )
        )

    def _allow(self, user: str, topic: str, operation: AclOperation) -> None:
        admin = AdminClient({"bootstrap.servers": self.brokers, **by_password("admin")})
        name = f"goldthread.{topic}.{self.feed.replace('/', '.')}"
        rule = AclBinding(
            ResourceType.TOPIC,
            name,
            ResourcePatternType.LITERAL,
            f"User:{user}",
            "*",
            operation,
            AclPermissionType.ALLOW,
        )
        for done in admin.create_acls([rule]).values():
            done.result()

    def _publisher(self, user: str) -> KafkaPublisher:
        """Once the brokers have heard what it may do, in the order it was allowed."""
        while True:
            try:
                return KafkaPublisher(self.brokers, self.feed, config=by_password(user))
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_AUTHORIZATION_FAILED:
                    raise

    def test_its_own_inbox_is_open_to_an_agency_and_to_no_other(self) -> None:
        self._allow("police", "inbox", AclOperation.WRITE)
        self._allow("police", "receipts", AclOperation.READ)
        with self._publisher("police") as police:
            (receipt,) = police.publish([event(self.feed, 1)])
        self.assertTrue(receipt.accepted)
        with self.assertRaises(KafkaException):
            KafkaPublisher(self.brokers, self.feed, config=by_password("school"))
        # Who may read the answers may not send for that.
        self._allow("school", "receipts", AclOperation.READ)
        with self._publisher("school") as school:
            with self.assertRaises(KafkaException):
                school.publish([event(self.feed, 2)], patience=20)


if __name__ == "__main__":
    unittest.main()
