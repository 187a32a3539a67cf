"""Rows that belong to a project, and the relations between rows of one project.

Django asks for a row by its id alone, and joins tables by it. Here each of these statements names
the project too, in one place for all queries, so that a database which is sharded by project needs
one shard for it: docs/citus.md.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ReverseManyToOneDescriptor,
)
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")


class InProject(models.Model):
    """A model with a `project`, which never changes."""

    class Meta:
        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        """Load the row again, or fields that were deferred."""
        if "project_id" not in self.get_deferred_fields():
            if from_queryset is None:
                manager = self.__class__._base_manager
                from_queryset = manager.db_manager(using, hints={"instance": self}).all()
            from_queryset = _of_project(from_queryset, self)
        super().refresh_from_db(using, fields, from_queryset)

    def _do_update(self, base_qs: models.QuerySet[Any], *args: Any) -> bool:
        # `save` updates the row of this query that has the primary key.
        return super()._do_update(_of_project(base_qs, self), *args)


def _of_project(rows: models.QuerySet[Any], instance: Any) -> models.QuerySet[Any]:
    return rows.filter(project_id=instance.project_id)


class _RowOfProject(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """`annotation.label`, if it wasn't loaded with the annotation."""

    def get_prefetch_querysets(
        self, instances: list[Any], querysets: list[models.QuerySet[Any]] | None = None
    ) -> Any:
        (rows,) = querysets or [self.get_queryset()]
        return super().get_prefetch_querysets(instances, [_in_project_of(instances, rows)])


class _RowsOfProject(ReverseManyToOneDescriptor):  # type: ignore[type-arg]
    """`article.sentences`, and their prefetch."""

    @cached_property
    def related_manager_cls(self) -> Any:
        related_manager: Any = super().related_manager_cls

        class Manager(related_manager):  # type: ignore[misc]
            def __init__(self, instance: Any) -> None:
                super().__init__(instance)
                self.core_filters["project_id"] = instance.project_id

            def get_prefetch_querysets(
                self, instances: list[Any], querysets: list[models.QuerySet[Any]] | None = None
            ) -> Any:
                (rows,) = querysets or [super(related_manager, self).get_queryset()]
                rows = _in_project_of(instances, rows)
                return super().get_prefetch_querysets(instances, [rows])

        return Manager


def _in_project_of(instances: list[Any], rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    projects = {instance.project_id for instance in instances}
    # A sliced queryset can't be filtered. Lists over many projects need all shards anyway.
    if len(projects) > 1 or rows.query.is_sliced:
        return rows
    return rows.filter(project_id=projects.pop())


class KeyInProject(models.ForeignKey[_Set, _Get]):
    """A foreign key to a row of the same project. To migrations it is a plain foreign key.

    With `in_article` both rows are of the same article as well. The key in the database has these
    columns too. PostgreSQL estimates a join well only if it is by all columns of a key.
    """

    forward_related_accessor_class = _RowOfProject
    related_accessor_class = _RowsOfProject

    def __init__(self, *arguments: Any, in_article: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.shared = ("project", "article") if in_article else ("project",)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """Join by what both rows share. `alias` is of the table that this key points to."""
        if alias is None or related_alias is None:
            # The key's table is in a subquery, and the other outside.
            return None
        own: Any = self.model._meta
        theirs: Any = self.remote_field.model._meta
        equal: list[Any] = [
            Exact(Col(alias, theirs.get_field(name)), Col(related_alias, own.get_field(name)))
            for name in self.shared
        ]
        return WhereNode(equal)

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, int]:
        return {"project_id": instance.project_id}
