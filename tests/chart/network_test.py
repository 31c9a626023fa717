"""Who reaches whom: the rendered policies against a table that was written without them."""

import unittest

import chart

GRPC = 7790
METRICS = 9790
# caller: whom it may call.
CALLS = {
    "gateway": {"ingest", "query"},
    "connect": {"ingest"},
    "query": {"ingest", "projector"},
    "teller": {"ingest", "projector"},
    "ingest": set(),
    "projector": set(),
}
ON_KAFKA = {"ingest", "connect", "projector", "teller"}


def namespace(name):
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def policies_of(objects, workload):
    return [policy["spec"] for policy in chart.of_kind(objects, "NetworkPolicy")
            if chart.selects(policy["spec"]["podSelector"], chart.pod_labels(workload))]


def lets(rules, side, workload, port):
    """Whether one of the rules lets pods of a workload through at a port."""
    labels = chart.pod_labels(workload)
    for rule in rules:
        peers = rule.get(side)
        at_port = any(entry["port"] == port for entry in rule["ports"])
        if at_port and (peers is None or any(
                "podSelector" in peer and "namespaceSelector" not in peer
                and chart.selects(peer["podSelector"], labels) for peer in peers)):
            return True
    return False


class NetworkTest(unittest.TestCase):

    @chart.of_each_workload
    def test_every_pod_is_shut_in_by_one_policy(self, objects, workload):
        policy, = policies_of(objects, workload)
        self.assertEqual(set(policy["policyTypes"]), {"Ingress", "Egress"})

    @chart.of_each_workload
    def test_roles_reach_each_other_as_the_table_says(self, objects, workload):
        reached = {
            chart.role_of(callee) for callee in chart.workloads(objects)
            if lets(policies_of(objects, workload)[0]["egress"], "to", callee, GRPC)
            and lets(policies_of(objects, callee)[0]["ingress"], "from", workload, GRPC)}
        self.assertEqual(reached, CALLS[chart.role_of(workload)])

    @chart.of_each_workload
    def test_only_the_gateway_is_open_to_others(self, objects, workload):
        stranger = {"spec": {"template": {"metadata": {"labels": {"app": "stranger"}}}}}
        rules = policies_of(objects, workload)[0]["ingress"]
        named = bool(chart.of_kind(objects, "Ingress"))
        self.assertEqual(lets(rules, "from", stranger, GRPC),
                         chart.role_of(workload) == "gateway" and not named)

    def test_where_callers_are_named_nobody_else_gets_in(self):
        objects = chart.rendered("country")
        gateway, = [thing for thing in chart.workloads(objects)
                    if chart.role_of(thing) == "gateway"]
        rules = policies_of(objects, gateway)[0]["ingress"]
        self.assertEqual([rule["from"] for rule in rules if rule["ports"][0]["port"] == GRPC],
                         [[namespace("ingress")]])

    @chart.of_each_workload
    def test_metrics_are_for_the_monitoring_alone(self, objects, workload):
        readers = [rule["from"] for rule in policies_of(objects, workload)[0]["ingress"]
                   if any(entry["port"] == METRICS for entry in rule["ports"])]
        watched = chart.of_kind(objects, "ServiceMonitor")
        self.assertEqual(readers, [[namespace("monitoring")]] if watched else [])

    @chart.of_each_workload
    def test_out_there_are_names_and_brokers_and_subscribers_and_nothing_else(self, objects, workload):
        beyond = [rule for rule in policies_of(objects, workload)[0]["egress"]
                  if rule["ports"][0]["port"] != GRPC]
        ports = [sorted({entry["port"] for entry in rule["ports"]}) for rule in beyond]
        role = chart.role_of(workload)
        self.assertEqual(ports, [[53]] + [[9093, 9094]] * (role in ON_KAFKA)
                         + [[443]] * (role == "teller"))
        self.assertTrue(beyond[0]["to"])

    def test_brokers_may_be_told_by_their_addresses(self):
        for policy in chart.of_kind(chart.rendered("country"), "NetworkPolicy"):
            for rule in policy["spec"]["egress"]:
                if rule["ports"][0]["port"] == 9093:
                    self.assertEqual(rule["to"], [{"ipBlock": {"cidr": "192.0.2.0/24"}}])

    @chart.of_each_workload
    def test_a_service_leads_to_the_pods_of_its_role(self, objects, workload):
        role = chart.role_of(workload)
        service, = [service for service in chart.of_kind(objects, "Service")
                    if service["spec"]["selector"].items() <= chart.pod_labels(workload).items()]
        self.assertEqual(service["metadata"]["name"], f"{chart.RELEASE}-{role}")
        names = {port["name"] for port in service["spec"]["ports"]}
        self.assertEqual(names, {"metrics"} | ({"grpc"} if role not in ("connect", "teller") else set()))
        # Callers within choose among the replicas; those from outside have one address.
        self.assertEqual(service["spec"].get("clusterIP") == "None", role != "gateway")

    def test_subscribers_may_be_told_by_their_addresses(self):
        there = [{"ipBlock": {"cidr": "192.0.2.0/24"}}]
        objects = chart.render("region", {"network": {"subscribers": there},
                                          "tell": {"ports": [443, 587]}})
        teller, = [thing for thing in chart.workloads(objects)
                   if chart.role_of(thing) == "teller"]
        rule = policies_of(objects, teller)[0]["egress"][-1]
        self.assertEqual([entry["port"] for entry in rule["ports"]], [443, 587])
        self.assertEqual(rule["to"], there)

    def test_the_proxy_leads_to_the_gateway(self):
        ingress, = chart.of_kind(chart.rendered("country"), "Ingress")
        backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
        self.assertEqual(backend, {"name": f"{chart.RELEASE}-gateway", "port": {"name": "grpc"}})

    def test_the_monitor_finds_every_role(self):
        for values_set in ("region", "country"):
            objects = chart.rendered(values_set)
            monitor, = chart.of_kind(objects, "ServiceMonitor")
            found = {chart.role_of(service) for service in chart.of_kind(objects, "Service")
                     if chart.selects(monitor["spec"]["selector"], service["metadata"]["labels"])}
            self.assertEqual(found, set(CALLS))
            self.assertEqual(monitor["spec"]["endpoints"][0]["port"], "metrics")


if __name__ == "__main__":
    unittest.main()
