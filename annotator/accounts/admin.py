"""The admin site, for superusers with a second factor. Everyone else gets a 404."""

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.accounts.models import ApiToken, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ModelT = TypeVar("ModelT", bound=Model)


class GuardedAdminSite(admin.AdminSite):
    site_title = site_header = "Skepsis"
    index_title = gettext_lazy("Site administration")
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            isinstance(user, User) and user.is_active and user.is_superuser and is_mfa_enabled(user)
        )

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # Others must not see that there is an admin site.
            if not isinstance(request.user, User) or not request.user.is_superuser:
                raise Http404
            if not self.has_permission(request):
                messages.error(
                    request, _("The admin site needs a second factor. Set one up first.")
                )
                return redirect("mfa_index")
            return inner(request, *args, **kwargs)

        return cast(View, guarded)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # There is one sign-in page, with its limits and second factors.
        return redirect_to_login(request.GET.get("next", "/admin/"))


site = GuardedAdminSite()


class ListedFiltersAdmin(admin.ModelAdmin[ModelT]):
    """Rows can be filtered only by the columns in `list_filter`.

    Django accepts any column in the address, so somebody could find out a password hash letter
    by letter.
    """

    actions = None

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return any(
            lookup in (name, f"{name}__exact", f"{name}__id__exact") for name in self.list_filter
        )


class ReadOnlyAdmin(ListedFiltersAdmin[Model]):
    """Rows that can't be changed here.

    Only the projects' own pages check the rules and write the audit log.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RemovableAdmin(ReadOnlyAdmin):
    """Rows that can be deleted, but not changed."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


@admin.register(User, site=site)
class UserAdmin(ListedFiltersAdmin[User]):
    """Accounts. Invitations create them and their owners delete them.

    Password hashes aren't shown.
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
        """Offer the only permission that this app checks: to create projects."""
        if db_field.name == "user_permissions":
            kwargs["queryset"] = Permission.objects.filter(codename="add_project")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Authenticator, site=site)
class AuthenticatorAdmin(RemovableAdmin):
    """Second factors. If someone loses their phone, delete the row: then the password is enough.

    The secret isn't shown.
    """

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = ("user", "type", "created_at", "last_used_at")


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(RemovableAdmin):
    list_display = ("token_key", "user", "name", "created", "expiry")
    fields = ("token_key", "user", "name", "created", "expiry")
