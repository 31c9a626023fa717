"""What a role is given: its own settings and secrets, by file alone."""

import tomllib
import unittest

import chart


def secrets_of(workload):
    return {source["secret"]["name"] for source in chart.settings_of(workload)["sources"]
            if "secret" in source}


def hub_toml(objects, role):
    config, = chart.of_kind(objects, "ConfigMap")
    return tomllib.loads(config["data"][f"{role}.toml"])


class SettingsTest(unittest.TestCase):

    @chart.of_each_workload
    def test_no_secret_is_rendered_and_none_is_in_the_environment(self, objects, workload):
        self.assertEqual(chart.of_kind(objects, "Secret"), [])
        for container in chart.containers(workload):
            self.assertEqual((container.get("env"), container.get("envFrom")), (None, None))

    @chart.of_each_workload
    def test_a_role_has_the_secrets_it_needs_and_no_other(self, objects, workload):
        role = chart.role_of(workload)
        wanted = {f"{chart.RELEASE}-{'query' if role == 'teller' else role}-role"}
        if role == "teller":
            wanted |= {"goldthread-tell"}
        if role == "gateway":
            wanted |= {"goldthread-gateway"}
        if role in ("ingest", "connect", "projector", "teller"):
            wanted |= {"goldthread-kafka"}
            if "user" in hub_toml(objects, role)["kafka"]:
                wanted |= {"goldthread-kafka-login"}
        self.assertEqual(secrets_of(workload), wanted)

    def test_an_issuer_makes_a_certificate_of_each_role(self):
        for values_set in ("region", "country"):
            objects = chart.rendered(values_set)
            made = {thing["spec"]["secretName"]: thing["spec"]["dnsNames"]
                    for thing in chart.of_kind(objects, "Certificate")}
            self.assertEqual(made, {
                f"{chart.RELEASE}-{role}-role": [f"{role}.roles.goldthread"]
                for role in map(chart.role_of, chart.workloads(objects)) if role != "teller"})

    @chart.of_each_workload
    def test_settings_are_readable_by_the_hub_alone(self, objects, workload):
        self.assertEqual(chart.settings_of(workload)["defaultMode"], 0o440)
        for mount in chart.containers(workload)[0]["volumeMounts"]:
            self.assertEqual(mount.get("readOnly", False), mount["name"] == "settings")

    def test_a_role_is_told_whom_it_calls_by_services_that_are_there(self):
        objects = chart.rendered("region")
        services = {thing["metadata"]["name"] for thing in chart.of_kind(objects, "Service")}
        told = {"gateway": {"ingest", "query"}, "connect": {"ingest"},
                "query": {"ingest", "projectors"}, "teller": {"ingest", "projectors"},
                "ingest": set(), "projector": set()}
        for role, callees in told.items():
            roles = hub_toml(objects, role)["roles"]
            self.assertEqual(set(roles) & {"ingest", "query", "projectors"}, callees)
            for callee in callees:
                for place in [roles[callee]] if isinstance(roles[callee], str) else roles[callee]:
                    host, port = place.split(":")
                    self.assertIn(host.removesuffix(".safe.svc").split(".")[-1], services)
                    self.assertEqual(port, "7790")

    def test_who_tells_is_there_where_there_is_something_to_tell(self):
        objects = chart.render("small", {"tell": {"settings": "", "secret": "", "keys": []}})
        self.assertNotIn("teller", map(chart.role_of, chart.workloads(objects)))
        toml = hub_toml(chart.rendered("small"), "teller")
        self.assertEqual([one["name"] for one in toml["subscriber"]], ["police-desk"])

    def test_each_replica_of_the_views_is_known(self):
        projectors = hub_toml(chart.rendered("country"), "query")["roles"]["projectors"]
        self.assertEqual(projectors, [
            f"goldthread-projector-{i}.goldthread-projector.safe.svc:7790" for i in range(4)])


if __name__ == "__main__":
    unittest.main()
