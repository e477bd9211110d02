"""What the service is deployed with: linted, and the scripts for Azure run against a stand-in that records them."""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading

import pytest
import yaml

SERVICE = pathlib.Path(__file__).parents[1]
REPOSITORY = SERVICE.parents[1]
DEPLOY = SERVICE / "deploy"
AZURE = DEPLOY / "azure"
TOOLS = pathlib.Path(sys.executable).parent
WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
SCRIPTS = [*sorted(DEPLOY.rglob("*.sh")), SERVICE / "check.sh", SERVICE / "checks/stand-in-az",
           *SERVICE.glob("rehearse.sh")]


def tool(name, *arguments):
    result = subprocess.run([str(TOOLS / name), *map(str, arguments)], capture_output=True, text=True, cwd=REPOSITORY)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", ["Dockerfile", "deploy/model.Dockerfile"])
def test_dockerfiles(name):
    tool("hadolint", "--failure-threshold", "style", SERVICE / name)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts(script):
    tool("shellcheck", "--external-sources", script)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows(workflow):
    tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)
    for job in yaml.safe_load(workflow.read_text())["jobs"].values():
        for step in job.get("steps", []):
            # The programs of a step are scripts, too.
            if "run" in step:
                script = re.sub(r"\$\{\{.*?\}\}", "expression", step["run"])
                result = subprocess.run([TOOLS / "shellcheck", "--shell", "bash", "-"], input=script,
                                        capture_output=True, text=True)
                assert result.returncode == 0, result.stdout
                # Nothing from outside is put into a program's text.
                assert not re.search(r"\$\{\{\s*(github\.event|inputs|github\.head_ref)", step["run"])


def run_step(workflow, name, folder, **settings):
    """Runs a step's program as GitHub does; its result and its outputs."""
    document = yaml.safe_load((REPOSITORY / ".github/workflows" / workflow).read_text())
    step, = [step for job in document["jobs"].values() for step in job.get("steps", []) if step.get("name") == name]
    shell = step.get("shell", document.get("defaults", {}).get("run", {}).get("shell"))
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if shell == "bash" else ["bash", "-e"]
    for file in ("output", "summary"):
        (folder / file).write_text("")
    environment = os.environ | dict.fromkeys(step.get("env", {}), "") | {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    } | settings
    result = subprocess.run([*command, "-c", step["run"]], cwd=folder, env=environment, capture_output=True, text=True)
    return result, (folder / "output").read_text().splitlines()


@pytest.mark.parametrize("status,expected,outputs", [(0, 0, ["promoted=true"]), (3, 0, []), (1, 1, []), (137, 137, [])])
@pytest.mark.parametrize("server", ["", "https://mlflow.example.org"])
def test_the_workflow_goes_by_the_status_of_retrain(tmp_path, status, expected, outputs, server):
    (tmp_path / "bin").mkdir()
    (tmp_path / "work").mkdir()
    docker = tmp_path / "bin/docker"
    docker.write_text(f'#!/bin/sh\necho "$@" >calls\necho decided\nexit {status}\n')
    docker.chmod(0o755)
    result, found = run_step("retrain.yml", "Retrain", tmp_path, REPOSITORY="O/swiftlet", MLFLOW_TRACKING_URI=server)
    assert (result.returncode, found) == (expected, outputs), result.stderr
    call = (tmp_path / "calls").read_text()
    assert "ghcr.io/o/swiftlet:latest" in call
    assert ("--register swiftlet --alias champion" in call) == bool(server)
    if expected == 0:
        assert "decided" in (tmp_path / "summary").read_text()


def test_what_is_trained_from_is_not_deployed(tmp_path):
    (tmp_path / "bin").mkdir()
    gh = tmp_path / "bin/gh"
    gh.write_text("#!/bin/sh\n")
    gh.chmod(0o755)
    version = tmp_path / "version"
    for name in ("model/classifier.json", "trainable/classifier.json", "metrics.json", "report.html"):
        (version / name).parent.mkdir(parents=True, exist_ok=True)
        (version / name).touch()
    subprocess.run(["tar", "-czf", tmp_path / "champion.tar.gz", "-C", version, "."], check=True)
    result, _ = run_step("deliver.yml", "Fetch the champion", tmp_path)
    assert result.returncode == 0, result.stderr
    assert sorted(os.listdir(tmp_path / "champion")) == ["metrics.json", "model"]


def test_yaml():
    rules = "{extends: default, rules: {line-length: {max: 160}, document-start: disable, truthy: {check-keys: false}, " \
            "braces: {max-spaces-inside: 0}, comments: {min-spaces-from-content: 1}}}"
    files = [*WORKFLOWS, *MANIFESTS, *DEPLOY.glob("*.yml"), *DEPLOY.glob("alerts/*.yml")]
    tool("yamllint", "--strict", "-d", rules, *files)


