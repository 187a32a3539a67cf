"""Measures the agreement report: time and memory, compared with reading the same rows by binary
COPY.

`python -m bench.agreement PROJECT` reports on a project of the installation; `bench.scale` runs it
on its own project. The figures are medians of three.
"""

import os
import resource
import statistics
import sys
import time


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    from annotator.agreement.report.data import read_columns, target_columns
    from annotator.agreement.report.report import agreement_report
    from annotator.labelling.models import Annotation
    from annotator.projects.models import Project
    from bench.figures import Figure, tell

    project = Project.objects.get(slug=sys.argv[1])
    reading, reporting = [], []
    for _ in range(3):
        start = time.monotonic()
        read_columns(Annotation.objects.in_project(project).counted(), target_columns())
        reading.append(time.monotonic() - start)
        start = time.monotonic()
        report = agreement_report(project)
        reporting.append(time.monotonic() - start)
    read, made = statistics.median(reading), statistics.median(reporting)
    work = f"agreement report, {report['annotations']:,} annotations"
    met = made <= 2 * read
    tell(Figure(work, made, "s", read, "reading the same rows", goal="2x", is_met=met))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    tell(Figure("its memory, at most", memory, "MB", goal="500 MB", is_met=memory <= 500))


if __name__ == "__main__":
    main()
