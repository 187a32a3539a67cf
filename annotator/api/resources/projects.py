from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as InvalidError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.input_serializers import InputSerializer
from annotator.api.overlap_field import OverlapField
from annotator.api.pagination import NewestFirst
from annotator.api.requests import ApiRequest
from annotator.api.resources.labels import LabelSerializer
from annotator.projects.access import enter
from annotator.projects.audit import changes, log_event
from annotator.projects.creating import create_project
from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.models import (
    KEY,
    KEY_RULE,
    AuditAction,
    Project,
    ProjectQuerySet,
    Role,
)
from annotator.projects.project_creators import may_create_projects
from annotator.projects.short_names import RULE, SHORT_NAME


class ProjectSerializer(serializers.ModelSerializer[Project]):
    overlap = OverlapField(read_only=True)
    labels = LabelSerializer(many=True, read_only=True)

    class Meta:
        model = Project
        fields = (
            "slug", "name", "overlap", "is_open", "notice", "asks_target", "asks_confidence",
            "asks_note", "offers_practice", "labels",
        )  # fmt: skip


class ChangedProjectSerializer(InputSerializer[Project], serializers.ModelSerializer[Project]):
    """The settings that a manager can change. The slug is part of URLs, so it can't be changed."""

    overlap = OverlapField()

    class Meta:
        model = Project
        fields = (
            "name",
            "overlap",
            "is_open",
            "notice",
            "asks_target",
            "asks_confidence",
            "asks_note",
            "offers_practice",
        )


class NewProjectSerializer(InputSerializer[Project]):
    slug = serializers.RegexField(
        rf"^{SHORT_NAME.pattern}\Z", max_length=80, error_messages={"invalid": RULE}
    )
    name = serializers.CharField(max_length=200, required=False, default="")
    overlap = OverlapField(required=False, default=3)
    offers_practice = serializers.BooleanField(required=False, default=True)
    labels = serializers.ListField(
        child=serializers.RegexField(KEY, max_length=40, error_messages={"invalid": KEY_RULE}),
        min_length=1,
        max_length=9,
        required=False,
        default=list(DEFAULT_LABELS),
        help_text="Keys. The keys of the default codebook get its names and definitions.",
    )


class ProjectsView(ListAPIView[Project]):
    """List your projects, newest first, or create a project, which you will manage."""

    serializer_class = ProjectSerializer
    pagination_class = NewestFirst
    request: ApiRequest

    def get_queryset(self) -> ProjectQuerySet:
        # The schema is generated without a user.
        if getattr(self, "swagger_fake_view", False):
            return Project.objects.none()
        return Project.objects.visible_to(self.request.user).prefetch_related("labels")

    @extend_schema(request=NewProjectSerializer, responses={201: ProjectSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Create a project. You need the permission to create projects."""
        if not may_create_projects(request.user):
            raise PermissionDenied(_("You don’t have permission to create projects."))

        body = NewProjectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data

        try:
            project = create_project(
                slug=values["slug"],
                name=values["name"],
                overlap=values["overlap"],
                offers_practice=values["offers_practice"],
                label_keys=values["labels"],
                manager=request.user,
            )
        except InvalidError as error:
            # Errors of the model, such as a slug that is taken. REST framework knows
            # only its own.
            raise ValidationError(error.message_dict) from error

        return Response(ProjectSerializer(project).data, status=status.HTTP_201_CREATED)


class ProjectView(APIView):
    """Return a project, or change its settings as its manager."""

    @extend_schema(responses=ProjectSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        return Response(ProjectSerializer(enter(request.user, slug).project).data)

    @extend_schema(request=ChangedProjectSerializer, responses=ProjectSerializer)
    def patch(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        body = ChangedProjectSerializer(access.project, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        # The event has the old values, which are stored nowhere else.
        before = {name: getattr(access.project, name) for name in body.validated_data}
        with log_event(access, request.user, AuditAction.SETTINGS_CHANGED, changes(before, before)):
            body.save()
        return Response(ProjectSerializer(access.project).data)
