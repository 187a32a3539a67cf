"""Finishes the article of a file that holds one: a text, a web page or a document."""

from dataclasses import replace

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.article_fields import keep_valid_fields
from annotator.corpus.readers.fields.headlines import settle_first_line
from annotator.corpus.readers.fields.languages import settle_language
from annotator.corpus.readers.records import ArticleRecord, ReadOptions, ReadWarning, check_record


def finish_article(
    record: ArticleRecord, where: str, options: ReadOptions, account: FileAccount
) -> tuple[ArticleRecord, list[ReadWarning]]:
    """Return the article as it will be stored, and what was left out of it.

    `record.language` is what the file says, or "". Then it is that of the options, or guessed.
    Notes the language and the first line in the account. Raises UnreadableError.
    """
    record, warnings = keep_valid_fields(record, where)
    if record.language:
        account.note("language", record.language, Certainty.STATED)
    else:
        language = settle_language([record.text], options, account)
        record = replace(record, language=language)

    record = settle_first_line(record, options, account)
    return check_record(record), warnings
