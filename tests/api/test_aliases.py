from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, DEFINITION, MACHINES, ROLE, FakeAccount

import sfn_notebook as sfn

FIRST, SECOND, LIVE = (f"{ARN_OF_ORDER}:{qualifier}" for qualifier in ("1", "2", "live"))


def with_versions() -> FakeAccount:
    account = FakeAccount()
    client = account.client
    client.create_state_machine(name="order", definition=DEFINITION, roleArn=ROLE, publish=True)
    client.update_state_machine(
        stateMachineArn=ARN_OF_ORDER, definition=DEFINITION.replace("Done", "End"), publish=True
    )
    return account


def routes(*weights: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"stateMachineVersionArn": arn, "weight": weight} for arn, weight in weights]


def created(account: FakeAccount, *weights: tuple[str, int], name: str = "live", **more: Any) -> Any:
    routing = routes(*(weights or ((FIRST, 100),)))
    return account.client.create_state_machine_alias(name=name, routingConfiguration=routing, **more)


def described(account: FakeAccount) -> dict[str, Any]:
    found = account.client.describe_state_machine_alias(stateMachineAliasArn=LIVE)
    return {key: value for key, value in found.items() if key not in ("ResponseMetadata", "creationDate", "updateDate")}


def listed(account: FakeAccount) -> list[str]:
    found = account.client.list_state_machine_aliases(stateMachineArn=ARN_OF_ORDER)["stateMachineAliases"]
    return [each["stateMachineAliasArn"] for each in found]


def test_an_alias_is_described_as_it_was_created() -> None:
    account = with_versions()
    assert created(account, (FIRST, 30), (SECOND, 70), description="for all")["stateMachineAliasArn"] == LIVE
    assert described(account) == {
        "stateMachineAliasArn": LIVE,
        "name": "live",
        "description": "for all",
        "routingConfiguration": routes((FIRST, 30), (SECOND, 70)),
    }


def test_creating_the_same_alias_again_changes_nothing() -> None:
    account = with_versions()
    assert created(account)["creationDate"] == created(account)["creationDate"]
    assert listed(account) == [LIVE]


@pytest.mark.parametrize("changes", [{"description": "another"}, {"weights": ((SECOND, 100),)}])
def test_another_alias_of_the_same_name_is_refused(changes: dict[str, Any]) -> None:
    account = with_versions()
    created(account)
    weights = changes.pop("weights", ())
    assert refused(lambda: created(account, *weights, **changes)) == (
        "ConflictException",
        (
            "Failed to create alias because an alias with the same name and a different routing configuration "
            "already exists."
        ),
    )


@pytest.mark.parametrize("name", ["123", "a b", "!a", "a@"])
def test_the_name_of_an_alias_is_no_number(name: str) -> None:
    pattern = r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"
    assert refused(lambda: created(with_versions(), name=name)) == (
        "ValidationException",
        (
            f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {pattern}"
        ),
    )


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (((FIRST, 99),), "Sum of routing configuration weights must equal 100. Received: [99]"),
        (
            ((FIRST, 50), (FIRST, 50)),
            f"Routing configuration must contain distinct state machine version ARNs. Received: [{FIRST}, {FIRST}]",
        ),
        (
            ((ARN_OF_ORDER, 100),),
            f"Routing configuration must contain state machine version ARNs. Received: [{ARN_OF_ORDER}]",
        ),
        (
            ((f"{MACHINES}:other:1", 100),),
            f"Routing configuration must contain state machine version ARNs. Received: [{MACHINES}:other:1]",
        ),
    ],
)
def test_routes_lead_to_versions_of_one_machine(weights: tuple[tuple[str, int], ...], said: str) -> None:
    account = with_versions()
    assert refused(lambda: created(account, *weights)) == ("ValidationException", said)
    assert account.publications.aliases == {}


def test_aliases_are_listed_oldest_first() -> None:
    account = with_versions()
    for name in ("live", "canary"):
        created(account, name=name)
    assert listed(account) == [LIVE, f"{ARN_OF_ORDER}:canary"]


