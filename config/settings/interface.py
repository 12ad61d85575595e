"""The interface for programs: who may call how often, and the document that describes it."""

import environ

from .signin import ALLAUTH_TRUSTED_PROXY_COUNT

env = environ.Env()

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "challenges.core.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "challenges.core.api.parsing.JSONParser",
        "challenges.core.api.parsing.FormParser",
        "challenges.core.api.parsing.MultiPartParser",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["challenges.core.api.authentication.Scope"],
    "DEFAULT_RENDERER_CLASSES": ["challenges.core.api.rendering.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "challenges.core.api.document.Described",
    "DEFAULT_THROTTLE_CLASSES": [
        "challenges.core.api.throttling.PersonRate",
        "challenges.core.api.throttling.VisitorRate",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "person": env("API_RATE_PERSON", default="600/min"),
        "visitor": env("API_RATE_VISITOR", default="120/min"),
    },
    "EXCEPTION_HANDLER": "challenges.core.api.problems.handler",
    # As many addresses of X-Forwarded-For are believed as proxies of our own stand before the web processes.
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

# Pages of other sites read the interface only when an operator names them, and by a token alone, never by a session.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOWED_ORIGINS = env.list("API_ORIGINS", default=[])
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = (
    *("accept", "accept-language", "authorization", "content-type", "x-request-id"),
    *("if-match", "if-none-match", "idempotency-key"),
)
CORS_EXPOSE_HEADERS = (
    *("etag", "link", "location", "retry-after", "idempotent-replayed"),
    *("ratelimit", "ratelimit-policy", "x-request-id", "www-authenticate"),
)

SPECTACULAR_SETTINGS = {
    "TITLE": "揭榜 Jiebang API",
    "DESCRIPTION": "Everything the pages can do, over the same permissions and the same acts.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    # Written into the page as it stands: `search` comes from frontend/static/frontend/api-search.js.
    "SWAGGER_UI_SETTINGS": """{
        docExpansion: "none", filter: true, defaultModelsExpandDepth: -1,
        displayRequestDuration: true, persistAuthorization: false, plugins: [search],
    }""",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "COMPONENT_SPLIT_PATCH": False,
    # What bodies and answers call the same is one enumeration with one name, whatever comes beside it.
    "ENUM_NAME_OVERRIDES": {
        "ObjectionSide": "challenges.award.models.inquiry.Side",
        "JobKind": "challenges.core.states.JobKind",
        "Mode": "challenges.listing.models.Mode",
        "ChallengeType": "challenges.listing.models.ChallengeType",
        "Confidentiality": "challenges.listing.models.Confidentiality",
        "IpClause": "challenges.listing.models.IpClause",
        "IpOwner": "challenges.listing.models.ip.IpOwner",
        "BackgroundUse": "challenges.listing.models.ip.BackgroundUse",
        "LicenceKind": "challenges.listing.models.ip.LicenceKind",
        "LicenceTerm": "challenges.listing.models.ip.LicenceTerm",
        "LicenceFee": "challenges.listing.models.ip.LicenceFee",
        "Sublicence": "challenges.listing.models.ip.Sublicence",
        "Improvements": "challenges.listing.models.ip.Improvements",
        "Transfer": "challenges.listing.models.ip.Transfer",
        "Publication": "challenges.listing.models.ip.Publication",
        "Comparator": "challenges.listing.models.Comparator",
        "DeliverableKind": "challenges.listing.models.Deliverable.Kind",
        "CriterionKind": "challenges.review.models.rubric.Criterion.Kind",
        "RubricScale": "challenges.review.models.rubric.Rubric.Scale",
        "InterestKind": "accounts.models.interest.InterestKind",
        "NoticeMode": "notifications.preferences.Mode",
        "ObjectionMatter": "challenges.award.models.ObjectionMatter",
        "ObjectionRemedy": "challenges.award.models.ObjectionRemedy",
        "ObjectorStanding": "challenges.award.models.ObjectorStanding",
        "TokenScope": "accounts.models.token.TokenScope",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "challenges.core.api.document.components",
    ],
}
