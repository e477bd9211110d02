"""What the service is deployed with: linted, and the scripts for Azure run against a stand-in that records them."""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
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


def program(folder, name, script):
    """Puts a program in the place of another one for the steps that run in the folder."""
    (folder / "bin").mkdir(exist_ok=True)
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("status,expected,outputs", [(0, 0, ["promoted=true", "version=v1.2.0"]), (3, 0, []), (1, 1, []),
                                                     (137, 137, [])])
@pytest.mark.parametrize("server", ["", "https://mlflow.example.org"])
def test_the_workflow_goes_by_the_status_of_retrain(tmp_path, status, expected, outputs, server):
    (tmp_path / "work").mkdir()
    program(tmp_path, "docker", f"""case "$1" in
pull) ;;
inspect) echo v1.2.0 ;;
*)
    echo "$@" >calls
    echo decided
    exit {status}
    ;;
esac""")
    result, found = run_step("retrain.yml", "Retrain", tmp_path, REPOSITORY="O/swiftlet", MLFLOW_TRACKING_URI=server)
    assert (result.returncode, found) == (expected, outputs), result.stderr
    call = (tmp_path / "calls").read_text()
    assert "ghcr.io/o/swiftlet:latest" in call
    assert ("--register swiftlet --alias champion" in call) == bool(server)
    if expected == 0:
        assert "decided" in (tmp_path / "summary").read_text()


def test_a_retrained_model_gets_the_released_image_and_quotes_nobody(tmp_path):
    program(tmp_path, "gh", 'echo "$@" >>calls')
    version = tmp_path / "work/versions/versions/2"
    for name in ("model/classifier.json", "trainable/classifier.json", "metrics.json", "report.html"):
        (version / name).parent.mkdir(parents=True, exist_ok=True)
        (version / name).touch()
    (tmp_path / "work/versions/champion").symlink_to("versions/2")
    result, _ = run_step("retrain.yml", "Register the champion, and open its deployment", tmp_path, VERSION="v1.2.0")
    assert result.returncode == 0, result.stderr
    with tarfile.open(tmp_path / "champion.tar.gz") as archive:
        files = sorted(member.name for member in archive if member.isfile())
    assert files == ["./metrics.json", "./model/classifier.json", "./trainable/classifier.json"]
    assert (tmp_path / "calls").read_text().splitlines() == [
        "release upload models champion.tar.gz --clobber", "workflow run deliver.yml --field version=v1.2.0",
    ]


def test_only_a_private_repository_keeps_the_report():
    steps = yaml.safe_load((REPOSITORY / ".github/workflows/retrain.yml").read_text())["jobs"]["retrain"]["steps"]
    quoting = [step for step in steps if "report.html" in step.get("with", {}).get("path", "")]
    assert [step["if"] for step in quoting] == ["steps.repository.outputs.visibility == 'PRIVATE'"]
    assert all(step["with"]["retention-days"] <= 7 for step in quoting)


def test_retraining_waits_for_no_approval_and_needs_a_journal():
    jobs = yaml.safe_load((REPOSITORY / ".github/workflows/retrain.yml").read_text())["jobs"]
    assert "environment" not in jobs["retrain"]
    assert "vars.AZURE_STORAGE != ''" in jobs["retrain"]["if"]
    assert "vars.AZURE_STORAGE == ''" in jobs["skipped"]["if"]


# As Retrain makes the archive, and as the first one is made.
@pytest.mark.parametrize("members", [["."], ["model", "trainable", "metrics.json", "report.html"]])
def test_what_is_trained_from_is_not_deployed(tmp_path, members):
    program(tmp_path, "gh", "")
    version = tmp_path / "version"
    for name in ("model/classifier.json", "trainable/classifier.json", "metrics.json", "report.html"):
        (version / name).parent.mkdir(parents=True, exist_ok=True)
        (version / name).touch()
    subprocess.run(["tar", "-czf", tmp_path / "champion.tar.gz", "-C", version, *members], check=True)
    result, _ = run_step("deliver.yml", "Fetch the champion", tmp_path)
    assert result.returncode == 0, result.stderr
    assert sorted(os.listdir(tmp_path / "champion")) == ["metrics.json", "model"]


