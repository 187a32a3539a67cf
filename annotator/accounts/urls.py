"""The account pages: our own, and only those of allauth that this app uses."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from annotator.accounts import language_views, token_views, views
from annotator.accounts.personal_settings import views as settings_views
from annotator.accounts.sign_in import passkey_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="account"),
    path("change/", views.account_change, name="account_change"),
    path("language/", language_views.language_change, name="language_change"),
    path("settings/", settings_views.personal_settings, name="personal_settings"),
    path("settings/reset/", settings_views.settings_reset, name="settings_reset"),
    path("login/", allauth_views.login, name="account_login"),
    path("signed-in/", views.signed_in, name="account_signed_in"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", allauth_views.signup, name="account_signup"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("tokens/", token_views.tokens, name="account_tokens"),
    path("tokens/make/", token_views.token_make, name="account_token_make"),
    path("tokens/<slug:key>/revoke/", token_views.token_revoke, name="account_token_revoke"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        login_not_required(allauth_views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # It must come before allauth's own page at the same address.
    path("2fa/webauthn/login/", passkey_views.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    # Single sign-on. Without OIDC_URL there is no provider to sign in with.
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
