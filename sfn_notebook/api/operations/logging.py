"""loggingConfiguration: read, checked, and described."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from sfn_notebook.api import errors
from sfn_notebook.api.ports import NO_LOGGING, Account, LoggingConfiguration
from sfn_notebook.values import JSON
from sfn_notebook.views.log_records import LogLevel

_ONE_DESTINATION: Final = "Must specify exactly one Log Destination."
_NOT_FOUND: Final = "Log Destination not found."


def read_logging(account: Account, parameters: Mapping[str, JSON]) -> LoggingConfiguration:
    """What a call says about logging; none where it says nothing.

    Raises:
        ApiError: InvalidLoggingConfiguration, for a level without a destination, and for a log group that is not there.
    """
    given = parameters.get("loggingConfiguration")
    if not isinstance(given, dict):
        return NO_LOGGING
    level = cast("LogLevel", given.get("level", "OFF"))
    destinations = given.get("destinations") or []
    if not isinstance(destinations, list) or (len(destinations) != 1 and (destinations or level != "OFF")):
        raise errors.invalid_logging_configuration(_ONE_DESTINATION)
    group = _log_group_arn(destinations[0]) if destinations else None
    if destinations and (group is None or not account.has_log_group(group)):
        raise errors.invalid_logging_configuration(_NOT_FOUND)
    return LoggingConfiguration(
        level=level, include_execution_data=given.get("includeExecutionData") is True, log_group_arn=group
    )


def describe_logging(logging: LoggingConfiguration) -> dict[str, object]:
    """The configuration as it is described."""
    shown: dict[str, object] = {"level": logging.level, "includeExecutionData": logging.include_execution_data}
    if logging.log_group_arn is not None:
        shown["destinations"] = [{"cloudWatchLogsLogGroup": {"logGroupArn": logging.log_group_arn}}]
    return shown


def _log_group_arn(destination: JSON) -> str | None:
    group = destination.get("cloudWatchLogsLogGroup") if isinstance(destination, dict) else None
    found = group.get("logGroupArn") if isinstance(group, dict) else None
    return found if isinstance(found, str) else None
