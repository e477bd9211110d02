"""Every check of schemathesis against /openapi.json of the service, without and with tokens: no failure.

    python schemathesis_run.py --serve PROGRAM --model DIRECTORY [--examples 100] [--seed 1]
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from http_service import Service

TOKENS = {"SWIFTLET_TOKEN": "a-token", "SWIFTLET_ADMIN_TOKEN": "an-admin-token"}


def run(options, name, headers, environment):
    with Service(options.serve, options.model, environment=environment) as service:
        command = [
            str(pathlib.Path(sys.executable).with_name("schemathesis")), "run", f"{service.url}/openapi.json", "--checks", "all",
            "--max-examples", str(options.examples), "--seed", str(options.seed), "--no-color",
            "--generation-database", "none", "--request-timeout", "60", "--suppress-health-check", "all",
        ]
        for key, value in headers.items():
            command += ["--header", f"{key}: {value}"]
        # It leaves files where it runs.
        with tempfile.TemporaryDirectory() as folder:
            status = subprocess.run(command, cwd=folder).returncode
        if status != 0:
            sys.exit(f"FAILED: schemathesis {name}, status {status}")
        if service.stop() != 0:
            sys.exit(f"FAILED: the service did not end well after schemathesis {name}")
        print(f"ok: schemathesis {name}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--examples", type=int, default=100, help="at most, of each operation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    run(options, "without a token", {}, {})
    run(options, "with a token", {"Authorization": f"Bearer {TOKENS['SWIFTLET_TOKEN']}"}, TOKENS)
    print("0 failures")


if __name__ == "__main__":
    main()
