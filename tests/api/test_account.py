from django.test import Client

from annotator.projects.models import Membership


def test_a_page_does_not_speak_for_the_next_person_who_signs_in(
    as_ana: Client, ana: Membership
) -> None:
    address = "/api/v1/projects/dam/annotations/"
    for account, status in [(str(ana.user_id), 200), ("0", 403), ("", 403)]:
        headers = {"Skepsis-Account": account}
        assert as_ana.post(address, "[]", "application/json", headers=headers).status_code == status
