from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.errors import invalid_form
from annotator.api.input_serializers import InputSerializer
from annotator.api.pagination import NewestFirst
from annotator.api.requests import ApiRequest
from annotator.export.datasets.selection import Seconds
from annotator.export.models import Erratum, Release, ReleaseQuerySet
from annotator.export.releases.checks.splits import SplitCheck, check_splits
from annotator.export.releases.errata import ErratumForm, add_erratum
from annotator.export.releases.file_responses import file_response
from annotator.export.releases.forms import ReleaseForm
from annotator.export.releases.job import start_release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.jobs.models import Job
from annotator.projects.access import enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Project, Role


class ErratumSerializer(serializers.ModelSerializer[Erratum]):
    """A correction of the words of a release. `author` is a pseudonym, or empty."""

    author = serializers.CharField(read_only=True)

    class Meta:
        model = Erratum
        fields = ("made_at", "author", "text")
        read_only_fields = fields


class NewErratumSerializer(InputSerializer[Erratum]):
    text = serializers.CharField()


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    """A release. `files` has [SHA-256, bytes] of each file, `errata` the corrections."""

    errata = ErratumSerializer(many=True, read_only=True)

    class Meta:
        model = Release
        fields = (
            "number",
            "dated",
            "made_at",
            "parameters",
            "counts",
            "agreement",
            "files",
            "errata",
        )
        read_only_fields = fields


class NewPreviewSerializer(InputSerializer[Release]):
    """The parameters of a preview or a release, as on the page. All are optional."""

    about = serializers.CharField(required=False, allow_blank=True)
    creators = serializers.CharField(required=False, allow_blank=True, help_text="one per line")
    licence = serializers.CharField(required=False, allow_blank=True)
    standoff = serializers.BooleanField(required=False)
    rounds = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="default: all"
    )
    languages = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="default: all"
    )
    done_only = serializers.BooleanField(required=False)
    unlabelled = serializers.BooleanField(
        required=False,
        help_text="put sentences without a final label into the files of the splits, too",
    )
    notes = serializers.BooleanField(required=False)
    seconds = serializers.ChoiceField(
        choices=[choice.value for choice in Seconds],
        required=False,
        help_text="precision of the time of each label; default: whole",
    )
    annotator_details = serializers.BooleanField(
        required=False,
        help_text="include days of work, median times, and the work of suspended annotators",
    )
    split = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="percentages, e.g. 80/10/10; empty: no splits",
    )
    seed = serializers.IntegerField(required=False)
    dated = serializers.DateField(required=False)


class NewReleaseSerializer(NewPreviewSerializer):
    """The parameters of a new release: those of a preview, and one more."""

    dry_run = serializers.BooleanField(
        required=False,
        help_text="create nothing; only return the number of articles in each split, and warnings",
    )


class SplitCheckSerializer(serializers.Serializer[SplitCheck]):
    """The splits that a release would have. In projects of more than 1,000 articles the numbers are
    estimates, because texts and labels are not read.
    """

    articles = serializers.DictField(
        child=serializers.IntegerField(), help_text="the number of articles in each split"
    )
    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="splits that are empty or have only one article"
    )


class ReleaseJobSerializer(serializers.ModelSerializer[Job]):
    """A release job. `done` and `total` are rows written."""

    splits = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = ("id", "state", "done", "total", "error", "splits")
        read_only_fields = fields

    @extend_schema_field(SplitCheckSerializer)
    def get_splits(self, job: Job) -> object:
        return SplitCheckSerializer(self.context["check"]).data


def release_parameters(body: NewPreviewSerializer, project: Project) -> ReleaseParameters:
    """Return the parameters that a request sends. Raises ValidationError."""
    body.is_valid(raise_exception=True)
    # A form takes a missing field for an empty one, and an empty `split` means no
    # splits.
    form = ReleaseForm({"split": ReleaseParameters.split, **body.validated_data}, project=project)
    if not form.is_valid():
        raise invalid_form(form)
    return form.parameters()


class ReleasesView(ListAPIView[Release]):
    """List the releases of a project, newest first, or create one in the background."""

    serializer_class = ReleaseSerializer
    pagination_class = NewestFirst
    request: ApiRequest
    throttle_scope = "releases"

    def get_queryset(self) -> ReleaseQuerySet:
        # The schema is generated without a user.
        if getattr(self, "swagger_fake_view", False):
            return Release.objects.none()
        access = enter(self.request.user, self.kwargs["slug"], Role.MANAGER)
        return Release.objects.in_project(access.project).prefetch_related("errata__made_by")

    @extend_schema(
        request=NewReleaseSerializer,
        responses={200: SplitCheckSerializer, 202: ReleaseJobSerializer},
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        body = NewReleaseSerializer(data=request.data)
        parameters = release_parameters(body, access.project)

        check = check_splits(access.project, parameters)
        if body.validated_data.get("dry_run"):
            return Response(SplitCheckSerializer(check).data)

        with log_event(access, request.user, AuditAction.RELEASE_STARTED):
            job = start_release(
                project=access.project, made_by=access.membership, parameters=parameters
            )
        data = ReleaseJobSerializer(job, context={"check": check}).data
        return Response(data, status=status.HTTP_202_ACCEPTED)


class ReleaseErrataView(APIView):
    """Corrections of the words of a release. They can't be changed."""

    @extend_schema(request=NewErratumSerializer, responses={201: ErratumSerializer})
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Add a correction. ERRATA.md, one of the release's files here, has all of them."""
        access = enter(request.user, slug, Role.MANAGER)
        release = get_object_or_404(Release.objects.in_project(access.project), number=number)
        body = NewErratumSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        form = ErratumForm(body.validated_data)
        if not form.is_valid():
            raise invalid_form(form)

        erratum = add_erratum(
            release=release,
            text=form.cleaned_data["text"],
            by=access.membership or request.user,
        )
        return Response(ErratumSerializer(erratum).data, status=status.HTTP_201_CREATED)


class ReleaseFileView(APIView):
    """Download a file of a release."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, slug: str, number: int, name: str) -> HttpResponseBase:
        access = enter(request.user, slug, Role.MANAGER)
        release = get_object_or_404(Release.objects.in_project(access.project), number=number)
        with log_event(
            access, request.user, AuditAction.RELEASE_FETCHED, f"release {number}, {name}"
        ):
            return file_response(request, release, name)
