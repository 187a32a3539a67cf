"""The answers of a project to the questions of the datasheet, for its managers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.errors import invalid_form
from annotator.api.input_serializers import InputSerializer
from annotator.api.requests import ApiRequest
from annotator.export.datasheet.changing import change_facts
from annotator.export.datasheet.forms import FactsForm, form_values
from annotator.export.datasheet.known import known_sentences
from annotator.export.datasheet.people import people_who_labelled
from annotator.projects.access import enter
from annotator.projects.facts.stated import ANNOTATOR_KINDS, TEXTS, StatedFacts
from annotator.projects.models import Project, Role, stated_facts


class FactsSerializer(InputSerializer[StatedFacts]):
    """The answers. An empty text is not stated; `known` is what the app knows, in sentences."""

    annotator_kind = serializers.ChoiceField(
        choices=list(ANNOTATOR_KINDS), required=False, allow_blank=True
    )
    demographics = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="a group per line: characteristic | group | number of people, at least 5",
    )
    pay_per_hour = serializers.CharField(
        required=False, allow_blank=True, help_text="a decimal number, such as 14.50"
    )
    pay_currency = serializers.CharField(
        required=False, allow_blank=True, help_text="an ISO 4217 code, such as EUR"
    )
    not_applicable = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=50,
        help_text="names of questions that don't apply",
    )
    known = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), read_only=True
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        texts = {name: serializers.CharField(required=False, allow_blank=True) for name in TEXTS}
        return {**texts, **super().get_fields()}


class FactsView(APIView):
    """The answers to the questions of the datasheet. Releases have them in their texts."""

    @extend_schema(responses=FactsSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        return Response(_answers(enter(request.user, slug, Role.MANAGER).project))

    @extend_schema(request=FactsSerializer, responses=FactsSerializer)
    def patch(self, request: ApiRequest, slug: str) -> Response:
        """Change the answers that are sent. The others stay as they are."""
        access = enter(request.user, slug, Role.MANAGER)
        body = FactsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        facts = stated_facts(access.project)

        form = FactsForm(
            form_values(facts) | body.validated_data,
            facts=facts,
            people=people_who_labelled(access.project),
        )
        if not form.is_valid():
            raise invalid_form(form)
        change_facts(
            project=access.project, facts=form.facts(), by=access.membership or request.user
        )
        return Response(_answers(access.project))


def _answers(project: Project) -> dict[str, Any]:
    return form_values(stated_facts(project)) | {"known": known_sentences(project)}
