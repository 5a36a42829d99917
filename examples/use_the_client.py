"""Make an interview, enrol two people and print where it stands: the client from a program.

Against the account on this machine, in two shells:

    reconciler simulator serve
    export JOBMOJITO_URL=http://127.0.0.1:8123/functions/v1 JOBMOJITO_TOKEN=simulator
    python examples/use_the_client.py
"""
# ruff: noqa: T201 - a program prints

from __future__ import annotations

import os
import sys

from reconciler import Account
from reconciler.errors import CallFailed, ReconcilerError

PEOPLE = ("ann@example.com", "ben@example.com")


def main() -> int:
    token = os.environ.get("JOBMOJITO_TOKEN", "")
    url = os.environ.get("JOBMOJITO_URL", "")
    if not token or not url:
        print("Set JOBMOJITO_URL and JOBMOJITO_TOKEN; see the top of this file.", file=sys.stderr)
        return 1
    try:
        with Account(token, base_url=url) as account:
            show(account, interview(account))
    except ReconcilerError as error:
        print(f"Error: {error}\n  {error.hint}", file=sys.stderr)
        return 1
    return 0


def interview(account: Account) -> str:
    """The id of the interview called Baker; made when the account has none, so that running twice is fine."""
    for row in account.interviews(type="interview", filter_text="Baker"):
        if row.get("name") == "Baker" and row.get("status") == "active":
            return row["id"]
    template = next(row for row in account.templates() if row.get("name") == "Anna")
    try:
        made = account.job_interview_create_from_array(
            name="Baker",
            location="Berlin",
            description="A short talk about bread and early mornings.",
            interview_template_id=template["id"],
            mojito_language_code="en",
            status="active",
            type="interview",
            visibility="merchant_invite",
            questions=[
                {"external_id": "why", "question": "Why do you bake?", "duration": 120},
                {"external_id": "early", "question": "How do you get up at three?", "duration": 120},
            ],
        )
    except CallFailed as error:
        if error.perhaps_done:
            # Not sent again here: the next run of this program finds it, if it was made.
            print("The answer was lost. Run this again in some minutes.", file=sys.stderr)
        raise
    return made["interview_def_set_id"]


def show(account: Account, interview_id: str) -> None:
    rows = account.job_interview_register_users(
        interview_id=interview_id, users=[{"email": email} for email in PEOPLE]
    )
    for row in rows:
        # The link is a credential, so it is not printed.
        print(f"{row.get('email')}: {row.get('result')}")
    found = account.job_interview_get(position_id=interview_id)
    credits_left = account.merchant_status().get("credits_interview_monthly")
    print(f"{found.get('name')} is {found['status']}, {len(found.get('questions') or [])} questions")
    print(f"{credits_left:g} credits left this month" if credits_left is not None else "No limit is told")


if __name__ == "__main__":
    sys.exit(main())