@pytest.mark.parametrize("tags,given,version", [
    (["v1.9.0", "v1.10.0", "v1.10.0-beta", "models"], "", "v1.10.0"), (["v1.9.0", "v1.10.0"], "v1.9.0", "v1.9.0"),
    (["models"], "", None),
])
def test_the_image_is_that_of_a_version(tmp_path, tags, given, version):
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=o", "-c", "user.email=o@example.org", *arguments], cwd=tmp_path, check=True)

    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "Begin")
    for tag in tags:
        git("tag", tag)
    git("remote", "add", "origin", str(tmp_path))
    result, outputs = run_step("deliver.yml", "Name the image", tmp_path, REPOSITORY="O/swiftlet", GIVEN=given)
    if version is None:
        assert result.returncode == 1 and "Push a tag" in result.stdout and outputs == []
    else:
        assert result.returncode == 0, result.stderr
        assert outputs == [f"version={version}", f"image=ghcr.io/o/swiftlet:{version}"]


def test_an_image_is_built_for_a_tag_only():
    steps = yaml.safe_load((REPOSITORY / ".github/workflows/deliver.yml").read_text())["jobs"]["image"]["steps"]
    assert [step.get("name", step.get("uses")) for step in steps if "if" not in step] == [
        "actions/checkout@v4", "Name the image"]


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


def test_compose_with_a_token(tmp_path):
    text = uncommented((DEPLOY / "compose.yml").read_text(), r"secrets:.*|  swiftlet-token:|    environment: SWIFTLET_TOKEN")
    (tmp_path / "compose.yml").write_text(text)
    tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", tmp_path / "compose.yml")
    compose = yaml.safe_load(text)
    assert compose["services"]["prometheus"]["secrets"] == list(compose["secrets"]) == ["swiftlet-token"]
    assert compose["secrets"]["swiftlet-token"] == {"environment": "SWIFTLET_TOKEN"}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.name)
def test_manifests(manifest):
    tool("kubernetes-validate", "--strict", manifest)
    for document in yaml.safe_load_all(manifest.read_text()):
        if document["kind"] == "Deployment":
            container, = document["spec"]["template"]["spec"]["containers"]
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert container[probe]["httpGet"]["path"] in ("/readyz", "/healthz")
        if document["kind"] in ("Deployment", "CronJob"):
            pod = document["spec"].get("jobTemplate", document)["spec"]["template"]["spec"]
            # What cannot be written to has a folder for temporary files, and what is mounted is there.
            assert any(mount["mountPath"] == "/tmp" for mount in pod["containers"][0]["volumeMounts"])
            for container in pod["containers"] + pod.get("initContainers", []):
                assert container["securityContext"]["readOnlyRootFilesystem"]
                assert {mount["name"] for mount in container["volumeMounts"]} <= {
                    volume["name"] for volume in pod["volumes"]}


@pytest.mark.parametrize("status,expected", [(0, 0), (3, 0), (1, 1), (64, 64), (137, 137)])
def test_a_champion_that_is_kept_is_no_failed_job(tmp_path, status, expected):
    job, = [document for manifest in MANIFESTS for document in yaml.safe_load_all(manifest.read_text())
            if document["kind"] == "CronJob"]
    container, = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    program(tmp_path, "retrain", f'echo "$@"\nexit {status}')
    assert container["command"][:2] == ["/tools/busybox", "sh"]
    # Debian's shell is the same as busybox'.
    command = ["sh", *container["command"][2:], *container["args"]]
    result = subprocess.run(command, env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}, capture_output=True, text=True)
    assert result.returncode == expected, result.stderr
    assert result.stdout.split() == container["args"]


def uncommented(text, pattern):
    """The text with the commented lines that the pattern names."""
    result, count = re.subn(rf"(?m)^( *)# ({pattern})$", r"\1\2", text)
    assert count > 0
    return result


