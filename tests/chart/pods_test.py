"""What every pod of the chart keeps to, in each set of values."""

import unittest

import chart

ROLES = ("gateway", "ingest", "connect", "query", "projector", "teller")

class PodsTest(unittest.TestCase):

    @chart.of_each_workload
    def test_each_role_is_its_own_workload_and_one_that_keeps_something_has_a_volume(
            self, objects, workload):
        kinds = {chart.role_of(thing): thing["kind"] for thing in chart.workloads(objects)}
        self.assertEqual(kinds, {
            "gateway": "Deployment", "ingest": "Deployment", "connect": "Deployment",
            "query": "StatefulSet", "projector": "StatefulSet", "teller": "StatefulSet"})
        claims = workload["spec"].get("volumeClaimTemplates", [])
        self.assertEqual(len(claims), 1 if workload["kind"] == "StatefulSet" else 0)

    @chart.of_each_workload
    def test_nothing_runs_as_root_or_may_become_it(self, objects, workload):
        for container in chart.containers(workload):
            security = container["securityContext"]
            self.assertIs(security["runAsNonRoot"], True)
            self.assertGreater(security["runAsUser"], 10000)
            self.assertIs(security["allowPrivilegeEscalation"], False)
            self.assertIs(security["privileged"], False)
            self.assertEqual(security["capabilities"], {"drop": ["ALL"]})

    @chart.of_each_workload
    def test_the_root_file_system_is_read_only(self, objects, workload):
        for container in chart.containers(workload):
            self.assertIs(container["securityContext"]["readOnlyRootFilesystem"], True)

    @chart.of_each_workload
    def test_what_it_writes_is_in_a_folder_of_its_own_on_its_volume(self, objects, workload):
        container, = chart.containers(workload)
        data, = [flag for flag in container["args"] if flag.startswith("--data=")]
        volume, = [mount["mountPath"] for mount in container["volumeMounts"]
                   if not mount.get("readOnly", False)]
        # The volume's own folder belongs to root: the hub could not close it to others.
        self.assertRegex(data, f"^--data={volume}/[a-z]+$")

    @chart.of_each_workload
    def test_system_calls_are_filtered_and_the_node_is_out_of_sight(self, objects, workload):
        spec = chart.pod_spec(workload)
        self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
        for share in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"):
            self.assertFalse(spec.get(share, False))
        for volume in spec["volumes"]:
            self.assertNotIn("hostPath", volume)

    @chart.of_each_workload
    def test_no_pod_holds_a_token_of_the_cluster(self, objects, workload):
        account, = chart.of_kind(objects, "ServiceAccount")
        self.assertIs(account["automountServiceAccountToken"], False)
        self.assertIs(chart.pod_spec(workload)["automountServiceAccountToken"], False)
        self.assertEqual(chart.pod_spec(workload)["serviceAccountName"],
                         account["metadata"]["name"])

    @chart.of_each_workload
    def test_memory_is_bounded_and_what_a_pod_needs_is_said(self, objects, workload):
        for container in chart.containers(workload):
            resources = container["resources"]
            for what in ("cpu", "memory", "ephemeral-storage"):
                self.assertIn(what, resources["requests"])
            self.assertEqual(resources["limits"]["memory"], resources["requests"]["memory"])

    @chart.of_each_workload
    def test_probes_ask_different_things_and_start_is_given_time(self, objects, workload):
        for container in chart.containers(workload):
            paths = {name: container[name + "Probe"]["httpGet"]["path"]
                     for name in ("startup", "liveness", "readiness")}
            self.assertEqual(
                paths, {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"})
            startup = container["startupProbe"]
            self.assertGreaterEqual(startup["periodSeconds"] * startup["failureThreshold"], 1800)
            ports = {port["name"] for port in container["ports"]}
            for name in ("startup", "liveness", "readiness"):
                self.assertIn(container[name + "Probe"]["httpGet"]["port"], ports)

    @chart.of_each_workload
    def test_a_stop_outlasts_the_drain(self, objects, workload):
        for container in chart.containers(workload):
            drain = [flag for flag in container["args"] if flag.startswith("--drain=")]
            settle = container["lifecycle"]["preStop"]["sleep"]["seconds"]
            self.assertGreaterEqual(
                chart.pod_spec(workload)["terminationGracePeriodSeconds"],
                settle + int(drain[0].removeprefix("--drain=")) + 10)

    @chart.of_each_workload
    def test_an_upgrade_takes_none_before_another_is_ready_unless_there_may_be_one(self, objects, workload):
        if chart.role_of(workload) in ("ingest", "connect"):
            # There is one writer of a log, and one reader of an inbox.
            self.assertEqual(workload["spec"]["strategy"], {"type": "Recreate"})
            self.assertLessEqual(workload["spec"]["replicas"], 1)
        elif workload["kind"] == "Deployment":
            self.assertEqual(workload["spec"]["strategy"]["rollingUpdate"],
                             {"maxSurge": 1, "maxUnavailable": 0})
        else:
            self.assertEqual(workload["spec"]["updateStrategy"]["type"], "RollingUpdate")
        self.assertGreater(workload["spec"]["minReadySeconds"], 0)

    def test_other_settings_make_other_pods(self):
        def changed(values):
            before, after = (
                {chart.role_of(thing): thing["spec"]["template"]["metadata"]["annotations"]
                 for thing in chart.workloads(objects)}
                for objects in (chart.rendered("region"), chart.render("region", values)))
            return {role for role, annotations in before.items() if annotations != after[role]}
        self.assertEqual(changed({"files": {"policy": "another"}}), set(ROLES))
        self.assertEqual(changed({"kafka": {"partition": 7}}), {"ingest", "projector", "connect", "teller"})
        self.assertEqual(changed({"roles": {"projector": {"replicas": 4}}}), {"query", "teller"})

    @chart.of_each_workload
    def test_replicas_keep_apart(self, objects, workload):
        terms, = chart.pod_spec(workload)["affinity"]["podAntiAffinity"].values()
        term = terms[0].get("podAffinityTerm", terms[0])
        spread, = chart.pod_spec(workload)["topologySpreadConstraints"]
        for selector in (term["labelSelector"], spread["labelSelector"]):
            self.assertTrue(chart.selects(selector, chart.pod_labels(workload)))

    def test_in_a_country_no_node_holds_two_of_a_role(self):
        for workload in chart.workloads(chart.rendered("country")):
            self.assertIn("requiredDuringSchedulingIgnoredDuringExecution",
                          chart.pod_spec(workload)["affinity"]["podAntiAffinity"])

    @chart.of_each_workload
    def test_one_budget_takes_each_pod(self, objects, workload):
        budget, = [budget["spec"] for budget in chart.of_kind(objects, "PodDisruptionBudget")
                   if chart.selects(budget["spec"]["selector"], chart.pod_labels(workload))]
        self.assertEqual(budget["maxUnavailable"], 1)

    def test_inboxes_are_read_where_there_are_any(self):
        for inbox in ([], ["northmere-police/incidents"]):
            connect, = [thing for thing in chart.workloads(
                chart.render("small", {"kafka": {"inbox": inbox}}))
                        if chart.role_of(thing) == "connect"]
            self.assertEqual(connect["spec"]["replicas"], len(inbox))

    @chart.of_each_workload
    def test_a_release_can_stand_beside_another(self, objects, workload):
        self.assertTrue(chart.selects(workload["spec"]["selector"], chart.pod_labels(workload)))
        self.assertEqual(chart.pod_labels(workload)["app.kubernetes.io/instance"], chart.RELEASE)

    @chart.of_each_workload
    def test_audit_outlives_the_release_and_views_do_not(self, objects, workload):
        if workload["kind"] == "StatefulSet":
            kept = "Delete" if chart.role_of(workload) == "projector" else "Retain"
            self.assertEqual(workload["spec"]["persistentVolumeClaimRetentionPolicy"],
                             {"whenDeleted": kept, "whenScaled": kept})

    def test_an_image_is_named_for_good(self):
        for values_set in chart.SETS:
            for workload in chart.workloads(chart.rendered(values_set)):
                for container in chart.containers(workload):
                    pattern = r"@sha256:[0-9a-f]{64}$" if values_set == "country" else r":[0-9.]+$"
                    self.assertRegex(container["image"], pattern)


if __name__ == "__main__":
    unittest.main()
