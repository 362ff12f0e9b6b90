"""Sessions with the services of moto: each has its own, and none is the user's."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import sfn_notebook as sfn

pytestmark = pytest.mark.slow  # the first one of a process imports moto

ACCOUNT = "111111111111"


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with opened() as made:
        yield made


def opened(**more: Any) -> sfn.Session:
    return sfn.Session(account_id=ACCOUNT, region="eu-west-1", aws="moto", **more)


def groups(session: sfn.Session) -> list[str]:
    found: list[dict[str, str]] = session.client("logs").describe_log_groups()["logGroups"]
    return [group["logGroupName"] for group in found]


def put_object(client: Any, bucket: str, text: bytes) -> None:
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.put_object(Bucket=bucket, Key="key", Body=text)


def read_object(client: Any, bucket: str) -> bytes:
    found: bytes = client.get_object(Bucket=bucket, Key="key")["Body"].read()
    return found


def test_a_service_has_the_account_and_the_region_of_the_session(session: sfn.Session) -> None:
    queue = session.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    assert queue == f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q"
    assert session.client("sts").get_caller_identity()["Account"] == ACCOUNT


def test_services_know_one_another(session: sfn.Session) -> None:
    sqs, sns = session.client("sqs"), session.client("sns")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    topic = sns.create_topic(Name="t")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q")
    sns.publish(TopicArn=topic, Message="hello")
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert "hello" in message["Body"]


def test_a_client_is_cheap_to_ask_for_again(session: sfn.Session) -> None:
    assert session.client("logs") is session.client("logs")
    assert session.client("stepfunctions").meta.service_model.service_name == "stepfunctions"


def test_sessions_side_by_side_do_not_see_one_another(session: sfn.Session) -> None:
    with opened() as other:
        for number, each in enumerate((session, other)):
            put_object(each.client("s3"), "bucket", b"%d" % number)
            each.client("logs").create_log_group(logGroupName=f"group-{number}")
        assert [read_object(each.client("s3"), "bucket") for each in (session, other)] == [b"0", b"1"]
        assert (groups(session), groups(other)) == (["group-0"], ["group-1"])


def test_a_session_that_is_closed_takes_nothing_of_another_with_it(session: sfn.Session) -> None:
    put_object(session.client("s3"), "bucket", b"mine")
    other = opened()
    put_object(other.client("s3"), "bucket", b"theirs")
    other.close()
    assert read_object(session.client("s3"), "bucket") == b"mine"


def test_one_session_after_another_starts_empty() -> None:
    for _ in range(3):
        with opened() as each:
            assert groups(each) == []
            each.client("logs").create_log_group(logGroupName="group")


def test_the_user_s_own_mock_is_another_world(session: sfn.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from moto import mock_aws

    boto3: Any = import_module("boto3")

    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    mine: Any = session.client("s3")
    with mock_aws():
        theirs = boto3.client("s3")
        put_object(theirs, "bucket", b"theirs")
        put_object(mine, "bucket", b"mine")
        with opened() as other:
            other.client("logs").create_log_group(logGroupName="group")
        assert (read_object(theirs, "bucket"), read_object(mine, "bucket")) == (b"theirs", b"mine")
    assert read_object(mine, "bucket") == b"mine"
    with mock_aws():
        assert boto3.client("s3").list_buckets()["Buckets"] == []


def test_nothing_of_the_user_s_environment_counts(session: sfn.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_PROFILE": "nobody",
        "AWS_REGION": "ap-south-1",
        "AWS_ENDPOINT_URL": "http://localhost:1",
        "AWS_ENDPOINT_URL_SQS": "http://localhost:1",
        "MOTO_ACCOUNT_ID": "222222222222",
    }.items():
        monkeypatch.setenv(name, value)
    url = session.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    assert url == f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q"
    assert os.environ["MOTO_ACCOUNT_ID"] == "222222222222"


def test_an_error_of_a_service_is_the_client_s(session: sfn.Session) -> None:
    logs = session.client("logs")
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.delete_log_group(logGroupName="none")
    assert groups(session) == []


def test_a_service_that_aws_does_not_have_is_named(session: sfn.Session) -> None:
    with pytest.raises(sfn.UsageError, match='no client for "sqz"'):
        session.client("sqz")


def test_a_service_that_moto_does_not_have_says_so(session: sfn.Session) -> None:
    with pytest.raises(sfn.UsageError, match=r"moto does not answer https://chime"):
        session.client("chime").list_accounts()


def test_threads_share_a_session(session: sfn.Session) -> None:
    logs = session.client("logs")

    def make(number: int) -> None:
        logs.create_log_group(logGroupName=f"group-{number}")
        with opened() as other:
            other.client("logs").create_log_group(logGroupName="elsewhere")

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert groups(session) == [f"group-{number}" for number in range(4)]


def test_a_closed_session_holds_nothing_any_more() -> None:
    from moto.logs.models import LogGroup
    from moto.s3.models import FakeBucket

    def use() -> None:
        with opened() as each:
            each.client("logs").create_log_group(logGroupName="group")
            put_object(each.client("s3"), "bucket", b"x")

    for _ in range(20):
        use()
    gc.collect()
    assert [found for found in gc.get_objects() if type(found) in (LogGroup, FakeBucket)] == []


def test_a_session_is_closed_while_somebody_else_s_request_goes_on(session: sfn.Session) -> None:
    from moto.core.base_backend import backend_lock

    session.client("logs").create_log_group(logGroupName="group")
    is_held, is_closed = threading.Event(), threading.Event()

    def hold() -> None:
        with backend_lock:
            is_held.set()
            is_closed.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(10)
    session.close()
    is_closed.set()
    holder.join()
    assert groups(session) == []


def test_without_moto_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "moto" or name.startswith("moto.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(sfn.UsageError, match=r'pip install "sfn-notebook\[moto\]"'):
        opened()
