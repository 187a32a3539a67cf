"""Projects, members, invitations and audit events on the admin site."""

from django.contrib import admin

from annotator.accounts.admin import ReadOnlyAdmin, site
from annotator.projects.models import AuditEvent, Invitation, Membership, Project

__all__ = ["site"]


@admin.register(Project, site=site)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("slug", "name", "overlap", "is_open", "created_at")
    search_fields = ("slug", "name")


@admin.register(Membership, site=site)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("pseudonym", "project", "user", "role", "suspended_at", "joined_at")
    list_filter = ("role", "project")
    list_select_related = ("project", "user")


@admin.register(Invitation, site=site)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("pk", "project", "role", "uses", "used", "expires_at", "revoked_at")
    list_select_related = ("project",)


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "project", "who", "action", "about")
    list_filter = ("action", "project")
    list_select_related = ("project", "actor", "user")
