"""The fields of articles as people read them."""

from django.utils.translation import gettext_lazy

COLUMN_FIELDS = {
    "text": gettext_lazy("Article text"),
    "sentence": gettext_lazy("Sentence text"),
    "sentences": gettext_lazy("Sentences (a list)"),
    "external_id": gettext_lazy("ID"),
    "article": gettext_lazy("Article ID (for sentence rows)"),
    "title": gettext_lazy("Title"),
    "source": gettext_lazy("Source"),
    "url": gettext_lazy("URL"),
    "published": gettext_lazy("Published"),
    "language": gettext_lazy("Language"),
    "rights": gettext_lazy("Rights"),
    "group": gettext_lazy("Group (never split between train and test)"),
    "split": gettext_lazy("Split"),
    "position": gettext_lazy("Sentence number"),
    "sentence_id": gettext_lazy("Sentence ID"),
    "paragraph": gettext_lazy("Paragraph number"),
    "excluded": gettext_lazy("Excluded sentences"),
    "label": gettext_lazy("Label"),
    "skip_reason": gettext_lazy("Skip reason"),
    "annotator": gettext_lazy("Annotator"),
}


def field_name(field: str) -> str:
    """Return the name of the field in an account, without what a form explains."""
    if field == "article":
        return str(gettext_lazy("Article ID"))
    return str(COLUMN_FIELDS.get(field, field)).partition(" (")[0]
