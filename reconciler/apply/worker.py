"""One Change carried out: intent, call, outcome, read-back. Runs in a thread; decides nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from reconciler.apply import once, outcomes, points
from reconciler.apply.desk import Done
from reconciler.apply.looking import look
from reconciler.apply.outcomes import Verdict
from reconciler.apply.sending import send
from reconciler.apply.stop import Stop, failed, made_id
from reconciler.apply.tools import READ_BACK, Tools
from reconciler.engine import answered, bodies, conditions, questions, records
from reconciler.engine.status import RETIRED
from reconciler.errors import CallFailed, StateError
from reconciler.model.answer import Answer, End
from reconciler.model.change import Action, Call, Change
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ended, Ending, Entry, Noted, ReadBack
from reconciler.model.kinds import Life, kind_of, makes
from reconciler.model.observed import Observation
from reconciler.model.record import Intent, Record
from reconciler.model.report import Result
from reconciler.model.values import Json

_SHOW = "reconciler show {}   # yours, recorded and the account side by side"


def carry_out(changes: Sequence[Change], tools: Tools) -> list[Done]:
    """Changes that go together, which only what is done once does. Every way this can end is a Done for each;
    an exception in a worker is an outcome, never a hang."""
    if kind_of(changes[0].address.kind).life is Life.ONCE:
        return once.carry_out(changes, tools)
    return [_carry_out(change, tools) for change in changes]


def _carry_out(change: Change, tools: Tools) -> Done:
    started = tools.clock.monotonic()
    answer: Answer | None = None
    lines: list[Entry] = []
    try:
        run = _Run(change, tools, lines)
        record = run.run()
        remote_id, told = record.remote_id if record else None, tuple(run.warnings)
        result = Result(change.address, change.action, Ending.APPLIED, remote_id=remote_id, warnings=told)
    except Stop as stop:
        answer = stop.answer
        result = failed(change, stop)
    except StateError as error:
        result = Result(change.address, change.action, Ending.FAILED, error.message, error.hint)
    except CallFailed as error:
        result = Result(
            change.address, change.action, Ending.FAILED, error.message, error.hint, status=error.status
        )
    except Exception as error:
        message = f"{type(error).__name__}: {error} (a fault of this tool; please report it)"
        result = Result(change.address, change.action, Ending.FAILED, message)
    fault = answer is not None and (answer.end is End.FAULT or (answer.status or 0) >= 500)
    return Done(change, replace(result, seconds=tools.clock.monotonic() - started), fault, tuple(lines))


class _Run:
    """The life of one Change in one worker."""

    def __init__(self, change: Change, tools: Tools, lines: list[Entry]) -> None:
        self.change = change
        self.tools = tools
        self.lines = lines
        """What is still to be written: it goes with the next intent, or with the end of the Change."""
        self.kind = kind_of(change.address.kind)
        self.record = tools.records.get(change.moved_from or change.address)
        self.remote_id = change.remote_id
        """The interview that the calls are about; the new one as soon as there is one."""
        self.shown: Mapping[str, Json] = (self._before() or {}) if change.calls else {}
        self.mismatches: list[str] = []
        self.warnings: list[str] = []

    def run(self) -> Record | None:
        change = self.change
        if change.action is Action.FORGET and change.tombstone is not None and self.record is not None:
            return self._note(records.remembered(change, self.record, None))
        if change.action is Action.FORGET:
            self.lines.append(Noted(change.address, None))
            self.tools.records.pop(change.address, None)
            return None
        if change.moved_from is not None:
            self.lines += (Noted(change.address, self.record), Noted(change.moved_from, None))
            self.tools.records.pop(change.moved_from, None)
        self._calls()
        record = self.record
        if record is None:
            return None
        if self.remote_id not in record.deposed:
            reads = bool(change.calls) and self.kind.kept
            seen = self._read_back() if reads else self.tools.before.get(record.remote_id)
            self._note(records.remembered(change, self.record or record, seen))
        if self.mismatches:
            told = "; ".join(self.mismatches)
            raise Stop(
                Ending.FAILED,
                f"the account did something else with the questions: {told}",
                hint=_SHOW.format(change.address),
            )
        return self._deposed()

    def _deposed(self) -> Record | None:
        """End the interview whose place was taken, and let go of it once the account shows that it ended."""
        change, gone = self.change, self.change.remote_id
        if self.record is None or gone is None or gone not in self.record.deposed:
            return self.record
        for call in change.calls:
            if call.target is not None:
                self._call(call)
                self._read_back_deposed(call.target)
        left = tuple(one for one in self.record.deposed if one != gone)
        return self._note(replace(self.record, deposed=left))

    def _read_back_deposed(self, remote_id: str) -> None:
        for wait in READ_BACK:
            if wait:
                self.tools.clock.sleep(wait)
            if self._is_retired(remote_id):
                return
        raise Stop(Ending.FAILED, f"not taken: the account still shows {remote_id}, which was to be retired")

    def _is_retired(self, remote_id: str) -> bool:
        seen = self._look(remote_id)
        return seen is None or seen.fields.get("status") in RETIRED

    def _look(self, remote_id: str) -> Observation | None:
        """A look may take its time: what is known by then is written meanwhile."""
        if self.lines:
            self.tools.desk.hand_in(*self.lines)
            self.lines.clear()
        return look(self.tools.account, self.kind.name, remote_id)

    def _calls(self) -> None:
        """One after the other; one that fails ends it. An interview that was taken down for the change comes
        up again all the same: candidates must not wait for somebody to mend a definition."""
        calls = [call for call in self.change.calls if call.target is None]
        try:
            for call in calls:
                self._call(call)
        except Stop:
            taken_down = len(calls) > 1 and calls[0].fields == {"status": "draft"}
            if taken_down and self.record is not None and self.record.sent("status") == "draft":
                with suppress(Stop):
                    self._call(calls[-1])
            raise

    def _note(self, record: Record) -> Record:
        address, before = self.change.address, self.tools.records.get(self.change.address)
        pairs = records.confirming(before, record)
        self.lines.append(
            Noted(address, record) if pairs is None else ReadBack(address, record.remote_id, pairs)
        )
        self.tools.fail(points.NOTED)
        return self._keep(record)

    def _keep(self, record: Record) -> Record:
        """The Record from now on, for the next Change of the same Address too."""
        self.record = self.tools.records[self.change.address] = record
        return record

    def _call(self, call: Call) -> None:
        made = (
            None if call.endpoint in self.kind.creates and self.change.remote_id is None else self.remote_id
        )
        creates = makes(call.endpoint.value, made)
        intent = Intent(
            id=self.tools.new_id(),
            address=self.change.address,
            endpoint=call.endpoint.value,
            fields=call.fields,
            remote_id=None if creates else call.target or self.remote_id,
            marker=self.change.marker if creates else None,
            manage=self.change.manage,
            refs=self.change.refs,
            replaces=self.change.remote_id if self.change.action is Action.REPLACE and creates else None,
        )
        if call.anew:
            call = replace(call, body=self._anew(call))
        answer = self._send(intent, call, creates)
        verdict = outcomes.judge(answer, creates=creates)
        if verdict is Verdict.LOOK:
            verdict = Verdict.APPLIED if self._shows(intent) else Verdict.FAILED
        if verdict is not Verdict.APPLIED:
            self._end_badly(intent, verdict, answer, call)
        if call.endpoint is Endpoint.UPDATE and "questions" in call.body:
            self._check_diff(call, answer)
        if creates:
            self.remote_id = made_id(call.endpoint, answer.body)
        remote_id = self.remote_id if creates else intent.remote_id
        self.lines.append(Ended(intent.id, Ending.APPLIED, remote_id=remote_id))
        record = None if remote_id is None else records.answered(intent, remote_id, self.record)
        if record is not None:
            self._keep(record)
        self.tools.fail(points.ENDED)

    def _anew(self, call: Call) -> Mapping[str, Json]:
        """Its body once the account shows the parents that the call before it has made."""
        asked = questions.as_questions(call.fields["questions"])
        for wait in READ_BACK:
            if wait:
                self.tools.clock.sleep(wait)
            seen = self._look(str(self.remote_id))
            shown = seen.fields if seen is not None else {}
            if not conditions.unknown(asked, questions.as_questions(shown.get("questions"))):
                self.shown = shown
                return bodies.anew(call, shown)
        raise Stop(Ending.FAILED, "not taken: the account does not show the questions that were sent")

    def _check_diff(self, call: Call, answer: Answer) -> None:
        sent, stored = (questions.as_questions(one.get("questions")) for one in (call.body, self.shown))
        found = answered.check(sent, stored, answer.body)
        self.mismatches.extend(found.mismatches)
        self.warnings.extend(found.warnings)

    def _send(self, intent: Intent, call: Call, creates: bool) -> Answer:
        body: Mapping[str, Json] = call.body
        if not creates:
            body = {self.kind.id_name: intent.remote_id, **body}
        first = tuple(self.lines)
        self.lines.clear()
        return send(self.tools, (intent,), call.endpoint, body, creates=creates, first=first)

    def _end_badly(self, intent: Intent, verdict: Verdict, answer: Answer, call: Call) -> None:
        error = self.tools.explain(answer, call.endpoint.value)
        ending = Ending.UNKNOWN if verdict is Verdict.UNKNOWN else Ending.FAILED
        message = (
            f"{answer.name}: {error.message}"
            if answer.name and answer.name not in error.message
            else error.message
        )
        self.lines.append(Ended(intent.id, ending, None, message))
        raise Stop(ending, message, answer, error.hint)

    def _shows(self, intent: Intent) -> bool:
        """Whether a write without a proper answer is in the account: every field of it can be seen there."""
        if self.record is not None and intent.remote_id in self.record.deposed:
            return self._is_retired(intent.remote_id)
        if (
            self.record is None
            or self.remote_id is None
            or any(not self.kind.fields[name].readable for name in intent.fields)
        ):
            return False
        seen = self._look(self.remote_id)
        if seen is None:
            return False
        reading = records.read(self.kind, records.written(intent, self.record), seen, self._before())
        return not reading.not_taken and not reading.altered

    def _before(self) -> Mapping[str, Json] | None:
        if self.change.remote_id != self.remote_id or self.change.remote_id is None:
            return {"status": "draft"} if len(self.change.calls) > 1 else None  # it is made in steps
        seen = self.tools.before.get(self.change.remote_id)
        return seen.fields if seen else None

    def _read_back(self) -> Observation:
        """Read what was written until it shows; raises when it does not, or when something else shows."""
        assert self.record is not None
        seen: Observation | None = None
        reading = records.Reading(self.record)
        for wait in READ_BACK:
            if wait:
                self.tools.clock.sleep(wait)
            seen = self._look(self.record.remote_id)
            if seen is not None:
                reading = records.read(self.kind, self.record, seen, self._before())
                if not reading.not_taken:
                    break
            elif self.record.sent("status") == "deleted":
                return Observation(self.record.remote_id, {"status": "deleted"})
        if seen is None:
            raise Stop(Ending.FAILED, "it was written, but the account does not show it when it is read back")
        if reading.not_taken or reading.altered:
            self._not_as_sent(reading)
        self.record = reading.record
        return seen

    def _not_as_sent(self, reading: records.Reading) -> None:
        self._note(records.given_up(reading.record, reading.not_taken))
        parts = []
        if reading.not_taken:
            parts.append(f"not taken: the account still shows the old {', '.join(reading.not_taken)}")
        if reading.altered:
            parts.append(f"the account shows another {', '.join(reading.altered)} than was sent")
        raise Stop(
            Ending.FAILED,
            "; ".join(parts),
            hint=_SHOW.format(self.change.address),
        )
