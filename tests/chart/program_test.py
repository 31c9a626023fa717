"""The program and the chart agree: on flags, on settings, and on who may call whom."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import chart
from network_test import CALLS


def program():
    for preset in ("dev", "release"):
        found = chart.ROOT / "build" / preset / "bin" / "goldthread"
        if os.access(found, os.X_OK):
            return found
    raise AssertionError("there is no program to ask: script/build dev")


def make_certificate(folder):
    """One that is its own authority: tls.crt, tls.key and ca.crt, as Secrets have them."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=hub", "-days", "1",
                    "-keyout", folder / "tls.key", "-out", folder / "tls.crt"],
                   check=True, capture_output=True)
    (folder / "ca.crt").write_bytes((folder / "tls.crt").read_bytes())


def project(workload, config, secrets, folder):
    """Writes what Kubernetes would mount as /etc/goldthread."""
    for source in chart.settings_of(workload)["sources"]:
        for kind, content in (("configMap", config.get),
                              ("secret", lambda key: (secrets / key).read_text())):
            for item in source.get(kind, {}).get("items", []):
                target = folder / item["path"]
                target.parent.mkdir(exist_ok=True)
                target.write_text(content(item["key"]))


ROLES = chart.ROOT / "services" / "server" / "roles.cc"


class ProgramTest(unittest.TestCase):

    def test_a_hub_would_start_with_each_roles_settings(self):
        policy = (chart.ROOT / "services" / "access" / "default_policy.toml").read_text()
        with tempfile.TemporaryDirectory() as name:
            secrets = pathlib.Path(name)
            make_certificate(secrets)
            (secrets / "password").write_text("of-a-secret")
            (secrets / "police-desk.secret").write_text("a secret of thirty-two bytes ...")
            for values_set in chart.SETS:
                objects = chart.render(values_set, {"files": {"policy": policy}})
                config, = chart.of_kind(objects, "ConfigMap")
                for workload in chart.workloads(objects):
                    role = chart.role_of(workload)
                    folder = secrets / values_set / role
                    folder.mkdir(parents=True)
                    project(workload, config["data"], secrets, folder)
                    checked = subprocess.run(
                        [program(), "config", "check", "--json", "--production", "--settings",
                         folder / "hub.toml", "--registry", folder / "registry.toml"],
                        capture_output=True, text=True, check=False)
                    with self.subTest(set=values_set, role=role):
                        self.assertEqual(json.loads(checked.stdout or "{}"),
                                         {"ok": True, "findings": []}, checked.stderr)

    def test_it_knows_every_flag(self):
        described = subprocess.run([program(), "serve", "--help"], capture_output=True, text=True,
                                   check=True).stdout
        for workload in chart.workloads(chart.rendered("region")):
            command, *flags = chart.containers(workload)[0]["args"]
            self.assertEqual(command, "serve")
            for flag in flags:
                self.assertIn(flag.split("=")[0] + " ", described)

    def test_who_may_call_whom_is_the_same_in_the_network_and_in_the_roles(self):
        pairs = re.findall(r"\{Role::k(\w+), Role::k(\w+)\}", ROLES.read_text())
        self.assertEqual({(caller.lower(), callee.lower()) for caller, callee in pairs},
                         {(caller, callee) for caller, callees in CALLS.items()
                          for callee in callees if caller != "teller"})
        self.assertEqual(CALLS["teller"], CALLS["query"])


if __name__ == "__main__":
    unittest.main()
