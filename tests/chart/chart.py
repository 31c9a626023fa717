"""The chart as Helm renders it: once a set of values."""

import functools
import pathlib
import subprocess
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "helm" / "goldthread"
SETS = ("small", "region", "country")
RELEASE = "goldthread"


def helm(values_set, values, *flags):
    """Runs `helm template` with a set, tests/chart/own.yaml and `values` over them."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as over:
        yaml.safe_dump(values, over)
        over.flush()
        return subprocess.run(
            ["helm", "template", RELEASE, str(CHART), "--namespace", "safe",
             "--kube-version", "1.30.0", "-f", str(CHART / f"values-{values_set}.yaml"),
             "-f", str(ROOT / "tests" / "chart" / "own.yaml"), "-f", over.name, *flags],
            capture_output=True, text=True, check=False)


def render(values_set, values=None, *flags):
    """The objects, or an AssertionError with what Helm said."""
    run = helm(values_set, values or {}, *flags)
    assert run.returncode == 0, run.stderr
    return [thing for thing in yaml.safe_load_all(run.stdout) if thing]


@functools.cache
def rendered(values_set):
    """As `render` without values of one's own. Not to be changed by the caller."""
    return render(values_set)


def of_kind(objects, *kinds):
    return [thing for thing in objects if thing["kind"] in kinds]


def workloads(objects):
    """Everything that makes pods. A new kind of it is found by its template."""
    return [thing for thing in objects if "template" in thing.get("spec", {})]


def role_of(thing):
    return thing["metadata"]["labels"]["app.kubernetes.io/component"]


def pod_labels(workload):
    return workload["spec"]["template"]["metadata"]["labels"]


def pod_spec(workload):
    return workload["spec"]["template"]["spec"]


def containers(workload):
    spec = pod_spec(workload)
    return spec.get("initContainers", []) + spec["containers"]


def settings_of(workload):
    """The volume of which a role's settings are made: its `sources` and `defaultMode`."""
    volume, = [volume for volume in pod_spec(workload)["volumes"] if volume["name"] == "settings"]
    return volume["projected"]


def selects(selector, labels):
    """Whether a selector with matchLabels alone takes a pod with these labels."""
    assert set(selector) == {"matchLabels"}, selector
    return selector["matchLabels"].items() <= labels.items()


def of_each_workload(test):
    """Runs a test with each workload of each set, and all objects of that set."""
    @functools.wraps(test)
    def run(self):
        for values_set in SETS:
            objects = rendered(values_set)
            self.assertTrue(workloads(objects))
            for workload in workloads(objects):
                with self.subTest(set=values_set, role=role_of(workload)):
                    test(self, objects, workload)
    return run
