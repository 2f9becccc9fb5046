"""Monitoring, logs, errors, incidents and feature flags."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_GRAFANA = "https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/"
_NEWRELIC = "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/"
_SENTRY = "https://docs.sentry.io/account/auth-tokens/"
_HONEYCOMB = "https://docs.honeycomb.io/configure/environments/manage-api-keys/"
_DATADOG = "https://docs.datadoghq.com/account_management/api-app-keys/"
_DYNATRACE = (
    "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens"
)
_LAUNCHDARKLY = "https://launchdarkly.com/docs/home/account/api"

SHAPES: tuple[Shape, ...] = (
    headed(
        "grafana-cloud-token",
        "Grafana Cloud access policy token",
        "glc_eyJ",
        "glc_eyJ[A-Za-z0-9+/]{30,400}={0,3}",
        entropy=3.5,
        rotate=_GRAFANA,
    ),
    headed(
        "grafana-service-account",
        "Grafana service account token",
        "glsa_",
        "glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
        check="grafana",
        rotate="https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    ),
    headed(
        "grafana-legacy-key",
        "Grafana API key",
        "eyJrIjoi",
        "eyJrIjoi[A-Za-z0-9+/]{60,400}={0,3}",
        entropy=3.5,
        rotate=_GRAFANA,
    ),
    nearby(
        "datadog-api-key",
        "Datadog API key",
        "datadog dd_api dd_app dd_client dd-api-key dd-application-key ddapikey",
        "[0-9a-f]{32}",
        rotate=_DATADOG,
    ),
    nearby(
        "datadog-app-key",
        "Datadog application key",
        "datadog dd_api dd_app dd-api-key dd-application-key ddappkey",
        "[0-9a-f]{40}",
        rotate=_DATADOG,
    ),
    headed(
        "datadog-marked-key",
        "Datadog application key",
        "ddapp_ ddpat_",
        "dd(?:app|pat)_[A-Za-z0-9]{34}",
        rotate=_DATADOG,
    ),
    headed("new-relic-user-key", "New Relic user key", "NRAK-", "NRAK-[A-Z0-9]{27}", rotate=_NEWRELIC),
    headed(
        "new-relic-license-key",
        "New Relic licence key",
        "FFFFNRAL NRAL",
        "(?:eu01xx[0-9a-f]{22,30}|[0-9a-f]{28,36})(?:FFFF)?NRAL",
        shown=0,
        rotate=_NEWRELIC,
    ),
    headed("new-relic-insights-key", "New Relic insights key", "NRII- NRIQ-", r"NRI[IQ]-[\w-]{32}", rotate=_NEWRELIC),
    headed("new-relic-admin-key", "New Relic admin key", "NRAA-", "NRAA-[0-9a-f]{27}", rotate=_NEWRELIC),
    headed("new-relic-rest-key", "New Relic REST key", "NRRA-", "NRRA-[0-9a-f]{42}", rotate=_NEWRELIC),
    nearby(
        "new-relic-legacy-license",
        "New Relic licence key",
        "newrelic new_relic",
        "[0-9a-f]{40}",
        near=r"(?i:new_?relic)[\w.\- (\[\"']{0,40}?(?i:key|licen[sc]e)",
        rotate=_NEWRELIC,
    ),
    headed(
        "sentry-org-token",
        "Sentry organisation token",
        "sntrys_eyJ",
        r"sntrys_eyJ[\w+/=-]{60,500}",
        entropy=3.5,
        rotate=_SENTRY,
    ),
    headed("sentry-user-token", "Sentry user token", "sntryu_", "sntryu_[0-9a-f]{64}", rotate=_SENTRY),
    headed("sentry-app-token", "Sentry integration token", "sntrya_ sntryi_", "sntry[ai]_[0-9a-f]{64}", rotate=_SENTRY),
    headed(
        "sentry-dsn-secret",
        "Sentry DSN with its secret",
        "sentry",
        r"https?://[0-9a-f]{32}:(?P<value>[0-9a-f]{32})@[\w.-]{0,80}sentry",
        shown=0,
        rotate="https://docs.sentry.io/concepts/key-terms/dsn-explainer/",
    ),
    nearby("sentry-legacy-token", "Sentry token", "sentry", "[0-9a-f]{64}", rotate=_SENTRY),
    headed(
        "honeycomb-key",
        "Honeycomb API key",
        "hcaik_ hcbik_ hcxik_ hcamk_ hcbmk_ hcxmk_ hcalk_ hcblk_ hcxlk_",
        "hc[abx](?:ik|mk|lk)_[A-Za-z0-9]{50,64}",
        rotate=_HONEYCOMB,
    ),
    headed(
        "honeycomb-classic-key",
        "Honeycomb classic ingest key",
        "hcaic_ hcbic_ hcxic_",
        "hc[abx]ic_[0-9a-z]{58}",
        rotate=_HONEYCOMB,
    ),
    nearby(
        "honeycomb-legacy-key", "Honeycomb API key", "honeycomb", "(?:[0-9a-f]{32}|[A-Za-z0-9]{22})", rotate=_HONEYCOMB
    ),
    headed(
        "pagerduty-marked-key",
        "PagerDuty OAuth token",
        "pdus+_ pdeu+_",
        r"pd(?:us|eu)\+_[A-Za-z0-9+_/-]{15,60}",
        rotate="https://support.pagerduty.com/main/docs/api-access-keys",
    ),
    nearby(
        "pagerduty-key",
        "PagerDuty API key",
        "pagerduty pager_duty",
        "(?:[uy]\\+)?[A-Za-z0-9_+-]{20}",
        entropy=3.2,
        rotate="https://support.pagerduty.com/main/docs/api-access-keys",
    ),
    nearby(
        "pagerduty-routing-key",
        "PagerDuty integration key",
        "pagerduty pager_duty routing_key",
        "[0-9a-f]{32}",
        near=r"(?i:pager_?duty[\w.\- (\[\"']{0,40}?(?:key|token)|routing_key)",
    ),
    nearby(
        "opsgenie-key",
        "Opsgenie API key",
        "opsgenie geniekey",
        UUID,
        near=r"(?i:opsgenie[\w.\- (\[\"']{0,40}?(?:key|token)|geniekey)",
        entropy=2.8,
    ),
    nearby(
        "sumologic-key",
        "Sumo Logic access key",
        "sumo",
        "[A-Za-z0-9]{64}",
        rotate="https://help.sumologic.com/docs/manage/security/access-keys/",
    ),
    headed(
        "sumologic-collector",
        "Sumo Logic collector URL",
        "sumologic.com/receiver/",
        r"(?<![A-Za-z0-9])sumologic\.com/receiver/v1/(?:http|otlp|trace)/(?P<value>[\w=-]{80,200})",
        shown=0,
    ),
    nearby(
        "splunk-token",
        "Splunk token",
        "splunk",
        UUID,
        entropy=2.8,
    ),
    headed(
        "dynatrace-token",
        "Dynatrace token",
        "dt0c01. dt0s01. dt0s02. dt0s03. dt0s04. dt0s06. dt0s08. dt0s09. dt0s16.",
        r"dt0(?:c01|s(?:0[1234689]|16))\.[A-Z0-9]{24}\.[A-Z0-9]{64}",
        entropy=3.5,
        rotate=_DYNATRACE,
    ),
    headed(
        "launchdarkly-key", "LaunchDarkly key", "api- sdk-", f"(?:api|sdk)-{UUID}", entropy=2.8, rotate=_LAUNCHDARKLY
    ),
    nearby(
        "rollbar-token",
        "Rollbar access token",
        "rollbar",
        "(?:[0-9a-f]{32}|[0-9a-f]{128})",
        rotate="https://docs.rollbar.com/docs/access-tokens",
    ),
    nearby("bugsnag-key", "Bugsnag API key", "bugsnag", "[0-9a-f]{32}"),
    nearby(
        "airbrake-key",
        "Airbrake project key",
        "airbrake",
        "[0-9a-f]{32}",
    ),
    nearby("loggly-token", "Loggly customer token", "loggly", UUID, entropy=2.8),
    nearby(
        "logzio-token",
        "Logz.io token",
        "logzio logz_io",
        "[A-Za-z]{32}",
    ),
    nearby("papertrail-token", "Papertrail token", "papertrail", "[A-Za-z0-9]{20}", entropy=3.2),
    nearby(
        "betterstack-token",
        "Better Stack token",
        "logtail betterstack better_stack",
        "[A-Za-z0-9]{24}",
    ),
    headed(
        "axiom-token",
        "Axiom token",
        "xaat- xapt-",
        f"xa(?:at|pt)-{UUID}",
        entropy=2.8,
        rotate="https://axiom.co/docs/reference/tokens",
    ),
    headed(
        "posthog-personal-key",
        "PostHog personal API key",
        "phx_",
        "phx_[A-Za-z0-9]{43,48}",
        rotate="https://posthog.com/docs/api",
    ),
    headed(
        "checkly-key",
        "Checkly API key",
        "cu_",
        r"cu_[0-9a-f]{32}",
        shown=3,
    ),
    headed(
        "statsig-key",
        "Statsig server secret",
        "secret-",
        "secret-[A-Za-z0-9]{43}",
    ),
    headed(
        "logfire-token",
        "Pydantic Logfire token",
        "pylf_v1_ pylf_v2_",
        r"pylf_v[12]_[a-z]{2,4}_[A-Za-z0-9]{40,60}",
        rotate="https://logfire.pydantic.dev/docs/how-to-guides/create-write-tokens/",
    ),
)
