"""The practice article of a project, for its managers."""

from django.core.exceptions import ValidationError as InvalidError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.input_serializers import InputSerializer
from annotator.api.requests import ApiRequest
from annotator.projects.access import enter
from annotator.projects.models import PracticeArticle, Role, StoredSentence
from annotator.projects.practice.articles import (
    MAX_REASON,
    MAX_SENTENCES,
    MAX_TEXT,
    check_sentences,
    current_practice,
)
from annotator.projects.practice.changing import change_practice


class PracticeSentenceSerializer(InputSerializer[StoredSentence]):
    text = serializers.CharField(max_length=MAX_TEXT)
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=40, help_text="The key of a label."
    )
    reason = serializers.CharField(max_length=MAX_REASON)
    paragraph = serializers.IntegerField(
        min_value=1, max_value=MAX_SENTENCES, required=False, default=1
    )


class PracticeSerializer(InputSerializer[PracticeArticle]):
    version = serializers.IntegerField(read_only=True)
    title = serializers.CharField(max_length=200)
    sentences = PracticeSentenceSerializer(
        many=True,
        min_length=1,  # type: ignore[call-arg]
        max_length=MAX_SENTENCES,
    )


class PracticeView(APIView):
    """The practice article. `offers_practice` of the project says whether new members get it."""

    @extend_schema(responses={200: PracticeSerializer, 204: None})
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Return the practice article. 204 if the project has none."""
        article = current_practice(enter(request.user, slug, Role.MANAGER).project)
        return Response(
            PracticeSerializer(article).data if article else None, 200 if article else 204
        )

    @extend_schema(request=PracticeSerializer, responses=PracticeSerializer)
    def put(self, request: ApiRequest, slug: str) -> Response:
        """Replace the practice article. What people answered to the old one is kept with it."""
        access = enter(request.user, slug, Role.MANAGER)
        body = PracticeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        sentences = [_stored(sentence) for sentence in values["sentences"]]

        try:
            check_sentences(
                sentences, list(access.project.labels.active().values_list("key", flat=True))
            )
        except InvalidError as error:
            raise ValidationError({"sentences": error.messages}) from error

        article = change_practice(access, request.user, title=values["title"], sentences=sentences)
        return Response(PracticeSerializer(article).data)


def _stored(sentence: StoredSentence) -> StoredSentence:
    """The sentence as the page's form would store it, which has one line for each."""
    return StoredSentence(
        text=" ".join(sentence["text"].split()),
        label=sentence["label"],
        reason=" ".join(sentence["reason"].split()),
        paragraph=sentence["paragraph"],
    )