def test_the_aliases_of_a_version_are_those_that_lead_to_it() -> None:
    account = with_versions()
    created(account, (SECOND, 100), name="next")
    created(account, (FIRST, 10), (SECOND, 90))
    client = account.client
    found = [client.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"] for arn in (FIRST, SECOND)]
    assert [[each["stateMachineAliasArn"].rpartition(":")[2] for each in aliases] for aliases in found] == [
        ["live"],
        ["next", "live"],
    ]


def test_an_update_changes_what_it_names() -> None:
    account = with_versions()
    created(account, description="old")
    client = account.client
    client.update_state_machine_alias(stateMachineAliasArn=LIVE, description="new")
    client.update_state_machine_alias(stateMachineAliasArn=LIVE, routingConfiguration=routes((SECOND, 100)))
    found = described(account)
    assert (found["description"], found["routingConfiguration"]) == ("new", routes((SECOND, 100)))


def test_an_update_needs_something_to_update() -> None:
    account = with_versions()
    created(account)
    code, _ = refused(lambda: account.client.update_state_machine_alias(stateMachineAliasArn=LIVE))
    assert code == "ValidationException"


def test_a_machine_has_a_hundred_aliases_at_most() -> None:
    account = with_versions()
    for number in range(100):
        created(account, name=f"a{number}")
    full = f"A state machine can have 100 aliases, and '{ARN_OF_ORDER}' has as many: delete one of them first"
    assert refused(lambda: created(account, name="more")) == ("ServiceQuotaExceededException", full)
    created(account, name="a7")
    account.client.delete_state_machine_alias(stateMachineAliasArn=f"{ARN_OF_ORDER}:a7")
    created(account, name="more")


def test_a_deleted_alias_is_gone_and_can_be_deleted_again() -> None:
    account = with_versions()
    created(account)
    for _ in range(2):
        account.client.delete_state_machine_alias(stateMachineAliasArn=LIVE)
    assert listed(account) == []
    assert refused(lambda: described(account))[0] == "ResourceNotFound"


def test_a_version_that_an_alias_leads_to_is_kept() -> None:
    account = with_versions()
    created(account)
    assert refused(lambda: account.client.delete_state_machine_version(stateMachineVersionArn=FIRST)) == (
        "ConflictException",
        (
            "Version to be deleted must not be referenced by an alias. "
            "Current list of aliases referencing this version: [live]"
        ),
    )
    account.client.delete_state_machine_version(stateMachineVersionArn=SECOND)


def test_deleting_a_machine_deletes_its_aliases() -> None:
    account = with_versions()
    created(account)
    account.client.delete_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert account.publications.aliases == {}


def test_an_alias_is_described_by_the_version_that_most_executions_run() -> None:
    account = with_versions()
    created(account, (FIRST, 10), (SECOND, 90))
    assert account.client.describe_state_machine(stateMachineArn=LIVE)["stateMachineArn"] == SECOND


# -- executions of an alias
def answer(number: int) -> str:
    return json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": number, "End": True}}})


def started(session: sfn.Session, first: int, count: int) -> list[dict[str, Any]]:
    """Executions of an alias that leads to version 1 with that weight, else to version 2."""
    client = session.client()
    arn = client.create_state_machine(name="m", definition=answer(1), roleArn=ROLE, publish=True)["stateMachineArn"]
    client.update_state_machine(stateMachineArn=arn, definition=answer(2), publish=True)
    routing = routes((f"{arn}:1", first), (f"{arn}:2", 100 - first))
    alias = client.create_state_machine_alias(name="live", routingConfiguration=routing)["stateMachineAliasArn"]
    arns = [client.start_execution(stateMachineArn=alias)["executionArn"] for _ in range(count)]
    for execution in list(session.account.executions.values()):
        assert execution.job is not None
        execution.job.done.wait(10)
    return [client.describe_execution(executionArn=each) for each in arns]


def test_an_execution_of_an_alias_says_which_version_it_runs() -> None:
    with sfn.Session(seed=1) as session:
        (described,) = started(session, 100, 1)
        arn = described["stateMachineArn"]
        assert (described["stateMachineAliasArn"], described["stateMachineVersionArn"]) == (f"{arn}:live", f"{arn}:1")
        assert described["output"] == "1"
        history = session.client().get_execution_history(executionArn=described["executionArn"])["events"]
        details = history[0]["executionStartedEventDetails"]
        assert (details["stateMachineAliasArn"], details["stateMachineVersionArn"]) == (f"{arn}:live", f"{arn}:1")
        listed = session.client().list_executions(stateMachineArn=f"{arn}:live")["executions"]
        assert [each["stateMachineAliasArn"] for each in listed] == [f"{arn}:live"]


def test_weights_decide_how_many_executions_run_a_version() -> None:
    with sfn.Session(seed=1) as session:
        outputs = Counter(found["output"] for found in started(session, 25, 40))
        assert outputs.keys() == {"1", "2"}
        assert outputs["1"] < outputs["2"]


def test_the_same_seed_takes_the_same_routes() -> None:
    runs: list[list[str]] = []
    for _ in range(2):
        with sfn.Session(seed=5) as session:
            runs.append([found["output"] for found in started(session, 50, 8)])
    assert runs[0] == runs[1]
