"""The labels of a project: their list for members, and changes for managers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError as InvalidError
from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.input_serializers import InputSerializer
from annotator.api.requests import ApiRequest
from annotator.projects.access import enter
from annotator.projects.labels.changing import (
    CHANGEABLE,
    add_label,
    change_label,
    delete_label,
    order_labels,
    reinstate_label,
    retire_label,
    why_keys_stay,
)
from annotator.projects.labels.defaults import new_label
from annotator.projects.models import Label, Role


class LabelSerializer(serializers.ModelSerializer[Label]):
    names = serializers.DictField(
        child=serializers.CharField(), help_text="The name by language, such as de."
    )
    definitions = serializers.DictField(
        child=serializers.CharField(), help_text="The definition by language, such as de."
    )
    questions = serializers.DictField(
        child=serializers.CharField(), help_text="The question by language, such as de."
    )

    class Meta:
        model = Label
        fields = (
            "key",
            "name",
            "definition",
            "names",
            "definitions",
            "mark",
            "colour",
            "shortcut",
            "position",
            "takes_target",
            "question",
            "questions",
            "retired_at",
        )
        read_only_fields = fields


class ChangedLabelSerializer(InputSerializer[Label], serializers.ModelSerializer[Label]):
    """The fields of a label that can change, and whether it is retired."""

    names = serializers.DictField(child=serializers.CharField(max_length=60), required=False)
    definitions = serializers.DictField(child=serializers.CharField(), required=False)
    questions = serializers.DictField(child=serializers.CharField(), required=False)
    retired = serializers.BooleanField(
        required=False, help_text="A retired label isn't offered, and has no shortcut."
    )

    class Meta:
        model = Label
        fields = (*CHANGEABLE, "retired")


class NewLabelSerializer(ChangedLabelSerializer):
    """A new label. Its key can't be changed later."""

    class Meta:
        model = Label
        fields = ("key", *CHANGEABLE)
        extra_kwargs = {
            name: {"required": False} for name in ("name", "mark", "colour", "shortcut")
        }

    retired = None  # type: ignore[assignment]


class ChangedOrderSerializer(InputSerializer[Label]):
    keys = serializers.ListField(
        child=serializers.CharField(), help_text="The key of each label, retired ones too."
    )


class LabelsView(APIView):
    @extend_schema(responses=LabelSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """List the labels in their order, with the retired ones."""
        project = enter(request.user, slug).project
        return Response(LabelSerializer(project.labels.all(), many=True).data)

    @extend_schema(request=NewLabelSerializer, responses={201: LabelSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Add a label as the last one. Fields that are missing get a default."""
        access = enter(request.user, slug, Role.MANAGER)
        body = NewLabelSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        label = new_label(access.project, values.pop("key"), 1)
        # The first free one, unless it is asked for.
        label.shortcut = None
        for name, value in values.items():
            setattr(label, name, value)

        with _api_errors():
            add_label(label, by=access.membership or request.user)
        return Response(LabelSerializer(label).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangedOrderSerializer, responses=LabelSerializer(many=True))
    def put(self, request: ApiRequest, slug: str) -> Response:
        """Put the labels into another order."""
        access = enter(request.user, slug, Role.MANAGER)
        body = ChangedOrderSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        keys = body.validated_data["keys"]
        with _api_errors():
            order_labels(access.project, keys, by=access.membership or request.user)
        return Response(LabelSerializer(access.project.labels.all(), many=True).data)


class LabelView(APIView):
    @extend_schema(request=ChangedLabelSerializer, responses=LabelSerializer)
    def patch(self, request: ApiRequest, slug: str, label_key: str) -> Response:
        """Change a label, retire it or reinstate it."""
        access = enter(request.user, slug, Role.MANAGER)
        label = get_object_or_404(access.project.labels, key=label_key)
        if isinstance(request.data, dict) and "key" in request.data:
            raise ValidationError({"key": [why_keys_stay()]})
        body = ChangedLabelSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        retired = values.pop("retired", None)
        by = access.membership or request.user

        with _api_errors(), transaction.atomic():
            if retired is False:
                reinstate_label(label, by=by)
            elif retired:
                retire_label(label, by=by)
            label.refresh_from_db()
            for name, value in values.items():
                setattr(label, name, value)
            change_label(label, by=by)
        return Response(LabelSerializer(label).data)

    @extend_schema(responses={204: None})
    def delete(self, request: ApiRequest, slug: str, label_key: str) -> Response:
        """Delete a label that was never used. Others can only be retired."""
        access = enter(request.user, slug, Role.MANAGER)
        label = get_object_or_404(access.project.labels, key=label_key)
        with _api_errors():
            delete_label(label, by=access.membership or request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@contextmanager
def _api_errors() -> Iterator[None]:
    """Turn errors of the model into those of REST framework, which knows only its own."""
    try:
        yield
    except InvalidError as error:
        about_all = {"detail": " ".join(error.messages)}
        detail = error.message_dict if hasattr(error, "error_dict") else about_all
        raise ValidationError(detail) from error
