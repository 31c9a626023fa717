"""Values that cannot be meant are refused, by their name."""

import re
import unittest

import yaml

import chart

REFUSED = (
    # What: the values, and what Helm's words must name.
    ("a misspelt value", {"kafak": {}}, "kafak"),
    ("a misspelt value within", {"kafka": {"broker": "one:1"}}, "broker"),
    ("no brokers", {"kafka": {"brokers": ""}}, "brokers"),
    ("a broker without a port", {"kafka": {"brokers": "one"}}, "brokers"),
    ("no certificate authority of the brokers", {"kafka": {"secret": ""}}, "secret"),
    ("too few copies", {"kafka": {"replicas": 2}}, "replicas"),
    ("a partition before the first", {"kafka": {"partition": -1}}, "partition"),
    ("a password as a value", {"kafka": {"login": {"password": "hunter2"}}}, "password"),
    ("a login without its secret", {"kafka": {"login": {"user": "hub", "secret": ""}}}, "secret"),
    ("a login that is none", {"kafka": {"login": {"mechanism": "GSSAPI"}}}, "mechanism"),
    ("a gateway that cannot prove who it is", {"tls": {"secret": ""}}, "tls"),
    ("no sharing agreement", {"files": {"policy": ""}}, "policy"),
    ("a private key", {"files": {"keys": "-----BEGIN PRIVATE KEY-----"}}, "keys"),
    ("an image of any day", {"image": {"tag": "latest"}}, "tag"),
    ("half a digest", {"image": {"digest": "sha256:12"}}, "digest"),
    ("no replicas", {"roles": {"query": {"replicas": 0}}}, "replicas"),
    ("two that write the log", {"roles": {"ingest": {"replicas": 2}}}, "ingest"),
    ("two that read an inbox", {"roles": {"connect": {"replicas": 2}}}, "connect"),
    ("nobody the brokers know", {"kafka": {"clientCertificate": False}}, "kafka"),
    ("a role nobody knows", {"roles": {"web": {"replicas": 1}}}, "web"),
    ("a volume for a role that keeps nothing",
     {"roles": {"ingest": {"storage": {"size": "1Gi"}}}}, "storage"),
    ("memory in no unit", {"roles": {"query": {"memory": "1024"}}}, "memory"),
    ("a drain that ends at once", {"stop": {"drainSeconds": 0}}, "drainSeconds"),
    ("a number in words", {"startupMinutes": "long"}, "startupMinutes"),
    ("a proxy without a name", {"ingress": {"enabled": True, "host": "", "tlsSecret": "t"}},
     "host"),
    ("a proxy in clear", {"ingress": {"enabled": True, "host": "h", "tlsSecret": ""}}, "tlsSecret"),
    ("nobody to ask for names", {"network": {"dns": []}}, "dns"),
    ("a peer that is nobody", {"network": {"callers": [{}]}}, "callers"),
)


def leaves(values, path=()):
    """The dotted name of each value; roles are one, called ROLE."""
    for key, value in values.items():
        here = path + (("ROLE",) if path == ("roles",) else (key,))
        if isinstance(value, dict) and value:
            yield from leaves(value, here)
        else:
            yield ".".join(here)


class ValuesTest(unittest.TestCase):

    def test_what_cannot_be_meant_is_refused_by_name(self):
        for what, values, named in REFUSED:
            with self.subTest(what):
                run = chart.helm("small", values)
                self.assertNotEqual(run.returncode, 0)
                self.assertIn("schema", run.stderr)
                self.assertIn(named, run.stderr)

    def test_a_bare_chart_says_what_is_missing(self):
        run = chart.helm("small", {"files": None, "kafka": None})
        self.assertNotEqual(run.returncode, 0)

    def test_the_page_names_every_value_and_no_other(self):
        values = yaml.safe_load((chart.CHART / "values.yaml").read_text())
        page = (chart.CHART / "README.md").read_text()
        table = [row.split("|")[1] for row in page.splitlines() if row.startswith("| ")]
        named = {name for cell in table for name in re.findall(r"`([\w.]+)`", cell)}
        roles = set(values["roles"])
        self.assertEqual(named - roles, set(leaves(values)))


if __name__ == "__main__":
    unittest.main()
