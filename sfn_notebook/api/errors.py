"""The errors of the Step Functions API, with AWS's codes and texts."""

from __future__ import annotations


class ApiError(Exception):
    """What the API answers instead of a result.

    Attributes:
        code: AWS's name of the error, `ExecutionDoesNotExist`.
        status: of HTTP.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status


def validation(*problems: str) -> ApiError:
    """Parameters that break the constraints of the service's model; each problem as `constraint` words it."""
    count = "1 validation error" if len(problems) == 1 else f"{len(problems)} validation errors"
    return ApiError("ValidationException", f"{count} detected: {'; '.join(problems)}")


def constraint(name: str, rule: str, value: str | None = None, *, is_secret: bool = False) -> str:
    """One broken constraint: `Value 'x' at 'name' failed to satisfy constraint: Member must …`."""
    shown = "null" if value is None else f"'{value}'"
    found = "Value" if is_secret and value is not None else f"Value {shown}"
    return f"{found} at '{name}' failed to satisfy constraint: {rule}"


def not_supported(what: str) -> ApiError:
    """Something that AWS does and this package does not do yet."""
    return ApiError("ValidationException", f"sfn_notebook: {what} is not supported yet")


def refused(message: str) -> ApiError:
    """A call that makes no sense, or that cannot be answered here; the whole sentence."""
    return ApiError("ValidationException", message)


def not_available(why: str) -> ApiError:
    """A call that nothing came of, as it cannot be kept, or not be read; AWS's clients try such a call again."""
    return ApiError("ServiceUnavailable", f"sfn_notebook: {why}", 503)


def missing_required_parameter(message: str) -> ApiError:
    """A call of UpdateStateMachine that updates nothing."""
    return ApiError("MissingRequiredParameter", message)


def not_kept(what: str, most: int) -> ApiError:
    """What there was on AWS, and what was not kept here."""
    rule = f"of the executions of a Map Run that succeed, the first {most} keep theirs"
    return ApiError("ValidationException", f"sfn_notebook: {what} was not kept: {rule}")


def invalid_arn(why: str) -> ApiError:
    """An ARN that cannot be one; `why` as `arn.parse` words it."""
    return ApiError("InvalidArn", f"Invalid Arn: '{why}'")


def invalid_role_arn(arn: str) -> ApiError:
    """A roleArn that cannot be the ARN of a role."""
    return ApiError("InvalidArn", f"Invalid Role Arn: '{arn}'")


def invalid_name(name: str) -> ApiError:
    """A name with characters that AWS does not allow."""
    return ApiError("InvalidName", f"Invalid Name: '{name}'")


def invalid_definition(why: str) -> ApiError:
    """A definition that is wrong; `why` is `SCHEMA_VALIDATION_FAILED: …` for what AWS's own check says."""
    return ApiError("InvalidDefinition", f"Invalid State Machine Definition: '{why}'")


def invalid_execution_input(why: str) -> ApiError:
    """An input that is not JSON; `why` as Jackson words it."""
    return ApiError("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{why}'")


def invalid_logging_configuration(why: str) -> ApiError:
    """A loggingConfiguration that AWS does not take."""
    return ApiError("InvalidLoggingConfiguration", f"Invalid Logging Configuration: {why}")


def invalid_token() -> ApiError:
    """A nextToken that no earlier answer gave, or a taskToken that can be none."""
    return ApiError("InvalidToken", "Invalid Token: 'Invalid token'")


def state_machine_does_not_exist(arn: str) -> ApiError:
    """No state machine has that ARN."""
    return ApiError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")


def state_machine_already_exists(arn: str) -> ApiError:
    """A state machine of that name exists, and it is another one."""
    return ApiError("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")


def state_machine_deleting(arn: str) -> ApiError:
    """A state machine that is being deleted takes no changes, and no new executions."""
    return ApiError("StateMachineDeleting", f"State Machine is being deleted: '{arn}'")


def state_machine_type_not_supported() -> ApiError:
    """A call for Express state machines at a Standard one, or the other way round."""
    return ApiError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")


def conflict(why: str) -> ApiError:
    """A version or an alias that is in the way."""
    return ApiError("ConflictException", why)


def resource_not_found() -> ApiError:
    """An alias that does not exist."""
    return ApiError("ResourceNotFound", "Request references a resource that does not exist.")


def no_such_resource(arn: str) -> ApiError:
    """Nothing that can be named here has that ARN."""
    return ApiError("ResourceNotFound", f"Resource not found: '{arn}'")


def too_many_tags(arn: str, count: int, most: int) -> ApiError:
    """More tags than a resource can have; the words were not recorded."""
    return ApiError("TooManyTags", f"A resource can have {most} tags, and '{arn}' would have {count}")


def too_many_published(what: str, machine_arn: str, most: int) -> ApiError:
    """More versions or aliases than a state machine can have; the words were not recorded."""
    why = f"A state machine can have {most} {what}, and '{machine_arn}' has as many: delete one of them first"
    return ApiError("ServiceQuotaExceededException", why)


def activity_does_not_exist(arn: str) -> ApiError:
    """No activity has that ARN."""
    return ApiError("ActivityDoesNotExist", f"Activity Does Not Exist: '{arn}'")


def execution_does_not_exist(arn: str) -> ApiError:
    """No execution has that ARN."""
    return ApiError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")


def execution_not_redrivable(arn: str, reason: str) -> ApiError:
    """An execution that cannot be redriven, and why (recorded)."""
    return ApiError("ExecutionNotRedrivable", f"Execution {arn} invalid for redrive as: {reason}")


def execution_already_exists(arn: str) -> ApiError:
    """An execution of that name exists with another input, or has ended."""
    return ApiError("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")


def invalid_output(why: str) -> ApiError:
    """A task's output that is not JSON; `why` as Jackson words it."""
    return ApiError("InvalidOutput", f"Invalid Output: '{why}'")


def task_does_not_exist() -> ApiError:
    """A token of an execution that nobody knows; the words are ours: none of AWS's were recorded."""
    return ApiError("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'")


def task_timed_out() -> ApiError:
    """A token that is not open any more: the task was answered, timed out or aborted, or its execution has ended."""
    return ApiError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")


def activity_worker_limit_exceeded() -> ApiError:
    """Too many workers wait for the tasks of one activity; the words are ours: none of AWS's were recorded."""
    why = "The maximum number of workers concurrently polling for activity tasks has been reached"
    return ApiError("ActivityWorkerLimitExceeded", f"Activity Worker Limit Exceeded: '{why}'")
