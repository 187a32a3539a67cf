from django.test import Client

from annotator.api.permissions import OTHER_ACCOUNT
from annotator.projects.models import Membership


def test_a_page_does_not_speak_for_the_next_person_who_signs_in(
    as_ana: Client, ana: Membership
) -> None:
    address = "/api/v1/projects/dam/annotations/"
    for account, status in [(str(ana.user_id), 200), ("0", 403), ("", 403)]:
        headers = {"Skepsis-Account": account}
        answer = as_ana.post(address, "[]", "application/json", headers=headers)
        assert answer.status_code == status
        if status == 403:
            assert answer.json()["code"] == OTHER_ACCOUNT
