"""job-interview-token, job-interview-pdf, and the file that a report's address leads to."""

from __future__ import annotations

import base64
import http.client
import json
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from reconciler.simulator import Fault, Simulator, pdf, serve

from .support import UNKNOWN, Api, Clock, Make

REPORT, TOKEN = "job-interview-pdf", "job-interview-token"


def taken(api: Api, email: str = "a@example.com", **fields: Any) -> str:
    return api.simulator.complete_result(api.create(status="active"), email, **fields)


class TestToken:
    def test_types_and_their_ids(self, api: Api) -> None:
        answer = api.enrol()
        result = taken(api)
        ids = {
            "interview_id": answer["interview_def_set_id"],
            "interview_profile_id": answer["profile_interview_id"],
            "interview_result_id": result,
        }
        for kind, needed in {
            "interview-for-profile": ("interview_profile_id", "interview_id"),
            "results-for-profile": ("interview_profile_id",),
            "interview-result-candidate": ("interview_result_id",),
            "interview-result-talent-seeker": ("interview_result_id",),
            "interview-results-for-position": ("interview_id",),
        }.items():
            body = {"type": kind, **{name: ids[name] for name in needed}}
            url = api.ok(TOKEN, body)
            assert isinstance(url, str)
            assert claims(url)["type"] == kind
            assert api.ok(TOKEN, body) != url
            for name in needed:
                assert api.refused(422, TOKEN, {**body, name: None}) == name
                assert api.refused(422, TOKEN, {**body, name: ""}) == name
                assert api.refused(422, TOKEN, {**body, name: UNKNOWN}) == name

    def test_type_is_needed(self, api: Api) -> None:
        assert api.refused(422, TOKEN, {}) == "type"
        assert api.refused(422, TOKEN, {"type": "other"}) == "type"

    @pytest.mark.parametrize(("value", "hidden"), [("false", "false"), (False, "true"), ("hidden", "true")])
    def test_only_the_word_false_shows_the_menu(self, api: Api, value: object, hidden: str) -> None:
        body = {"type": "interview-results-for-position", "interview_id": api.create(), "hide_menu": value}
        assert parse_qs(urlsplit(api.ok(TOKEN, body)).query)["hide_menu"] == [hidden]

    def test_it_is_a_read(self, api: Api) -> None:
        api.ok(TOKEN, {"type": "interview-results-for-position", "interview_id": api.create()})
        assert api.simulator.requests()[-1].committed is False


def claims(url: str) -> dict[str, Any]:
    payload = parse_qs(urlsplit(url).query)["token"][0].split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


