"""Every check of schemathesis against /openapi.json of the service, without and with tokens: no failure.

    python schemathesis_run.py --serve PROGRAM --model DIRECTORY [--examples 100] [--seed 1]
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

from http_service import Service

HOOKS = pathlib.Path(__file__).with_name("schemathesis_hooks.py")
ADMIN = {"SWIFTLET_ADMIN_TOKEN": "an-admin-token"}
BOTH = ADMIN | {"SWIFTLET_TOKEN": "a-token"}


def run(options, name, environment, *arguments):
    with Service(options.serve, options.model, environment=environment) as service:
        command = [
            str(pathlib.Path(sys.executable).with_name("schemathesis")), "run", f"{service.url}/openapi.json", "--checks", "all",
            "--max-examples", str(options.examples), "--seed", str(options.seed), "--no-color",
            "--generation-database", "none", "--request-timeout", "60", "--suppress-health-check", "all", *arguments,
        ]
        # It leaves files where it runs.
        with tempfile.TemporaryDirectory() as folder:
            status = subprocess.run(command, cwd=folder, env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS)}).returncode
        if status != 0:
            sys.exit(f"FAILED: schemathesis {name}, status {status}")
        if (status := service.stop()) != 0:
            sys.exit(f"FAILED: the service did not end well after schemathesis {name}: {status}")
        print(f"ok: schemathesis {name}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--examples", type=int, default=100, help="at most, of each operation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    run(options, "without a token", ADMIN)
    run(options, "with a token", BOTH, "--header", "Authorization: Bearer a-token", "--exclude-path", "/admin/reload")
    run(options, "with the administrator's token", BOTH, "--header", "Authorization: Bearer an-admin-token",
        "--include-path", "/admin/reload")
    print("0 failures")


if __name__ == "__main__":
    main()
