"""The agreement report over a million annotations: time and memory, beside reading the same rows by binary COPY.

`python -m bench.agreement [ARTICLES]` makes a project in a database of its own: 30,000 articles of ten sentences, each
labelled by three or four of 50 annotators, 1,000,000 annotations; and reports with 1000 replicates. Medians of three.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ARTICLES, SENTENCES, ANNOTATORS = 30_000, 10, 50
RUNS = 3

# Every third article has a fourth annotator; who it is goes round. A label depends on sentence, article and chance.
FILL = """
    INSERT INTO projects_membership (project_id, role, pseudonym, set_aside_reason, codebook_seen, joined_at)
    SELECT %(project)s, 'annotator', 'P' || n, '', 0, now() FROM generate_series(1, %(annotators)s) n;

    INSERT INTO corpus_article (
        project_id, external_id, title, source, url, language, rights, text, sha256, "group", split, round, state,
        overlap, free, sentence_count, excluded_count, queue_key, created_at, frozen_at
    )
    SELECT %(project)s, 'a' || n, '', '', '', 'en', '', 'x', md5(n::text), '', '', 'main', 'open',
           4, 0, %(sentences)s, 0, n, now(), now()
    FROM generate_series(1, %(articles)s) n;

    INSERT INTO corpus_sentence (project_id, article_id, position, paragraph, start, "end", text, excluded)
    SELECT project_id, id, position, 1, 0, 1, 'x', false
    FROM corpus_article, generate_series(1, %(sentences)s) position WHERE project_id = %(project)s;

    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at, submitted_at, decided,
        label_counts
    )
    SELECT article.project_id, article.id, member.id, 1, 'submitted', 'import', now(), now(), now(), 0, '{}'
    FROM corpus_article article, generate_series(0, 2 + (article.queue_key %% 3 = 0)::int) turn
    JOIN projects_membership member ON member.project_id = %(project)s
    WHERE article.project_id = %(project)s
      AND member.pseudonym = 'P' || 1 + (article.queue_key * 7 + turn * 13) %% %(annotators)s;

    INSERT INTO labelling_annotation (
        project_id, article_id, assignment_id, sentence_id, label_id, skip_reason, target_outside, note, submission,
        annotated_at
    )
    SELECT said.project_id, said.article_id, said.assignment_id, said.sentence_id, label.id,
           CASE WHEN label.id IS NULL THEN 'question' ELSE '' END, false, '', gen_random_uuid(), now()
    FROM (
        SELECT assignment.project_id, assignment.article_id, assignment.id AS assignment_id,
               sentence.id AS sentence_id,
               CASE WHEN random() < 0.7 THEN 1 + (sentence.position * 3 + assignment.article_id) %% 4
                    WHEN random() < 0.95 THEN 1 + floor(random() * 4) END AS choice
        FROM labelling_assignment assignment JOIN corpus_sentence sentence USING (article_id)
        WHERE assignment.project_id = %(project)s
    ) said
    LEFT JOIN projects_label label ON label.project_id = %(project)s AND label.position = said.choice;
    ANALYZE
"""


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    var = Path(tempfile.mkdtemp(prefix="skepsis-bench-"))
    var.chmod(0o711)
    os.environ["SKEPSIS_VAR"] = str(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)
        measure(articles)
    finally:
        shutil.rmtree(var, ignore_errors=True)


def measure(articles: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from annotator.agreement.counted import _columns
    from annotator.agreement.reports import agreement_report
    from annotator.labelling.models import Annotation
    from annotator.projects.creating import create_project

    project = create_project(slug="bench")
    with connection.cursor() as cursor:
        counts = {"project": project.pk, "articles": articles, "sentences": SENTENCES, "annotators": ANNOTATORS}
        cursor.cursor.execute(_filled(FILL, counts))
    reading, reporting = [], []
    for _ in range(RUNS):
        start = time.monotonic()
        _columns(Annotation.objects.in_project(project).counted())
        reading.append(time.monotonic() - start)
        start = time.monotonic()
        report = agreement_report(project)
        reporting.append(time.monotonic() - start)
    read, made = statistics.median(reading), statistics.median(reporting)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"agreement report, {report['annotations']:,} annotations of {report['sentences']:,} sentences in "
        f"{report['articles']:,} articles by {report['annotators']} annotators, 1000 replicates: {made:.2f} s, "
        f"{memory:.0f} MB at most; reading the same rows alone: {read:.2f} s, so {made / read:.1f}x"
    )


def _filled(statement: str, values: dict[str, int]) -> str:
    """Several statements at once take no parameters; these are whole numbers of our own."""
    return statement % values


if __name__ == "__main__":
    main()
