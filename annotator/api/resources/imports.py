from argparse import ArgumentTypeError
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.input_serializers import InputSerializer, refuse_unknown
from annotator.api.overlap_field import OverlapField
from annotator.api.requests import ApiRequest
from annotator.api.resources.import_account import AccountSerializer
from annotator.corpus.models import MAX_ROUND
from annotator.corpus.readers.records import LANGUAGE_TAG
from annotator.importing.job import draft_import, import_name, run_import
from annotator.importing.near_duplicates import group_found
from annotator.importing.options import (
    CHOICES,
    ImportOptions,
    OptionError,
)
from annotator.jobs.models import Job, JobKind
from annotator.jobs.running import cancel_job, start_job
from annotator.labelling.annotations.imported_members import (
    NoMemberError,
    list_aliases,
    read_members,
)
from annotator.lib.ways import API
from annotator.projects.access import enter
from annotator.projects.audit import log_event, write_event
from annotator.projects.command_arguments import name_and_value
from annotator.projects.models import AuditAction, Role

# The page of the import offers all errors as CSV.
MAX_ERRORS = 1000


class ImportSerializer(serializers.ModelSerializer[Job]):
    """An import. `done` and `total` are bytes read. `result` is the account: what was imported,
    refused and left out, and how each file was read. `errors` are the rejected items with reasons,
    `warnings` what was left out of others, `people` has the pseudonym of each annotator name in
    the files.
    """

    result = AccountSerializer(read_only=True)
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]
    warnings = serializers.SerializerMethodField()
    people = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = ("id", "state", "done", "total", "result", "error", "errors", "warnings", "people")
        read_only_fields = fields

    def get_errors(self, job: Job) -> list[dict[str, str]]:
        return _problems(job, is_warning=False)

    def get_warnings(self, job: Job) -> list[dict[str, str]]:
        return _problems(job, is_warning=True)

    def get_people(self, job: Job) -> list[dict[str, str]]:
        aliases = list_aliases(job.project, job.result.get("people", ()))
        return [{"name": alias, "pseudonym": pseudonym} for alias, pseudonym in aliases]


def _problems(job: Job, *, is_warning: bool) -> list[dict[str, str]]:
    return [
        {"place": problem.location, "reason": problem.reason}
        for problem in job.problems.filter(is_warning=is_warning)[:MAX_ERRORS]
    ]


class PairsField(serializers.CharField):
    """Lines of the form NAME=VALUE, as a dict."""

    def to_internal_value(self, data: Any) -> dict[str, str]:  # type: ignore[override]
        lines = [line for line in super().to_internal_value(data).splitlines() if line.strip()]
        try:
            return dict(map(name_and_value, lines))
        except ArgumentTypeError as error:
            raise serializers.ValidationError(f"{error}.") from error


class NewImportSerializer(InputSerializer[Job]):
    file = serializers.FileField(max_length=500)
    round = serializers.CharField(max_length=MAX_ROUND, required=False)
    overlap = OverlapField(required=False)
    review = serializers.BooleanField(required=False)
    all_or_nothing = serializers.BooleanField(required=False)
    language = serializers.RegexField(LANGUAGE_TAG, max_length=35, required=False)
    encoding = serializers.CharField(max_length=40, required=False, allow_blank=True)
    columns = PairsField(
        required=False,
        allow_blank=True,
        help_text="one per line: FIELD=COLUMN; FIELD= if no column has the field",
    )
    rows = serializers.ChoiceField(choices=CHOICES["rows"], required=False)
    delimiter = serializers.ChoiceField(choices=CHOICES["delimiter"], required=False)
    quoting = serializers.ChoiceField(choices=CHOICES["quoting"], required=False)
    header = serializers.ChoiceField(choices=CHOICES["header"], required=False)
    dates = serializers.ChoiceField(choices=CHOICES["dates"], required=False)
    first_line = serializers.ChoiceField(choices=CHOICES["first_line"], required=False)
    line_breaks = serializers.ChoiceField(choices=CHOICES["line_breaks"], required=False)
    annotator_columns = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        help_text="columns that each have the labels of one annotator",
    )
    labels = PairsField(
        required=False,
        allow_blank=True,
        help_text="one per line: FILE LABEL=KEY; an empty KEY ignores the label",
    )
    annotator = serializers.CharField(max_length=100, required=False)
    pseudonyms = serializers.BooleanField(
        required=False, help_text="the names of annotators in the file are already pseudonyms"
    )
    as_members = serializers.CharField(
        required=False, allow_blank=True, help_text="one per line: NAME=PSEUDONYM"
    )

    def validate_as_members(self, value: str) -> dict[str, str]:
        try:
            return read_members(value, self.context["project"])
        except NoMemberError as error:
            raise serializers.ValidationError(str(error)) from error


class ImportsView(APIView):
    """Import articles from a file, in the background."""

    parser_classes = (MultiPartParser,)
    throttle_scope = "imports"

    @extend_schema(request=NewImportSerializer, responses={202: ImportSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        body = NewImportSerializer(data=request.data, context={"project": access.project})
        body.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(body.validated_data)
        upload = values.pop("file")
        # Everything else that isn't given has its default in ImportOptions.
        options = ImportOptions(**{"overlap": access.project.overlap, **values}, surface=API)
        try:
            options.check(access.project)
        except OptionError as error:
            raise serializers.ValidationError({error.option: [str(error)]}) from error

        job = draft_import(
            project=access.project,
            made_by=access.membership,
            uploads=[upload],
            options=options,
        )
        with log_event(access, request.user, AuditAction.IMPORTED, import_name(job)):
            start_job(job=job, parameters=job.parameters, enqueue=run_import.enqueue)

        # A worker may have begun it already.
        job.refresh_from_db()

        return Response(ImportSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class ImportView(APIView):
    """Return the progress of an import, and its rejected items."""

    @extend_schema(responses=ImportSerializer)
    def get(self, request: ApiRequest, slug: str, import_id: int) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        jobs = Job.objects.filter(project=access.project, kind=JobKind.IMPORT)
        return Response(ImportSerializer(get_object_or_404(jobs, pk=import_id)).data)


class CancelImportView(APIView):
    """Stop an import that is queued, running or stuck. What was imported until then stays."""

    @extend_schema(request=None, responses=ImportSerializer)
    def post(self, request: ApiRequest, slug: str, import_id: int) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        refuse_unknown(request.data)
        jobs = Job.objects.filter(project=access.project, kind=JobKind.IMPORT)
        job = get_object_or_404(jobs, pk=import_id)

        # Only a job that was still going is logged as cancelled.
        with transaction.atomic():
            if cancel_job(job=job):
                write_event(access, request.user, AuditAction.JOB_CANCELLED, import_name(job))

        job.refresh_from_db()
        return Response(ImportSerializer(job).data)


class GroupView(APIView):
    """Put each set of near-duplicates that the import found into one group.

    Articles that have a group keep it.
    """

    @extend_schema(request=None, responses=ImportSerializer)
    def post(self, request: ApiRequest, slug: str, import_id: int) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        refuse_unknown(request.data)
        jobs = Job.objects.filter(project=access.project, kind=JobKind.IMPORT)
        job = get_object_or_404(jobs, pk=import_id)
        group_found(access, request.user, job)
        return Response(ImportSerializer(job).data)
