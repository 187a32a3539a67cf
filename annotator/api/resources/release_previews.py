"""The preview of the next release: the whole release, before it can't be changed any more."""

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.requests import ApiRequest
from annotator.api.resources.releases import (
    NewPreviewSerializer,
    ReleaseJobSerializer,
    release_parameters,
)
from annotator.export.models import ReleasePreview
from annotator.export.releases.checks.splits import check_splits
from annotator.export.releases.file_responses import file_response
from annotator.export.releases.job import start_preview
from annotator.export.releases.previews import current_preview, discard_preview
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role


class ReleasePreviewSerializer(serializers.ModelSerializer[ReleasePreview]):
    """A preview. `files` has [SHA-256, bytes] of each file, as the release would have."""

    class Meta:
        model = ReleasePreview
        fields = ("number", "made_at", "parameters", "counts", "agreement", "files")
        read_only_fields = fields


class ReleasePreviewView(APIView):
    """The preview of the next release. It is deleted after a day, and when one is published."""

    throttle_scope = "releases"

    @extend_schema(responses=ReleasePreviewSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Return the preview. 404 until its job is done, and if there is none."""
        access = enter(request.user, slug, Role.MANAGER)
        return Response(ReleasePreviewSerializer(_preview(access)).data)

    @extend_schema(request=NewPreviewSerializer, responses={202: ReleaseJobSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Create a preview in the background. It replaces the one of before.

        Send its `parameters` to `releases/` to publish what was previewed: the files have the same
        checksums, except those that changed in between.
        """
        access = enter(request.user, slug, Role.MANAGER)
        parameters = release_parameters(NewPreviewSerializer(data=request.data), access.project)
        check = check_splits(access.project, parameters)

        with log_event(access, request.user, AuditAction.RELEASE_PREVIEWED):
            job = start_preview(
                project=access.project, made_by=access.membership, parameters=parameters
            )
        data = ReleaseJobSerializer(job, context={"check": check}).data
        return Response(data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None})
    def delete(self, request: ApiRequest, slug: str) -> Response:
        """Discard the preview."""
        access = enter(request.user, slug, Role.MANAGER)
        _preview(access)
        with log_event(access, request.user, AuditAction.PREVIEW_DISCARDED):
            discard_preview(access.project)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreviewFileView(APIView):
    """Download a file of the preview."""

    @extend_schema(
        operation_id="projects_releases_preview_file_retrieve",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: ApiRequest, slug: str, name: str) -> HttpResponseBase:
        access = enter(request.user, slug, Role.MANAGER)
        preview = _preview(access)
        with log_event(access, request.user, AuditAction.RELEASE_FETCHED, f"preview, {name}"):
            return file_response(request, preview, name)


def _preview(access: Access) -> ReleasePreview:
    preview = current_preview(access.project)
    if preview is None:
        raise Http404
    return preview
