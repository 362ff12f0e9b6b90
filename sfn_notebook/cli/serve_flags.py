"""The words of `sfn-notebook serve`."""

from __future__ import annotations

import argparse
from typing import Any, Final

from sfn_notebook.cli.json_log import LEVELS
from sfn_notebook.session.session import DEFAULT_ACCOUNT, DEFAULT_REGION

TOKEN_VARIABLE: Final = "SFN_NOTEBOOK_TOKEN"  # noqa: S105 - the name of a variable
DEFAULT_PORT: Final = 8083
SERVE_FLAGS: Final = (
    "--host",
    "--port",
    "--store",
    "--functions",
    "--clock",
    "--region",
    "--account-id",
    "--token",
    "--allow-host",
    "--max-body-bytes",
    "--log-level",
)

_DESCRIPTION: Final = """\
The Step Functions API over HTTP, for the AWS CLI and the SDKs of every language. One JSON document
with the URL goes to stdout, the log to stderr, a JSON document a line. GET /health says how it is.
Ctrl-C ends it.
"""
_EPILOG: Final = """\
clients, whose credentials may be any unless there is a token:
  aws stepfunctions list-state-machines --endpoint-url http://127.0.0.1:8083
  boto3.client("stepfunctions", endpoint_url="http://127.0.0.1:8083")
  new SFNClient({ endpoint: "http://127.0.0.1:8083" })
StartSyncExecution would go to the host sync-127.0.0.1, which there is not, without
  AWS_DISABLE_HOST_PREFIX_INJECTION=true in the environment of the AWS CLI
  config=botocore.config.Config(inject_host_prefix=False) in boto3
  disableHostPrefix: true in JavaScript

exit status: 0 when it was ended by Ctrl-C or SIGTERM, 2 for bad usage, 130 for a second Ctrl-C, which does not
wait for the requests that are being answered
"""


def add_serve(commands: Any) -> None:
    """Add the command to the others."""
    serve: argparse.ArgumentParser = commands.add_parser(
        "serve",
        help="answer the AWS CLI and SDKs over HTTP",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    serve.add_argument("--host", default="127.0.0.1", help="who reaches it: this machine; 0.0.0.0 is every other one")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"{DEFAULT_PORT}; 0 takes a free one")
    serve.add_argument("--store", metavar="FILE", help="keeps machines and executions")
    functions = "Python with functions, MODULE:NAME for one, a list or a dictionary of them"
    serve.add_argument("--functions", metavar="FILE.py|MODULE", nargs="+", action="extend", default=[], help=functions)
    serve.add_argument("--clock", default="virtual", help="virtual, real, or x60 for sixty times as fast")
    serve.add_argument("--region", default=DEFAULT_REGION, help=DEFAULT_REGION)
    serve.add_argument("--account-id", default=DEFAULT_ACCOUNT, help=DEFAULT_ACCOUNT)
    _add_access(serve)
    serve.add_argument("--log-level", choices=LEVELS, default="info", type=str.lower, help="info")


def _add_access(serve: argparse.ArgumentParser) -> None:
    token = f"what callers must know; needed where other machines reach it, and better in {TOKEN_VARIABLE}"
    serve.add_argument("--token", help=token)
    hosts = "another name by which this machine may be called, as host.docker.internal"
    serve.add_argument("--allow-host", metavar="NAME", action="append", default=[], help=hosts)
    serve.add_argument("--max-body-bytes", metavar="N", type=int, default=2 << 20, help="of a request: 2 MiB")
