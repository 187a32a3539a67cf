import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the practice article, its runs, and the codebook that was seen before the latest."""

    dependencies = [
        ("projects", "0019_problem_reported"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="codebook_seen_before",
            field=models.PositiveIntegerField(
                default=0, help_text="the version shown before that one"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="offers_practice",
            field=models.BooleanField(
                default=True,
                help_text="the practice article comes before the first article of a member",
            ),
        ),
        migrations.CreateModel(
            name="PracticeArticle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("sentences", models.JSONField()),
                (
                    "published_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="practice_articles",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="PracticeRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("codebook_version", models.PositiveIntegerField()),
                ("answers", models.JSONField()),
                (
                    "is_skipped",
                    models.BooleanField(help_text="the person left before the last sentence"),
                ),
                ("submission", models.UUIDField()),
                (
                    "practised_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="projects.practicearticle",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="practice_runs",
                        to="projects.membership",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="practicearticle",
            constraint=models.UniqueConstraint(
                fields=("project", "version"), name="practice_article_version_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="practicerun",
            constraint=models.UniqueConstraint(
                fields=("project", "member", "submission"), name="practice_run_submitted_once"
            ),
        ),
    ]