def test_compose():
    tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yml")
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    # What is mounted from the repository is there.
    for service in compose["services"].values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./") and source != "./models":
                assert (REPOSITORY / source).exists(), source
    assert (REPOSITORY / compose["services"]["serve"]["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.name)
def test_manifests(manifest):
    tool("kubernetes-validate", "--strict", manifest)
    for document in yaml.safe_load_all(manifest.read_text()):
        if document["kind"] == "Deployment":
            container, = document["spec"]["template"]["spec"]["containers"]
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert container[probe]["httpGet"]["path"] in ("/readyz", "/healthz")


def test_prometheus(tmp_path):
    (tmp_path / "prometheus.yml").write_text((DEPLOY / "prometheus.yml").read_text())
    (tmp_path / "prometheus-rules.yml").write_text((DEPLOY / "alerts/prometheus-rules.yml").read_text())
    result = subprocess.run(["promtool", "check", "config", tmp_path / "prometheus.yml"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


class Site(http.server.BaseHTTPRequestHandler):
    """The web app: ready where its image is a good one, which began when it was restarted."""

    folder = None

    def do_GET(self):
        image = (self.folder / "image").read_text().strip()
        is_ready = not image.endswith("bad")
        started = (self.folder / "started").read_text().strip() if is_ready else ""
        body = json.dumps({"time": "now", "started": started, "requests": {}}, separators=(",", ":")).encode()
        self.send_response(200 if is_ready else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def azure(tmp_path):
    """Runs a script with the stand-in for `az`; gives its result and the calls."""
    folder = tmp_path / "azure"
    folder.mkdir()
    (folder / "bin").mkdir()
    (folder / "bin/az").symlink_to(SERVICE / "checks/stand-in-az")
    (folder / "image").write_text("ghcr.io/o/swiftlet:1\n")
    (folder / "started").write_text("1\n")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Site,), {"folder": folder}))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def run(script, *arguments, **settings):
        environment = os.environ | {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "AZ_FOLDER": str(folder), "GROUP": "group",
            "APP": "my-swiftlet", "PAUSE": "0.05", "PATIENCE": "3", "URL": f"http://127.0.0.1:{server.server_port}",
        } | settings
        (folder / "calls").write_text("")
        result = subprocess.run(["bash", AZURE / script, *map(str, arguments)], env=environment, capture_output=True,
                                text=True, timeout=60)
        calls = [call.split("\x1f")[:-1] for call in (folder / "calls").read_text().split("\x1e")[:-1]]
        return result, calls

    yield run
    server.shutdown()
    server.server_close()


def option(call, name):
    return call[call.index(name) + 1]


def verbs(calls):
    """The commands without their options."""
    return [" ".join(call[:next((n for n, word in enumerate(call) if word.startswith("-")), len(call))]) for call in calls]


def test_azure_gets_all_that_is_needed(azure):
    result, calls = azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1", SKU="B1", WITH_STORAGE="1", SWIFTLET_TOKEN="a b")
    assert result.returncode == 0, result.stderr
    found = verbs(calls)
    order = ["group create", "appservice plan create", "webapp create", "monitor app-insights component create",
             "deployment group create", "storage account create", "storage share-rm create",
             "webapp config storage-account add", "webapp config appsettings set", "webapp config container set",
             "webapp restart"]
    places = [found.index(verb) for verb in order]
    assert places == sorted(places)
    by_verb = dict(zip(found, calls))
    assert option(by_verb["appservice plan create"], "--sku") == "B1"
    assert "--is-linux" in by_verb["appservice plan create"]
    assert option(by_verb["webapp create"], "--container-image-name") == "ghcr.io/o/swiftlet:1"
    settings = by_verb["webapp config appsettings set"]
    assert "WEBSITES_PORT=8080" in settings and "SWIFTLET_TOKEN=a b" in settings
    assert any(setting.startswith("APPLICATIONINSIGHTS_CONNECTION_STRING=Instr") for setting in settings)
    startup = [option(call, "--startup-file") for call in calls if "--startup-file" in call]
    assert startup == ["--model /models/champion --feedback-directory /feedback --trust-forwarded-for"]
    template = option(by_verb["deployment group create"], "--template-file")
    assert json.loads(pathlib.Path(template).read_text())["parameters"].keys() >= {"component", "actionGroups"}
    assert any("--always-on" in call for call in calls)
    for call in calls:
        assert "the-key" not in call or verbs([call]) == ["webapp config storage-account add"]


def test_the_free_tier_is_not_kept_running_and_keeps_its_journal_at_home(azure):
    result, calls = azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1")
    assert result.returncode == 0, result.stderr
    assert not any("--always-on" in call for call in calls)
    assert any("/home/feedback" in word for call in calls for word in call)
    assert option(dict(zip(verbs(calls), calls))["appservice plan create"], "--sku") == "F1"


def test_what_is_missing_is_named(azure):
    for script, settings, word in [("plan.sh", {"GROUP": ""}, "GROUP"), ("app.sh", {}, "IMAGE"),
                                   ("deploy.sh", {}, "IMAGE"), ("identity.sh", {}, "REPOSITORY")]:
        result, calls = azure(script, **settings)
        assert result.returncode != 0 and word in result.stderr and calls == []


def test_a_good_image_is_deployed(azure):
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:2")
    assert result.returncode == 0, result.stderr
    assert verbs(calls).count("webapp config container set") == 1
    assert "answers with ghcr.io/o/swiftlet:2" in result.stdout


def test_a_bad_image_is_rolled_back(azure):
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:bad")
    assert result.returncode == 1
    images = [option(call, "--container-image-name") for call in calls if "container" in call]
    assert images == ["ghcr.io/o/swiftlet:bad", "ghcr.io/o/swiftlet:1"]
    assert "answers with ghcr.io/o/swiftlet:1 again" in result.stderr


def test_the_identity_is_that_of_one_environment(azure):
    result, calls = azure("identity.sh", REPOSITORY="o/swiftlet")
    assert result.returncode == 0, result.stderr
    credential = json.loads(option(dict(zip(verbs(calls), calls))["ad app federated-credential create"], "--parameters"))
    assert credential["subject"] == "repo:o/swiftlet:environment:production"
    assert "AZURE_CLIENT_ID=the-client" in result.stdout and "AZURE_TENANT_ID=the-tenant" in result.stdout


def test_the_journal_is_fetched_without_showing_the_key(azure, tmp_path):
    result, calls = azure("journal.sh", tmp_path / "journal")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "journal/feedback-1.jsonl").exists()
    assert all("the-key" not in call for call in calls)
