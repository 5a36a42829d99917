"""The typed client as a public interface: what it exports, whom it trusts, how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import reconciler
from reconciler.client import types
from reconciler.client.account import Account
from reconciler.errors import CallFailed, UsageError
from reconciler.remote.endpoints import OPERATIONS, Operation
from reconciler.simulator import Fault
from tests.support.calls import ID, Clock
from tests.support.listening import Got, Reply, listening
from tests.support.served import NEW, Served, served


@pytest.fixture
def world() -> Iterator[Served]:
    with served() as made:
        yield made


def test_the_package_stays_cheap_until_account_is_asked_for() -> None:
    program = """
import sys, reconciler
heavy = {"httpx", "pydantic", "yaml", "click", "sqlite3", "reconciler.remote", "reconciler.client"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
from reconciler import Account
assert Account.__name__ == "Account"
assert "httpx" in sys.modules
unwanted = {"yaml", "pydantic", "sqlite3", "reconciler.cli", "reconciler.engine", "reconciler.definitions"}
assert not unwanted & set(sys.modules), unwanted & set(sys.modules)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)


def test_nothing_else_is_exported() -> None:
    assert reconciler.Account is Account
    with pytest.raises(AttributeError, match="Acount"):
        reconciler.Acount  # noqa: B018


@pytest.mark.parametrize("one", OPERATIONS.values(), ids=lambda one: one.name)
def test_every_endpoint_has_its_method_typed_by_the_table(one: Operation) -> None:
    method = getattr(Account, one.name.replace("-", "_"))
    hints = typing.get_type_hints(method)
    assert hints["values"] == typing.Unpack[one.request]
    assert hints["return"] == one.answer
    assert method.__doc__


def test_every_listing_has_its_iterator() -> None:
    iterators = {
        typing.get_args(hints["return"])[0]
        for name in vars(Account).keys() | {name for base in Account.__mro__ for name in vars(base)}
        if not name.startswith("_") and callable(getattr(Account, name))
        for hints in [typing.get_type_hints(getattr(Account, name))]
        if typing.get_origin(hints.get("return")) is Iterator
    }
    assert iterators == {typing.get_args(one.answer)[0] for one in OPERATIONS.values() if one.pages}


def test_the_types_have_public_names() -> None:
    for one in OPERATIONS.values():
        assert one.request.__name__ in types.__all__
    assert all(hasattr(types, name) for name in types.__all__)


def test_a_refusal_tells_status_and_field(world: Served) -> None:
    with pytest.raises(CallFailed) as caught:
        world.account.job_interview_get(position_id=ID)
    assert (caught.value.status, caught.value.perhaps_done) == (404, False)
    with pytest.raises(CallFailed) as caught:
        world.interview(knowledge_base_store_id="none")
    assert (caught.value.status, caught.value.field) == (422, "knowledge_base_store_id")


def test_what_does_not_fit_is_not_sent(world: Served) -> None:
    with pytest.raises(UsageError, match="did you mean `location`"):
        world.interview(locaton="Berlin")
    with pytest.raises(UsageError, match="`offset`"):
        list(world.account.interviews(offset=1))
    assert world.simulator.requests() == []


@pytest.mark.parametrize("kind", ["error_after", "cut_after", "cut_body", "garbage", "no_id"])
def test_a_lost_create_is_never_sent_again(world: Served, kind: str) -> None:
    world.simulator.add_fault(Fault("job-interview-create", kind))
    with pytest.raises(CallFailed) as caught:
        world.interview()
    assert caught.value.perhaps_done
    assert len(world.simulator.interviews()) == 1
    assert [one.endpoint for one in world.simulator.requests()] == ["job-interview-create"]


def test_a_read_is_tried_again_by_a_clock_of_ours(world: Served) -> None:
    world.simulator.add_fault(Fault("merchant-status", "error_before"))
    clock = Clock()
    with Account("simulator", base_url=world.url, clock=clock) as account:
        assert account.merchant_status()["merchant_id"]
    assert len(world.simulator.requests()) == 2
    assert len(clock.slept) == 1


def test_any_value_may_be_null_and_unknown_keys_are_kept() -> None:
    answer = dict.fromkeys(typing.get_type_hints(types.JobInterviewGetResponse)) | {"status": "x", "new": [1]}
    with listening(lambda _: (200, {}, json.dumps(answer).encode())) as server:
        account = Account("tok", base_url=server.url)
        assert dict(account.job_interview_get(position_id=ID)) == answer
        account.close()


