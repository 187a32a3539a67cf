from typing import Any, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.agreement.adjudication.articles.review import load_review
from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.adjudication.disagreements import Disagreement, with_annotations
from annotator.agreement.adjudication.forms import DisagreementForm
from annotator.agreement.adjudication.lists.listed import load_sentences
from annotator.agreement.adjudication.sightings import record_sightings
from annotator.agreement.models import Adjudication
from annotator.api.input_serializers import InputSerializer
from annotator.api.pagination import WorstFirst, page_of
from annotator.api.requests import ApiRequest
from annotator.corpus.models import Sentence
from annotator.labelling.annotations.entries import OUTSIDE
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Annotation
from annotator.projects.access import enter
from annotator.projects.models import Role


class GivenAnnotationSerializer(serializers.Serializer[Annotation]):
    """The label or skip of one annotator. `target` is the id of a sentence, "none" for "not in this
    article", or null.
    """

    annotator = serializers.CharField(source="assignment.annotator.pseudonym")
    label = serializers.CharField(source="label.key", default=None, allow_null=True)  # type: ignore[assignment]
    skip_reason = serializers.CharField()
    target = serializers.SerializerMethodField()
    note = serializers.CharField()

    def get_target(self, annotation: Annotation) -> int | str | None:
        return OUTSIDE if annotation.target_outside else annotation.target_id


class DoubtShape(TypedDict):
    final_label: float
    likely_label: str
    likely: float


class DisagreementSerializer(serializers.Serializer[Disagreement]):
    sentence = serializers.IntegerField(source="sentence.pk")
    article = serializers.IntegerField(source="sentence.article_id")
    external_id = serializers.CharField(source="sentence.article.external_id")
    position = serializers.IntegerField(source="sentence.position")
    text = serializers.CharField(source="sentence.text")
    before = serializers.CharField()
    after = serializers.CharField()
    entropy = serializers.FloatField(source="sentence.entropy", allow_null=True)
    label = serializers.CharField(source="sentence.final_label")  # type: ignore[assignment]
    label_origin = serializers.CharField(source="sentence.label_origin")
    doubt = serializers.SerializerMethodField()
    annotations = GivenAnnotationSerializer(many=True)

    def get_doubt(self, disagreement: Disagreement) -> DoubtShape | None:
        """The probabilities of the final and of the most probable label; null in other lists."""
        doubt = disagreement.doubt
        if doubt is None:
            return None
        return DoubtShape(
            final_label=doubt.of_final, likely_label=doubt.likely, likely=doubt.of_likely
        )


class AdjudicationSerializer(serializers.ModelSerializer[Adjudication]):
    label = serializers.CharField(source="label.key", default=None, allow_null=True)  # type: ignore[assignment]
    target = serializers.SerializerMethodField()
    adjudicator = serializers.CharField(source="adjudicator.pseudonym")

    class Meta:
        model = Adjudication
        fields = (
            "id",
            "sentence",
            "label",
            "skip_reason",
            "target",
            "reason",
            "adjudicator",
            "decided_at",
        )

    def get_target(self, decision: Adjudication) -> int | str | None:
        return OUTSIDE if decision.target_outside else decision.target_id


class NewAdjudicationSerializer(InputSerializer[Adjudication]):
    """A label or a skip reason, or neither to withdraw the decision."""

    sentence = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    label = serializers.CharField(max_length=40, required=False, allow_null=True, allow_blank=True)  # type: ignore[assignment]
    skip_reason = serializers.ChoiceField(
        choices=SkipReason.choices, required=False, allow_null=True, allow_blank=True
    )
    target = serializers.RegexField(
        rf"^({OUTSIDE}|\d{{1,18}})$",
        required=False,
        allow_null=True,
        help_text=f"id of a sentence, or {OUTSIDE}",
    )
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)

    def decision(self) -> dict[str, Any]:
        values = self.validated_data
        target = values.get("target") or ""
        return {
            "label": values.get("label") or "",
            "skip_reason": values.get("skip_reason") or "",
            "reason": values.get("reason", ""),
            "target": int(target) if target.isdecimal() else None,
            "target_outside": target == OUTSIDE,
        }


class DisagreementsView(APIView):
    """List the sentences whose annotators disagree in their labels or targets, most divided first;
    with `about=labels` or `about=different_targets`, only those that differ in these; with
    `about=targets`, those whose final label takes a target that is not settled; with
    `about=doubted`, those whose final label Dawid and Skene's model doubts, with `doubt`. Reading
    them counts as seeing other people's labels.
    """

    @extend_schema(
        operation_id="projects_disagreements_list",
        responses=page_of(DisagreementSerializer, counted=True),
        parameters=[
            OpenApiParameter(name) for name in (*DisagreementForm.base_fields, "limit", "offset")
        ],
    )
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        form = DisagreementForm(request.GET, project=access.project)
        found = form.found(viewer=access.membership)

        pages = WorstFirst()
        # It takes a list as well, and slices it.
        ids: list[int] = pages.paginate_queryset(found.listed.sentences, request, view=self) or []  # type: ignore[arg-type]
        shown = with_annotations(
            load_sentences(access.project, ids),
            doubts=found.doubts,
        )
        # People who have seen others' labels can't change their own. A superuser who
        # isn't a member has none.
        if access.membership is not None:
            record_sightings(viewer=access.membership, disagreements=shown)
        items = DisagreementSerializer(shown, many=True)  # type: ignore[arg-type]
        return pages.get_paginated_response(items.data)


class AdjudicationsView(APIView):
    """Adjudicate a sentence. Returns the decision in force, or 204 if there is none."""

    @extend_schema(
        request=NewAdjudicationSerializer, responses={200: AdjudicationSerializer, 204: None}
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        body = NewAdjudicationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sentences = Sentence.objects.in_project(access.project).select_related("article")
        sentence = get_object_or_404(sentences, pk=body.validated_data["sentence"])
        # Refuses people who are still labelling the article themselves.
        load_review(access, sentence.article_id)
        decided = adjudicate(sentence=sentence, adjudicator=access.adjudicator, **body.decision())
        if decided is None:
            return Response(status=status.HTTP_204_NO_CONTENT)

        return Response(AdjudicationSerializer(decided).data)
