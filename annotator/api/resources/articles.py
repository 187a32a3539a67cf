from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.errors import RefusedItemsError
from annotator.api.input_serializers import InputSerializer
from annotator.api.pagination import NewestFirst, page_of
from annotator.api.requests import ApiRequest
from annotator.corpus.forms import FilterForm
from annotator.corpus.models import Article, Sentence
from annotator.corpus.readers.records import (
    LENGTHS,
    MAX_CHARACTERS,
    SPLITS,
    ArticleRecord,
    ReadArticle,
    UnreadableError,
    check_record,
    clean_text,
)
from annotator.corpus.segmented_articles import SegmentedArticle, segment_article
from annotator.corpus.storing import ArticleSettings, add_articles
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role

# In one request. Larger sets of articles are uploaded to imports/ as files.
MAX_ARTICLES = 1000


class SentenceSerializer(serializers.ModelSerializer[Sentence]):
    class Meta:
        model = Sentence
        fields = (
            "id", "position", "original_id", "paragraph", "start", "end", "text", "excluded",
        )  # fmt: skip
        read_only_fields = fields


class ArticleSerializer(serializers.ModelSerializer[Article]):
    stage = serializers.CharField(read_only=True)

    class Meta:
        model = Article
        fields: Sequence[str] = (
            "id", "external_id", "title", "source", "url", "published", "language", "rights",
            "group", "split", "round", "stage", "overlap", "sentence_count", "excluded_count",
        )  # fmt: skip
        read_only_fields = fields


class ArticleDetailSerializer(ArticleSerializer):
    sentences = serializers.SerializerMethodField()

    class Meta(ArticleSerializer.Meta):
        fields = (*ArticleSerializer.Meta.fields, "sha256", "text", "sentences")
        read_only_fields = fields

    def get_sentences(self, article: Article) -> list[dict[str, Any]]:
        return list(SentenceSerializer(article.sentences.order_by("position"), many=True).data)


class NewArticleSerializer(InputSerializer[Article]):
    """A new article. `sentences`, if given, are texts that occur in `text` in this order."""

    external_id = serializers.CharField(max_length=LENGTHS["external_id"])
    text = serializers.CharField(max_length=MAX_CHARACTERS, trim_whitespace=False)
    title = serializers.CharField(max_length=LENGTHS["title"], required=False, allow_blank=True)
    source = serializers.CharField(max_length=LENGTHS["source"], required=False, allow_blank=True)  # type: ignore[assignment]
    url = serializers.CharField(max_length=LENGTHS["url"], required=False, allow_blank=True)
    published = serializers.DateField(required=False, allow_null=True)
    language = serializers.CharField(max_length=LENGTHS["language"], required=False)
    rights = serializers.CharField(max_length=LENGTHS["rights"], required=False, allow_blank=True)
    group = serializers.CharField(max_length=LENGTHS["group"], required=False, allow_blank=True)
    split = serializers.ChoiceField(
        choices=sorted(set(SPLITS.values())), required=False, allow_blank=True
    )
    sentences = serializers.ListField(
        child=serializers.CharField(trim_whitespace=False), required=False, allow_empty=False
    )


class ArticlesView(APIView):
    """List the articles of a project, newest first, or add articles, all or none."""

    @extend_schema(
        operation_id="projects_articles_list",
        responses=page_of(ArticleSerializer),
        parameters=[
            OpenApiParameter(name)
            for name in ("q", "state", "round", "labelled", "language", "source", "cursor", "limit")
        ],
    )
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        articles = FilterForm(request.GET, project=access.project).articles()
        # The list shows no texts, and a page of them could be very large.
        pages = NewestFirst()
        page = pages.paginate_queryset(articles.defer("text", "search"), request, view=self)
        return pages.get_paginated_response(ArticleSerializer(page, many=True).data)

    @extend_schema(
        request=NewArticleSerializer(many=True), responses={201: ArticleSerializer(many=True)}
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Send one article or a list. The response has the same shape and order."""
        access = enter(request.user, slug, Role.MANAGER)
        data = request.data
        items = data if isinstance(data, list) else [data]
        with log_event(access, request.user, AuditAction.IMPORTED, f"{len(items)} articles"):
            stored = _store_articles(access, items)
        shown = ArticleSerializer(stored, many=True).data
        return Response(
            shown if isinstance(data, list) else shown[0], status=status.HTTP_201_CREATED
        )


class ArticleView(APIView):
    """Return an article with its text and sentences."""

    @extend_schema(responses=ArticleDetailSerializer)
    def get(self, request: ApiRequest, slug: str, article_id: int) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
        return Response(ArticleDetailSerializer(article).data)


def _store_articles(access: Access, items: list[Any]) -> list[Article]:
    if not 1 <= len(items) <= MAX_ARTICLES:
        raise ValidationError(
            {
                "detail": _(
                    "Send one to %(limit)s articles. Upload larger sets as a file to imports/."
                )
                % {"limit": MAX_ARTICLES}
            }
        )

    segmented, refused = [], {}

    # All items are checked before anything is stored, so that the answer names all
    # errors at once.
    for index, item in enumerate(items):
        serializer = NewArticleSerializer(data=item)
        if not serializer.is_valid():
            refused[index] = _error_sentence(serializer.errors)
            continue
        try:
            segmented.append(_segment(index, serializer.validated_data))
        except UnreadableError as error:
            refused[index] = str(error)

    if refused:
        raise RefusedItemsError(refused)

    with transaction.atomic():
        settings = ArticleSettings(overlap=access.project.overlap)
        added = add_articles(project=access.project, articles=segmented, settings=settings)
        if added.duplicates:
            # Raised inside the transaction, so that it takes back the articles that
            # were new.
            raise RefusedItemsError(
                {int(item.source): item.reason for item in added.duplicates}, conflict=True
            )

    rows = (
        Article.objects.in_project(access.project)
        .defer("text", "search")
        .in_bulk([item.id for item in added.stored])
    )

    return [rows[item.id] for item in added.stored]


def _segment(index: int, values: dict[str, Any]) -> SegmentedArticle:
    sentences = tuple(values.pop("sentences", ()))
    values["text"] = clean_text(values["text"])
    record = ArticleRecord(sentences=sentences, **values)
    return segment_article(ReadArticle(str(index), check_record(record)))


def _error_sentence(errors: Any) -> str:
    """Return the errors of one item as one text."""
    if isinstance(errors, dict):
        return "; ".join(f"{name}: {_error_sentence(value)}" for name, value in errors.items())
    if isinstance(errors, list):
        return " ".join(_error_sentence(value) for value in errors)
    return str(errors)
