"""Reminders by e-mail: to whom, in which language, once, in the background."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from annotator.accounts.models import User
from annotator.jobs.models import Job, JobKind, JobState
from annotator.jobs.running import InterruptedJobError, RunningJob, cancel_job
from annotator.labelling.assignments.suspension import suspend
from annotator.people.reminding.job import run_reminders, send_reminders
from annotator.projects.access import enter
from annotator.projects.audit import audit_log
from annotator.projects.models import AuditAction, Membership, Project, Role
from tests.support.make import make_article, make_assignment, make_member, make_project, make_user

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class RefusingBackend(EmailBackend):
    """A mail server that knows no address with “gone”, and breaks down at one with “down”."""

    def send_messages(self, email_messages: Any) -> int:
        [message] = email_messages
        if "gone" in message.to[0]:
            raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        if "full" in message.to[0]:
            raise SMTPDataError(552, b"full")
        if "down" in message.to[0]:
            raise SMTPServerDisconnected("gone away")
        return int(super().send_messages(email_messages))


class DeadBackend(EmailBackend):
    def open(self) -> bool:
        raise TimeoutError("timed out")


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"
    settings.EMAIL_BACKEND = LOCMEM
    mail.outbox = []


def make_reachable(member: Membership, address: str = "", language: str = "") -> Membership:
    assert member.user is not None
    address = address or f"{member.user.username}@example.org"
    User.objects.filter(pk=member.user.pk).update(
        email=address, takes_reminders=True, language=language
    )
    return member


@pytest.fixture
def two(ana: Membership, ben: Membership) -> list[Membership]:
    make_article(ana.project)
    make_assignment(ana)
    return [make_reachable(ana), make_reachable(ben, language="de")]


def remind(client: Client, *members: Membership) -> str:
    form = {"member": [member.pk for member in members]}
    return client.post("/p/dam/people/remind/", form, follow=True).content.decode()


def page_of(client: Client, *members: Membership, names: bool = False) -> str:
    query = "".join(f"&member={member.pk}" for member in members)
    page = client.get(f"/p/dam/people/chosen/?act=remind{query}{'&names=1' if names else ''}")
    return page.content.decode()


def run_last_job() -> Job:
    job = Job.objects.latest("pk")
    run_reminders.call(job.pk)
    job.refresh_from_db()
    return job


def test_each_gets_an_email_of_their_own_in_their_language(
    as_mia: Client, two: list[Membership], settings: Any
) -> None:
    page = page_of(as_mia, *two)
    assert "Send 2 e-mails" in page
    assert "Deutsch" in page
    assert "example.org" not in page, "managers see no addresses"

    page = remind(as_mia, *two)
    assert f"E-mails are being sent to: {two[0].pseudonym}, {two[1].pseudonym}." in page
    assert mail.outbox == [], "a page doesn’t wait for the mail server"
    job = run_last_job()
    assert (job.state, job.result["sent"], job.done, job.total) == (JobState.DONE, 2, 2, 2)

    english, german = mail.outbox
    assert [english.to, german.to] == [["ana@example.org"], ["ben@example.org"]]
    assert english.subject == "Reminder: dam"
    assert english.body.startswith("Hello,\n\nThis is a reminder about “dam”.\nYou have 1 article")
    assert "http://127.0.0.1:8000/p/dam/label/" in english.body
    assert "change that here: http://127.0.0.1:8000/accounts/" in english.body
    assert german.subject == "Erinnerung: dam"
    assert german.body.startswith("Hallo,\n\n")
    assert german.from_email == settings.DEFAULT_FROM_EMAIL
    assert german.message()["Auto-Submitted"] == "auto-generated"
    assert "2 e-mails sent" in " ".join(as_mia.get("/p/dam/jobs/").content.decode().split())


def test_with_names_shown_they_are_greeted_and_the_job_has_no_name(
    as_mia: Client, two: list[Membership]
) -> None:
    assert "Hello ana," in page_of(as_mia, *two, names=True)
    page = remind(as_mia, *two)
    assert f"{two[0].pseudonym} (ana)" in page
    job = run_last_job()
    assert mail.outbox[0].body.startswith("Hello ana,")
    assert mail.outbox[1].body.startswith("Hallo ben,")
    assert "ana" not in str(job.parameters) + str(job.result)


def test_the_audit_log_says_who_was_reminded(as_mia: Client, two: list[Membership]) -> None:
    remind(as_mia, *two)
    event = audit_log(two[0].project)[0]
    assert (event.action, event.about) == (
        AuditAction.MEMBERS_REMINDED,
        f"2: {two[0].pseudonym}, {two[1].pseudonym}",
    )


def test_those_without_an_email_are_named_with_the_reason(
    as_mia: Client, two: list[Membership]
) -> None:
    project = two[0].project
    silent = make_member(project, "cleo")
    unwilling = make_reachable(make_member(project, "dora"))
    User.objects.filter(username="dora").update(takes_reminders=False)
    gone = make_reachable(make_member(project, "emil"))
    suspend(membership=gone, reason="gone")

    page = page_of(as_mia, *two, silent, unwilling, gone)
    assert "Send 2 e-mails" in page
    assert f"<bdi>{silent.pseudonym}</bdi>: no e-mail address" in page
    assert f"<bdi>{unwilling.pseudonym}</bdi>: hasn’t allowed reminders by e-mail" in page
    assert f"<bdi>{gone.pseudonym}</bdi>: suspended" in page

    page = remind(as_mia, *two, silent, unwilling, gone)
    for member, why in (
        (silent, "no e-mail address"),
        (unwilling, "hasn’t allowed reminders by e-mail"),
        (gone, "suspended"),
    ):
        assert f"{member.pseudonym} ({why})" in page
    run_last_job()
    assert len(mail.outbox) == 2


def test_a_second_click_sends_nothing(as_mia: Client, two: list[Membership]) -> None:
    remind(as_mia, *two)
    page = remind(as_mia, *two)
    assert "E-mails are being sent to" not in page
    assert f"{two[0].pseudonym} (reminded on " in page
    assert Job.objects.count() == 1

    Membership.objects.update(reminded_at=datetime(2026, 11, 26, 14, 5, tzinfo=UTC))
    assert "last reminded on 26 Nov 2026, 14:05" in " ".join(page_of(as_mia, *two).split())
    assert "reminded on 26 Nov 2026, 14:05" in as_mia.get("/p/dam/people/").content.decode()
    Membership.objects.update(reminded_at=timezone.now() - timedelta(days=1, minutes=1))
    remind(as_mia, two[0])
    assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_the_same_moment_one_sends() -> None:
    project = make_project()
    mia = make_member(project, "mia", Role.MANAGER)
    ana = make_reachable(make_member(project, "ana"))
    assert mia.user is not None
    access, together = enter(mia.user, "dam", Role.MANAGER), Barrier(2)
    sent: list[int] = []

    def click() -> None:
        together.wait(30)
        assert mia.user is not None
        members = send_reminders(access=access, by=mia.user, members=[ana], with_names=False)
        sent.append(len(members))
        connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(sent) == [0, 1]
    assert Job.objects.filter(kind=JobKind.REMINDERS).count() == 1


def test_a_refused_address_is_named_and_can_be_tried_again(
    as_mia: Client, two: list[Membership], settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    make_reachable(two[0], "gone@example.org")
    full = make_reachable(make_member(two[0].project, "cleo"), "full@example.org")
    remind(as_mia, *two, full)
    job = run_last_job()
    assert (job.state, job.result["sent"]) == (JobState.DONE, 1)
    refused = "The mail server refused the e-mail or the address."
    assert set(job.problems.values_list("location", "reason")) == {
        (two[0].pseudonym, refused), (full.pseudonym, refused),
    }  # fmt: skip
    page = as_mia.get("/p/dam/jobs/").content.decode()
    assert f"<bdi>{two[0].pseudonym}</bdi>: {refused}" in page
    assert "gone@" not in page
    assert "Send 1 e-mail\n" in page_of(as_mia, two[0])
    assert "Send" not in page_of(as_mia, two[1])


@pytest.mark.parametrize("backend", ["RefusingBackend", "DeadBackend"])
def test_a_mail_server_that_fails_ends_the_job_and_lets_the_others_be_reminded(
    as_mia: Client, two: list[Membership], settings: Any, backend: str
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"
    make_reachable(two[0], "down@example.org")
    remind(as_mia, *two)
    job = run_last_job()
    assert job.state == JobState.FAILED
    assert "can be reminded again" in as_mia.get("/p/dam/jobs/").content.decode()
    assert not Membership.objects.filter(reminded_at__isnull=False).exists()
    assert "Send 2 e-mails" in page_of(as_mia, *two)


def test_who_left_or_changed_their_mind_meanwhile_gets_nothing(
    as_mia: Client, two: list[Membership]
) -> None:
    remind(as_mia, *two)
    suspend(membership=two[0], reason="gone")
    User.objects.filter(pk=two[1].user_id).update(takes_reminders=False)
    job = run_last_job()
    assert (job.state, job.result["sent"], mail.outbox) == (JobState.DONE, 0, [])
    assert set(job.problems.values_list("reason", flat=True)) == {
        "suspended", "hasn’t allowed reminders by e-mail",
    }  # fmt: skip


def test_a_worker_that_stops_goes_on_without_sending_twice(
    as_mia: Client, two: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(as_mia, *two)
    checks = []

    def stop_before_the_second(run: RunningJob) -> None:
        checks.append(run)
        if len(checks) == 2:
            raise InterruptedJobError

    with monkeypatch.context() as patched:
        patched.setattr(RunningJob, "check_cancelled", stop_before_the_second)
        job = run_last_job()
    assert (job.state, len(mail.outbox)) == (JobState.WAITING, 1)
    job = run_last_job()
    assert (job.state, job.result["sent"], len(mail.outbox)) == (JobState.DONE, 2, 2)
    assert not job.problems.exists()


def test_an_email_that_may_have_been_sent_is_not_sent_again(
    as_mia: Client, two: list[Membership]
) -> None:
    remind(as_mia, *two)
    # So it is after a worker was killed while the mail server answered.
    Job.objects.update(result={"sent": 0, "handled": [], "begun": two[0].pk})
    job = run_last_job()
    assert [message.to for message in mail.outbox] == [["ben@example.org"]]
    assert "isn’t known whether the e-mail was sent" in job.problems.get().reason
    assert Membership.objects.filter(reminded_at__isnull=False).count() == 2


def test_after_a_cancelled_job_the_others_can_be_reminded(
    as_mia: Client, two: list[Membership]
) -> None:
    remind(as_mia, *two)
    job = Job.objects.get()
    cancel_job(job=job)
    run_reminders.call(job.pk)
    assert mail.outbox == []
    assert "Send 2 e-mails" in page_of(as_mia, *two)


def test_the_name_of_a_project_adds_no_header(as_mia: Client, two: list[Membership]) -> None:
    Project.objects.update(name="Dams\nBcc: all@example.org")
    remind(as_mia, two[0])
    run_last_job()
    assert mail.outbox[0].subject == "Reminder: Dams Bcc: all@example.org"
    assert "Bcc" not in mail.outbox[0].message()


def test_without_mail_there_is_only_the_text_to_copy(
    as_mia: Client, two: list[Membership], settings: Any
) -> None:
    settings.EMAIL_URL = ""
    page = page_of(as_mia, *two)
    assert "Skepsis sends nothing itself" in page
    assert "e-mail" not in page
    assert "This site can’t send e-mail. Nothing was sent." in remind(as_mia, *two)
    assert not Job.objects.exists()


def test_only_members_of_the_project_and_only_managers(
    as_mia: Client, as_ana: Client, eve: User, two: list[Membership]
) -> None:
    other = make_reachable(make_member(make_project("other"), "zoe"))
    assert "Select at least one member." in remind(as_mia, other)
    assert "Select at least one member." in remind(as_mia)
    form = {"member": two[0].pk}
    assert as_ana.post("/p/dam/people/remind/", form).status_code == 403
    stranger = Client()
    stranger.force_login(eve)
    assert stranger.post("/p/dam/people/remind/", form).status_code == 404
    assert as_mia.get("/p/dam/people/remind/").status_code == 405
    assert not Job.objects.exists()


def test_an_account_allows_reminders_where_the_site_sends_mail(
    client: Client, settings: Any, db: None
) -> None:
    zoe = make_user("zoe")
    client.force_login(zoe)
    assert escape("Managers of my projects may remind me by e-mail") in (
        client.get("/accounts/").content.decode()
    )
    zoe.refresh_from_db()
    assert not zoe.takes_reminders, "nobody has allowed it without being asked"

    settings.EMAIL_URL = ""
    assert "takes_reminders" not in client.get("/accounts/").content.decode()
