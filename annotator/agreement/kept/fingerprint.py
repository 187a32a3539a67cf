"""A fingerprint of all data that figures of agreement rest on.

Each row of PostgreSQL names the transaction that wrote it, in `xmin`. Whatever writes a row gives
it another one, so the rows and their `xmin` say whether anything has changed, without a counter
that each save would have to keep. PostgreSQL documentation, System Columns.
"""

import hashlib
from functools import cache

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.labelling.models import Assignment
from annotator.lib.database.replica import reading
from annotator.projects.models import (
    Codebook,
    Label,
    LabelDistance,
    Membership,
    PracticeRun,
    Project,
)

# Not annotations and sentences, of which there are ten times as many as of the others: each write
# of an annotation writes its assignment too, for its tallies, and sentences that somebody has
# labelled can't change.
MODELS = (
    Article, Assignment, Adjudication, Membership, Label, LabelDistance, Codebook, PracticeRun,
    Project,
)  # fmt: skip

# The hash of a row has 64 bits, and XOR makes one of all, in any order. Two states with the same
# fingerprint are as likely as two random numbers of 64 bits that are equal.
OF_ROWS = """
    SELECT {number}, count(*), coalesce(bit_xor(hashint8extended(id, xmin::text::bigint)), 0)
    FROM {table} WHERE {column} = %(project)s
"""
# In another copy of the database, the numbers of transactions may begin anew.
OF_DATABASE = """
    SELECT 0, system_identifier,
           (SELECT oid::bigint FROM pg_database WHERE datname = current_database())
    FROM pg_control_system()
"""


def fingerprint(project: Project, *, decisions: bool = True) -> str:
    """Return 64 hexadecimal digits, which are others as soon as a row is written or deleted.

    Without `decisions`, those of adjudicators may change.
    """
    with reading().cursor() as cursor:
        cursor.execute(_statement(decisions=decisions), {"project": project.pk})
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


@cache
def _statement(*, decisions: bool) -> str:
    models = [model for model in MODELS if decisions or model is not Adjudication]
    parts = [
        OF_ROWS.format(
            number=number,
            table=model._meta.db_table,
            column="id" if model is Project else "project_id",
        )
        for number, model in enumerate(models, 1)
    ]
    # PostgreSQL may work on the parts at once, and return them in any order.
    return " UNION ALL ".join([*parts, OF_DATABASE]) + " ORDER BY 1"