@pytest.mark.parametrize("has_token", [False, True])
def test_prometheus(tmp_path, has_token):
    config = (DEPLOY / "prometheus.yml").read_text()
    if has_token:
        (tmp_path / "token").write_text("token")
        config = uncommented(config, "authorization:|  credentials_file: .*")
        job, = yaml.safe_load(config)["scrape_configs"]
        assert job["authorization"] == {"credentials_file": "/run/secrets/swiftlet-token"}
        config = config.replace("/run/secrets/swiftlet-token", str(tmp_path / "token"))
    (tmp_path / "prometheus.yml").write_text(config)
    (tmp_path / "prometheus-rules.yml").write_text((DEPLOY / "alerts/prometheus-rules.yml").read_text())
    result = subprocess.run(["promtool", "check", "config", tmp_path / "prometheus.yml"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


class Site(http.server.BaseHTTPRequestHandler):
    """The web app: ready where its image is a good one, which began when it was restarted, and asks for its token."""

    folder = None

    def do_GET(self):
        image = (self.folder / "image").read_text().strip()
        token = (self.folder / "token").read_text().strip()
        status = 503 if image.endswith("bad") else 200
        if self.path != "/readyz" and token and self.headers["Authorization"] != f"Bearer {token}":
            status = 401
        started = (self.folder / "started").read_text().strip() if status == 200 else ""
        body = json.dumps({"time": "now", "started": started, "requests": {}}, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Azure:
    """Runs scripts with the stand-in for `az`, at first with a web app that is there."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "bin").mkdir(parents=True)
        (folder / "bin/az").symlink_to(SERVICE / "checks/stand-in-az")
        self.put(image="ghcr.io/o/swiftlet:1", started="1", token="", app="")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Site,), {"folder": folder}))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, **files):
        for name, content in files.items():
            (self.folder / name).write_text(f"{content}\n")

    def settings(self):
        return json.loads((self.folder / "settings").read_text())

    def __call__(self, script, *arguments, **settings):
        """The script's result, and the calls of `az`."""
        environment = os.environ | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "AZ_FOLDER": str(self.folder), "GROUP": "group",
            "APP": "my-swiftlet", "PAUSE": "0.05", "PATIENCE": "3",
            "URL": f"http://127.0.0.1:{self.server.server_port}",
        } | settings
        (self.folder / "calls").write_text("")
        result = subprocess.run(["bash", AZURE / script, *map(str, arguments)], env=environment, capture_output=True,
                                text=True, timeout=60)
        calls = [call.split("\x1f")[:-1] for call in (self.folder / "calls").read_text().split("\x1e")[:-1]]
        return result, calls


@pytest.fixture
def azure(tmp_path):
    stand_in = Azure(tmp_path / "azure")
    yield stand_in
    stand_in.server.shutdown()
    stand_in.server.server_close()


@pytest.fixture
def empty_azure(azure):
    """Without a web app."""
    (azure.folder / "app").unlink()
    return azure


def option(call, name):
    return call[call.index(name) + 1]


def verbs(calls):
    """The commands without their options."""
    return [" ".join(call[:next((n for n, word in enumerate(call) if word.startswith("-")), len(call))]) for call in calls]


def images(calls):
    """The images that the web app was told to run."""
    return [option(call, "--container-image-name") for call in calls if "--container-image-name" in call]


def test_azure_gets_all_that_is_needed(empty_azure):
    secrets = {"SWIFTLET_TOKEN": 'a "b" \\ =,', "REGISTRY_PASSWORD": "the-pässword"}
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1", SKU="B1", WITH_STORAGE="1",
                                REGISTRY_USERNAME="o", **secrets)
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
    settings = empty_azure.settings()
    assert settings.pop("APPLICATIONINSIGHTS_CONNECTION_STRING").startswith("Instr")
    assert settings == {
        "WEBSITES_PORT": "8080", "WEBSITES_ENABLE_APP_SERVICE_STORAGE": "true",
        "WEBSITES_CONTAINER_START_TIME_LIMIT": "230", "SWIFTLET_TOKEN": secrets["SWIFTLET_TOKEN"],
        "DOCKER_REGISTRY_SERVER_URL": "https://ghcr.io", "DOCKER_REGISTRY_SERVER_USERNAME": "o",
        "DOCKER_REGISTRY_SERVER_PASSWORD": secrets["REGISTRY_PASSWORD"],
    }
    startup = [option(call, "--startup-file") for call in calls if "--startup-file" in call]
    assert startup == ["--model /models/champion --feedback-directory /feedback --trust-forwarded-for"]
    template = option(by_verb["deployment group create"], "--template-file")
    assert json.loads(pathlib.Path(template).read_text())["parameters"].keys() >= {"component", "actionGroups"}
    assert any("--always-on" in call for call in calls)
    # No list of processes shows a secret.
    for secret in ["the-key", "InstrumentationKey", *secrets.values()]:
        assert not any(secret in word for call in calls for word in call), secret
    assert (empty_azure.folder / "mounted").read_text() == "the-key\n"


def test_what_is_there_stays_when_all_is_made_again(empty_azure):
    settings = {"SKU": "B1", "WITH_STORAGE": "1"}
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1", SWIFTLET_TOKEN="a", **settings)
    assert result.returncode == 0, result.stderr
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:2", **settings)
    assert result.returncode == 0, result.stderr
    assert "webapp create" not in verbs(calls) and "webapp config storage-account update" in verbs(calls)
    assert images(calls) == ["ghcr.io/o/swiftlet:2"]
    assert empty_azure.settings()["SWIFTLET_TOKEN"] == "a"
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:bad", **settings)
    assert result.returncode == 1
    assert images(calls) == ["ghcr.io/o/swiftlet:bad", "ghcr.io/o/swiftlet:2"]
    assert "answers with ghcr.io/o/swiftlet:2 again" in result.stderr


def test_an_app_that_cannot_be_seen_is_not_made_again(azure):
    result, calls = azure("app.sh", IMAGE="ghcr.io/o/swiftlet:2", AZ_FAILS="webapp show")
    assert result.returncode == 1 and "webapp show failed" in result.stderr
    assert verbs(calls) == ["webapp show"]


def test_the_free_tier_is_not_kept_running_and_keeps_its_journal_at_home(empty_azure):
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1")
    assert result.returncode == 0, result.stderr
    assert not any("--always-on" in call for call in calls)
    assert any("/home/feedback" in word for call in calls for word in call)
    assert option(dict(zip(verbs(calls), calls))["appservice plan create"], "--sku") == "F1"


def test_the_free_tier_mounts_no_share(empty_azure):
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1", WITH_STORAGE="1")
    assert result.returncode == 1 and "SKU=B1" in result.stderr and calls == []


def test_what_is_missing_is_named(azure):
    for script, settings, word in [("plan.sh", {"GROUP": ""}, "GROUP"), ("app.sh", {}, "IMAGE"),
                                   ("create.sh", {}, "IMAGE"), ("deploy.sh", {}, "IMAGE"),
                                   ("identity.sh", {}, "REPOSITORY"),
                                   ("settings.sh", {"REGISTRY_USERNAME": "o"}, "REGISTRY_PASSWORD"),
                                   ("settings.sh", {"REGISTRY_PASSWORD": "o"}, "REGISTRY_USERNAME")]:
        result, calls = azure(script, **settings)
        assert result.returncode != 0 and word in result.stderr and calls == []


@pytest.mark.parametrize("settings,problem", [
    ({"APP": "my_app"}, "APP"), ({"APP": "a"}, "APP"), ({"APP": "-app"}, "APP"), ({"APP": "a" * 61}, "APP"),
    ({"APP": "app\nb"}, "APP"), ({"STORAGE": "my-store"}, "STORAGE"), ({"STORAGE": "Store"}, "STORAGE"),
    ({"STORAGE": "a" * 25}, "STORAGE"), ({"APP": "ab"}, "STORAGE"), ({"PLAN": "my plan"}, "PLAN"),
])
def test_names_are_checked_before_anything_is_made(empty_azure, settings, problem):
    result, calls = empty_azure("create.sh", IMAGE="ghcr.io/o/swiftlet:1", **settings)
    assert result.returncode == 1 and result.stderr.startswith(f"{problem} is ") and calls == []


@pytest.mark.parametrize("app,storage", [("My-Swiftlet", "myswiftlet"), ("a" * 58, "a" * 24), ("b2-" * 19 + "b", "b2" * 12)])
def test_other_names_are_made_of_that_of_the_app(azure, app, storage):
    result, calls = azure("storage.sh", APP=app)
    assert result.returncode == 0, result.stderr
    assert option(calls[0], "--name") == storage
    _, calls = azure("plan.sh", APP=app)
    assert option(calls[-1], "--name") == f"{app[:55]}-plan"


def test_a_good_image_is_deployed(azure):
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:2")
    assert result.returncode == 0, result.stderr
    assert images(calls) == ["ghcr.io/o/swiftlet:2"]
    assert "answers with ghcr.io/o/swiftlet:2" in result.stdout and result.stderr == ""


def test_a_bad_image_is_rolled_back(azure):
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:bad")
    assert result.returncode == 1
    assert images(calls) == ["ghcr.io/o/swiftlet:bad", "ghcr.io/o/swiftlet:1"]
    assert "answers with ghcr.io/o/swiftlet:1 again" in result.stderr


# The deployer has no token, or another one; the service began before its settings got theirs.
@pytest.mark.parametrize("given", ["", "wrong"])
@pytest.mark.parametrize("former", ['a "b" \\', "earlier"])
def test_the_token_is_that_of_the_settings(azure, given, former):
    azure.put(settings=json.dumps({"SWIFTLET_TOKEN": 'a "b" \\'}), token=former)
    for image, status in [("ghcr.io/o/swiftlet:2", 0), ("ghcr.io/o/swiftlet:bad", 1)]:
        result, calls = azure("deploy.sh", IMAGE=image, SWIFTLET_TOKEN=given)
        assert result.returncode == status, result.stderr
    assert "answers with ghcr.io/o/swiftlet:2 again" in result.stderr


@pytest.mark.parametrize("given,reason", [("", "asks for a token"), ("wrong", "refuses the token in SWIFTLET_TOKEN")])
def test_without_the_token_in_the_vault_nothing_is_changed(azure, given, reason):
    azure.put(settings=json.dumps({"SWIFTLET_TOKEN": "@Microsoft.KeyVault(SecretUri=…)"}), token="vault")
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:2", SWIFTLET_TOKEN=given)
    assert result.returncode == 1 and reason in result.stderr and images(calls) == []
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:2", SWIFTLET_TOKEN="vault")
    assert result.returncode == 0 and images(calls) == ["ghcr.io/o/swiftlet:2"]


def test_a_refused_token_is_no_reason_to_roll_back(azure):
    # So far the service has asked for none.
    azure.put(settings=json.dumps({"SWIFTLET_TOKEN": "@Microsoft.KeyVault(SecretUri=…)"}))
    result, calls = azure("deploy.sh", IMAGE="ghcr.io/o/swiftlet:2")
    assert result.returncode == 0 and images(calls) == ["ghcr.io/o/swiftlet:2"]
    assert "does not take the token" in result.stderr


def credentials(calls):
    """The subjects of the credentials that are made."""
    return {option(call, "--id"): json.loads(option(call, "--parameters"))["subject"]
            for call in calls if " ".join(call[:4]) == "ad app federated-credential create"}


def assignments(calls):
    return {(option(call, "--assignee-object-id"), option(call, "--role"), option(call, "--scope"))
            for call in calls if call[:3] == ["role", "assignment", "create"]}


DEPLOYER = ("principal-of-client-of-my-swiftlet-deploy", "Website Contributor",
            "/subscriptions/the-subscription/resourceGroups/group")
READER = ("principal-of-client-of-my-swiftlet-retrain", "Storage Account Key Operator Service Role", "/the/storage")


def test_the_identities_are_those_of_the_environment_and_of_the_branch(azure):
    azure.put(storage="")
    result, calls = azure("identity.sh", REPOSITORY="o/swiftlet")
    assert result.returncode == 0, result.stderr
    assert credentials(calls) == {"client-of-my-swiftlet-deploy": "repo:o/swiftlet:environment:production",
                                  "client-of-my-swiftlet-retrain": "repo:o/swiftlet:ref:refs/heads/main"}
    assert assignments(calls) == {DEPLOYER, READER}
    assert result.stdout.splitlines() == [
        "AZURE_CLIENT_ID=client-of-my-swiftlet-deploy", "AZURE_TENANT_ID=the-tenant",
        "AZURE_SUBSCRIPTION_ID=the-subscription", "AZURE_GROUP=group", "AZURE_APP=my-swiftlet",
        "AZURE_RETRAIN_CLIENT_ID=client-of-my-swiftlet-retrain", "AZURE_STORAGE=myswiftlet",
    ]


def test_without_storage_nothing_names_it(azure):
    result, calls = azure("identity.sh", REPOSITORY="o/swiftlet")
    assert result.returncode == 0, result.stderr
    assert assignments(calls) == {DEPLOYER}
    assert "AZURE_STORAGE" not in result.stdout and "AZURE_RETRAIN" not in result.stdout
    assert "There is no storage account myswiftlet" in result.stderr


@pytest.mark.parametrize("failing", ["ad sp create", "ad app federated-credential create", "role assignment create"])
def test_the_identities_are_finished_by_a_second_run(azure, failing):
    azure.put(storage="")
    result, calls = azure("identity.sh", REPOSITORY="o/swiftlet", AZ_FAILS=failing)
    assert result.returncode == 1 and result.stdout == ""
    assert verbs(calls)[-1] == failing
    for repository in ("o/swiftlet", "o/other"):
        result, calls = azure("identity.sh", REPOSITORY=repository)
        assert result.returncode == 0, result.stderr
        assert assignments(calls) == {DEPLOYER, READER}
    # All is there: only the subjects are set.
    assert verbs(calls).count("ad app federated-credential update") == 2 and credentials(calls) == {}


def test_the_journal_is_fetched_without_showing_the_key(azure, tmp_path):
    result, calls = azure("journal.sh", tmp_path / "journal")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "journal/feedback-1.jsonl").exists()
    assert all("the-key" not in call for call in calls)
