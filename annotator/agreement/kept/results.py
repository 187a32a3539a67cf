"""Keeps results of long computations. A page that is asked for again has them at once."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from django.db import DatabaseError, transaction
from django.utils import timezone

from annotator.agreement.kept.fingerprint import fingerprint
from annotator.agreement.models import KeptResult
from annotator.lib.database.replica import reading
from annotator.projects.models import Project

# Of one project. The oldest ones go first.
MAX_KEPT = 100
# A result that is larger is computed each time.
MAX_CHARACTERS = 10_000_000
CODE = Path(__file__).parents[1]

T = TypeVar("T")
logger = logging.getLogger(__name__)


def kept(
    project: Project,
    name: str,
    parameters: Mapping[str, object],
    shape: type[T],
    compute: Callable[[], T],
    *,
    decisions: bool = True,
) -> T:
    """Return what `compute` returns; if it was computed from the same data before, without it.

    `name` and `parameters`, values of JSON, say what is computed. `shape` is its type, of which
    msgspec can make JSON and read it again. `compute` may depend on nothing but the parameters and
    the data of the fingerprint; without `decisions`, not on those of adjudicators.
    """
    # Rows that a transaction wrote twice have the same `xmin` both times.
    if reading().in_atomic_block:
        return compute()

    key = _key(name, parameters)
    now = fingerprint(project, decisions=decisions)
    found = KeptResult.objects.filter(project=project, key=key, fingerprint=now).first()
    if found is not None:
        return msgspec.json.decode(found.value, type=shape)

    result = compute()
    # Somebody may have labelled meanwhile. Then the result may be of before or after, or of both.
    if fingerprint(project, decisions=decisions) == now:
        _keep(project, key, now, msgspec.json.encode(result).decode())
    return result


def _keep(project: Project, key: str, of: str, value: str) -> None:
    if len(value) > MAX_CHARACTERS:
        return
    try:
        with transaction.atomic():
            KeptResult.objects.update_or_create(
                project=project,
                key=key,
                defaults={"fingerprint": of, "value": value, "kept_at": timezone.now()},
            )
            newest = KeptResult.objects.filter(project=project).order_by("-kept_at", "-pk")
            last = newest.values_list("pk", flat=True)[MAX_KEPT:]
            KeptResult.objects.filter(project=project, pk__in=list(last)).delete()
    except DatabaseError:
        # A page with figures is worth more than one that is fast next time.
        logger.warning("a result of project %s couldn't be kept", project.slug, exc_info=True)


def _key(name: str, parameters: Mapping[str, object]) -> str:
    text = json.dumps([name, parameters, _code()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _code() -> str:
    """Return a hash of the code that computes: another version has other results."""
    # It is large, and only pages of figures need it.
    import scipy

    parts = hashlib.sha256(f"{np.__version__} {scipy.__version__}".encode())
    for path in sorted(CODE.rglob("*.py")):
        parts.update(path.read_bytes())
    return parts.hexdigest()
