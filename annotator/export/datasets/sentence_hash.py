"""The hash of a sentence: it recognises the sentence in another copy of its article.

The same rule stands here twice, because the database computes the column and `restore_text`
compares copies with it without a database. A test compares both.
"""

import hashlib
import unicodedata

from django.db.models import CharField, Func

# White space as Python's `str.split` knows it, other than the space itself. It is listed,
# because what PostgreSQL calls \s depends on the locale of the database.
SPACES = r"\u0009-\u000d\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def sentence_hash(text: str) -> str:
    """Return the SHA-256 of the text in Unicode's form NFC, in which a run of white space is one
    space, and none is at the start or end.
    """
    normalised = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normalised.encode()).hexdigest()


class SentenceHash(Func):
    """`sentence_hash` of a column, as an expression of the database."""

    # Most sentences are normalised already. To find that out takes a fifth of the time that
    # normalising them takes.
    template = (
        "(SELECT encode(sha256(convert_to(btrim("
        rf"CASE WHEN t IS NFC NORMALIZED AND t !~ ' {{2}}|[{SPACES}]' THEN t "
        rf"ELSE regexp_replace(normalize(t, NFC), '[ {SPACES}]+', ' ', 'g') END"
        "), 'UTF8')), 'hex') FROM (SELECT %(expressions)s AS t) AS sentence)"
    )
    arity = 1
    output_field = CharField()