class TestReport:
    def test_pdf_is_fetched_without_a_token(self, api: Api, clock: Clock) -> None:
        result = taken(api, name="Añn (x)")
        answer = api.ok(REPORT, {"interview_result_id": result, "export_type": "pdf"})
        assert answer["pdf_export_valid_until"] == "2026-11-25T11:00:00.000000+00:00"
        target = answer["pdf_export_url"].removeprefix("http://simulator")
        status, headers, body = api.raw("GET", target, headers={})
        assert (status, headers["Content-Type"]) == (200, "application/pdf")
        assert body.startswith(b"%PDF-")
        assert "Añn \\(x\\)".encode("latin-1") in body
        assert api.raw("GET", target[:-1], headers={})[0] == 404
        assert api.raw("GET", f"/files/report?id={UNKNOWN}&token=x", headers={})[0] == 404
        clock.pass_time(hours=1)
        assert api.raw("GET", target, headers={})[0] == 400

    def test_a_stored_file_lasts_longer(self, api: Api) -> None:
        body = {"interview_result_id": taken(api), "export_type": "pdf", "store_file": True}
        assert api.ok(REPORT, body)["pdf_export_valid_until"].startswith("2026-12-02")

    def test_the_file_has_faults_too(self, api: Api) -> None:
        answer = api.ok(REPORT, {"interview_result_id": taken(api), "export_type": "pdf"})
        target = answer["pdf_export_url"].removeprefix("http://simulator")
        api.simulator.add_fault(Fault("files/report", "cut_body"))
        with pytest.raises(ConnectionResetError):
            api.raw("GET", target)
        assert api.raw("GET", target)[0] == 200
        assert api.raw("POST", target)[0] == 404

    def test_html_escapes(self, api: Api) -> None:
        body = {"interview_result_id": taken(api, name="<b>"), "export_type": "html"}
        assert "&lt;b&gt;" in api.ok(REPORT, body)["html_export"]

    def test_json_of_one_and_of_several(self, api: Api) -> None:
        one, two = taken(api), taken(api, "b@example.com")
        single = api.ok(REPORT, {"interview_result_id": one, "export_type": "json"})["json_export"]
        assert "table" not in single
        assert single["results"][0]["data"]["candidate_email"] == "a@example.com"
        body = {"interview_result_ids": [one, two, one], "export_type": "json"}
        several = api.ok(REPORT, body)["json_export"]
        assert (len(several["results"]), len(several["table"].splitlines())) == (2, 2)

    def test_features(self, api: Api) -> None:
        features = {
            "contact_details": False,
            "transcript": False,
            "analytics": False,
            "ai_recruiter_assessment": False,
        }
        body = {"interview_result_id": taken(api), "export_type": "json", "export_features_result": features}
        data = api.ok(REPORT, body)["json_export"]["results"][0]["data"]
        assert set(data) == {"interview_result_id", "candidate_name", "position_name", "score"}

    def test_what_is_refused(self, api: Api) -> None:
        result = taken(api)
        assert api.refused(422, REPORT, {"export_type": "pdf"}) == "interview_result_id"
        unknown = {"export_type": "pdf", "interview_result_ids": [result, UNKNOWN]}
        assert api.refused(422, REPORT, unknown) == "interview_result_id"
        assert api.refused(422, REPORT, {"interview_result_id": result}) == "export_type"
        bad = {"export_type": "pdf", "interview_result_ids": ["x"]}
        assert api.refused(422, REPORT, bad) == "interview_result_ids.0"

    def test_a_translation_is_charged_per_result(self, api: Api) -> None:
        ids = [taken(api), taken(api, "b@example.com")]
        before = api.simulator.credits_used()
        body: dict[str, Any] = {"interview_result_ids": ids, "export_type": "html"}
        for language, extra in (("en", 0), ("de", 0.2)):
            api.ok(REPORT, {**body, "export_features_result": {"mojito_language_code": language}})
            assert api.simulator.credits_used() == pytest.approx(before + extra)
        line = api.ok("merchant-analytics-credits-used")["data"][0]
        assert (line["event"], line["object_uuid"]) == ("candidate_report_translation", ids[1])

    @pytest.mark.parametrize("charged", [False, True])
    def test_reports_charged(self, make: Make, charged: bool) -> None:
        api = make(reports_charged=charged, create_charges_credits=0.0)
        body = {"interview_result_id": taken(api, seconds=1), "export_type": "html"}
        api.ok(REPORT, body)
        assert (api.simulator.credits_used() > 0) is charged


def test_the_address_works_over_a_port() -> None:
    simulator = Simulator()
    api = Api(simulator)
    body = json.dumps({"interview_result_id": taken(api), "export_type": "pdf"}).encode()
    with serve(simulator) as server, closing(http.client.HTTPConnection("127.0.0.1", server.port)) as client:
        client.request("POST", f"/functions/v1/{REPORT}", body, api.headers)
        url = json.loads(client.getresponse().read())["pdf_export_url"]
        assert url.startswith(server.url)
        client.request("GET", url.removeprefix(server.url))
        answer = client.getresponse()
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.read().endswith(b"%%EOF\n")
    simulator.close()


@pytest.mark.parametrize("lines", [[], ["one"], ["x" * 200] * 100])
def test_pdf_offsets_lead_to_objects(lines: list[str]) -> None:
    file = pdf.render(lines)
    start = int(file.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert file[start:].startswith(b"xref\n")
    entries = file[start:].split(b"\n")[3:]
    offsets = [int(entry.split()[0]) for entry in entries if entry.endswith(b"n ")]
    assert offsets
    for number, offset in enumerate(offsets, 1):
        assert file[offset:].startswith(b"%d 0 obj" % number)
    assert file.count(b"/Type /Page ") == max(
        1, -(-3 * len(lines) // 48) if lines and len(lines[0]) > 90 else 1
    )
