"""The admin site: for superusers who have a second factor. For everybody else it is not there."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.auth.models import Permission
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from annotator.accounts.models import ApiToken, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ModelT = TypeVar("ModelT", bound=Model)


class GuardedAdminSite(admin.AdminSite):
    site_title = site_header = "Skepsis"
    index_title = "The site behind the projects"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            isinstance(user, User) and user.is_active and user.is_superuser and is_mfa_enabled(user)
        )

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(request.user, User) or not request.user.is_superuser:
                raise Http404
            if not self.has_permission(request):
                messages.error(request, "The admin site needs a second factor: set one up first.")
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return cast(View, guarded)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # The one way in, with its limits and second factors.
        return redirect_to_login(request.GET.get("next", "/admin/"))


site = GuardedAdminSite()


class ListedFiltersAdmin(admin.ModelAdmin[ModelT]):
    """Rows can be filtered by what `list_filter` names. Django lets an address name any column, a
    password hash, say, and so read it letter by letter.
    """

    actions = None

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return any(
            lookup in (name, f"{name}__exact", f"{name}__id__exact") for name in self.list_filter
        )


class ReadOnlyAdmin(ListedFiltersAdmin[Model]):
    """To look at: what stands here is changed on the projects' own pages, which keep its rules and
    its trail.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RemovableAdmin(ReadOnlyAdmin):
    """To look at, and to take away."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


@admin.register(User, site=site)
class UserAdmin(ListedFiltersAdmin[User]):
    """Accounts are made by invitation and deleted by their owners. Password hashes are shown to
    nobody.
    """

    list_display = ("username", "name", "email", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "name")
    fields = (
        "username",
        "name",
        "email",
        "is_active",
        "is_superuser",
        "user_permissions",
        "last_login",
        "date_joined",
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("user_permissions",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The one right that this app asks for: to make projects."""
        if db_field.name == "user_permissions":
            kwargs["queryset"] = Permission.objects.filter(codename="add_project")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Authenticator, site=site)
class AuthenticatorAdmin(RemovableAdmin):
    """For people who lost their telephone: without its row they sign in by password alone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = ("user", "type", "created_at", "last_used_at")


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(RemovableAdmin):
    list_display = ("token_key", "user", "name", "created", "expiry")
    fields = ("token_key", "user", "name", "created", "expiry")
