"""The account of an import as the API describes it. The values are those of ImportResult."""

from typing import Any

from rest_framework import serializers


def _counts(help_text: str) -> serializers.DictField:
    return serializers.DictField(
        child=serializers.IntegerField(), help_text=help_text, required=False
    )


class FileEntrySerializer(serializers.Serializer[Any]):
    """How some files were read, all in the same way."""

    kind = serializers.CharField(help_text="text, page, document, table, spreadsheet, …")
    files = serializers.IntegerField(help_text="how many files")
    names = serializers.ListField(child=serializers.CharField(), help_text="the first of them")
    facts = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        help_text="what was decided, e.g. encoding: the value, and how it was found: chosen, "
        "stated, certain, detected or guessed",
    )
    used = serializers.DictField(
        child=serializers.CharField(), help_text="the field of each column that was used"
    )
    unused = serializers.ListField(child=serializers.CharField(), help_text="the other columns")
    is_cut = serializers.BooleanField(help_text="the rest of the file couldn’t be read")
    rows = serializers.IntegerField(help_text="without the header and without empty rows")
    blank = serializers.IntegerField(help_text="empty rows")
    padded = serializers.IntegerField(help_text="rows whose last cells were missing")
    unclear_languages = serializers.IntegerField(
        help_text="articles whose texts don’t show their language"
    )


class AccountSerializer(serializers.Serializer[Any]):
    """The account of an import. It is empty until the import has begun."""

    read = serializers.IntegerField(required=False, help_text="articles and rejected items")
    rows = serializers.IntegerField(required=False, help_text="rows that these were made of")
    articles = serializers.IntegerField(required=False, help_text="new articles")
    sentences = serializers.IntegerField(required=False)
    excluded = serializers.IntegerField(
        required=False, help_text="sentences that were excluded as boilerplate"
    )
    annotations = serializers.IntegerField(
        required=False, help_text="labels imported, counted once for each sentence"
    )
    failed = serializers.IntegerField(required=False, help_text="rejected items")
    known = serializers.IntegerField(
        required=False, help_text="of these, articles that are already in the project"
    )
    extended = serializers.IntegerField(
        required=False, help_text="articles already in the project that got more labels"
    )
    labels = _counts(
        "labels in the files by what became of them: stored, superseded, repeated, ignored, "
        "left_out, known or refused"
    )
    label_names = serializers.DictField(
        child=serializers.ListField(min_length=2, max_length=2),
        required=False,
        help_text="for each label in the files: the label or skip reason that it stands for "
        "(empty if it is ignored, null if it is unknown), and how often it came",
    )
    retired_labels = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="those of these labels that are retired: imported and counted, but not offered",
    )
    reasons = _counts("rejected items by reason; values that differ are left out of the reasons")
    warnings = _counts("what was left out or changed, by reason")
    people = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="pseudonyms of the annotators"
    )
    near_duplicates = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="sets of IDs of articles that are copies of each other with small changes; POST "
        "to group/ puts the articles of each set into one group",
    )
    files = FileEntrySerializer(many=True, required=False)
    passed_over = _counts("files of systems and programs, by kind")
    last_item = serializers.CharField(
        required=False,
        help_text="the last article or row that was imported or rejected, by its file and line",
    )