def test_a_token_may_come_from_a_function_and_is_asked_for_again_once_it_is_refused() -> None:
    handed = iter(["old", "new"])

    def refuse_old(got: Got) -> Reply:
        if got.headers["authorization"] == "Bearer old":
            return 401, {}, b'{"error": "expired"}'
        return 200, {}, b'{"merchant_id": "m"}'

    with (
        listening(refuse_old) as server,
        Account(lambda: next(handed), base_url=server.url, apikey="anon") as account,
    ):
        assert account.merchant_status()["merchant_id"] == "m"
        assert account.merchant_status()["merchant_id"] == "m"
    assert [one.headers["authorization"] for one in server.got] == ["Bearer old", "Bearer new", "Bearer new"]
    assert {one.headers["apikey"] for one in server.got} == {"anon"}


def test_the_merchant_goes_with_what_takes_one() -> None:
    with (
        listening(lambda _: (200, {}, b'{"merchant_id": "m", "status": "draft"}')) as server,
        Account("tok", base_url=server.url, merchant_id=ID) as account,
    ):
        account.merchant_status()
        account.job_interview_get(position_id=ID)
    assert [one.target for one in server.got] == [
        f"/merchant-status?merchant_id={ID}",
        f"/job-interview-get?position_id={ID}",
    ]


def test_a_token_goes_only_to_whom_it_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECONCILER_TRUSTED_ORIGINS", raising=False)
    with pytest.raises(UsageError, match="may not go to https://elsewhere"):
        Account("tok", base_url="https://elsewhere.example/functions/v1")
    with pytest.raises(UsageError, match="unencrypted"):
        Account("tok", base_url="http://cool.jobmojito.com/functions/v1")
    monkeypatch.setenv("RECONCILER_TRUSTED_ORIGINS", "https://elsewhere.example")
    Account("tok", base_url="https://elsewhere.example/functions/v1").close()


def test_a_redirect_is_not_followed() -> None:
    with listening(lambda _: (200, {}, b'{"merchant_id": "m"}')) as other:
        there = {"Location": f"{other.url}/merchant-status"}
        with (
            listening(lambda _: (307, there, b"")) as server,
            Account("tok", base_url=server.url) as account,
            pytest.raises(CallFailed, match="the token does not follow"),
        ):
            account.merchant_status()
    assert other.got == []


def test_a_report_elsewhere_is_fetched_without_the_token() -> None:
    with listening(lambda _: (200, {}, b"%PDF-1.7")) as store:
        answer = {"pdf_export_url": f"{store.url}/r.pdf?sig=1", "pdf_export_valid_until": None}
        with (
            listening(lambda _: (200, {}, json.dumps(answer).encode())) as server,
            Account("canary-token", base_url=server.url, apikey="canary-key") as account,
        ):
            made = account.job_interview_pdf(interview_result_id=ID, export_type="pdf")
            assert account.download_report(made["pdf_export_url"] or "") == b"%PDF-1.7"
    (got,) = store.got
    assert "canary" not in f"{got.headers}{got.target}{got.body!r}"


def test_a_token_is_never_shown() -> None:
    account = Account("canary-token", handler=_unreachable)
    with pytest.raises(CallFailed) as caught:
        account.job_interview_set_state(position_id=ID, status="active")
    assert "canary" not in f"{account!r}{caught.value}{caught.value.hint}"
    with pytest.raises(UsageError) as refused:
        Account("canary token")
    assert "canary" not in str(refused.value)


def _unreachable(
    method: str, target: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, Mapping[str, str], bytes]:
    raise ConnectionRefusedError


def test_in_process_for_tests_of_other_people() -> None:
    def handler(
        method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        assert (method, target, json.loads(body)) == ("POST", "/job-interview-create", NEW)
        return 200, {}, b'{"interview_def_set_id": "x"}'

    with Account("tok", handler=handler) as account:
        assert account.job_interview_create(**NEW) == {"interview_def_set_id": "x"}


def test_the_package_says_that_it_is_typed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from reconciler import Account\n"
        "def use(account: Account) -> None:\n"
        '    account.job_interview_set_state(position_id="x", status="gone")\n'
        '    account.job_interview_set_state(status="active")\n'
        '    account.job_interview_set_state(position_id="x", colour="red")\n'
    )
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir", str(tmp_path / "c")]
    done = subprocess.run([*mypy, str(program)], capture_output=True, text=True, timeout=110, check=False)
    for said in ('Argument "status"', 'Missing named argument "position_id"', 'keyword argument "colour"'):
        assert said in done.stdout, done.stdout
