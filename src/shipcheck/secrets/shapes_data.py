"""Databases, warehouses and what serves data."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_SUPABASE = "https://supabase.com/docs/guides/api/api-keys"
_PLANETSCALE = "https://planetscale.com/docs/concepts/service-tokens"
_DATABRICKS = "https://docs.databricks.com/aws/en/dev-tools/auth/pat"

SHAPES: tuple[Shape, ...] = (
    headed(
        "supabase-access-token", "Supabase access token", "sbp_", "sbp_(?:oauth_|v0_)?[0-9a-f]{40}", rotate=_SUPABASE
    ),
    headed("supabase-secret-key", "Supabase secret key", "sb_secret_", r"sb_secret_[\w-]{20,60}", rotate=_SUPABASE),
    headed(
        "planetscale-token",
        "PlanetScale service token",
        "pscale_tkn_",
        r"pscale_tkn_[\w=.-]{32,64}",
        rotate=_PLANETSCALE,
    ),
    headed(
        "planetscale-password",
        "PlanetScale password",
        "pscale_pw_",
        r"pscale_pw_[\w=.-]{32,64}",
        rotate="https://planetscale.com/docs/concepts/connection-strings",
    ),
    headed(
        "planetscale-oauth",
        "PlanetScale OAuth token",
        "pscale_oauth_",
        r"pscale_oauth_[\w=.-]{32,64}",
        rotate=_PLANETSCALE,
    ),
    headed("neon-key", "Neon API key", "napi_", "napi_[a-z0-9]{60,70}", rotate="https://neon.com/docs/manage/api-keys"),
    headed(
        "mongodb-atlas-secret",
        "MongoDB Atlas service account secret",
        "mdb_sa_sk_",
        r"mdb_sa_sk_[\w-]{40}",
        rotate="https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
    ),
    nearby(
        "mongodb-atlas-key",
        "MongoDB Atlas private key",
        "atlas",
        UUID,
        near=r"(?i:atlas)[\w.\- (\[\"']{0,40}?(?i:private|secret|key)",
        entropy=2.8,
        rotate="https://www.mongodb.com/docs/atlas/configure-api-access/",
    ),
    headed("databricks-token", "Databricks access token", "dapi", "dapi[0-9a-f]{32}(?:-[0-9])?", rotate=_DATABRICKS),
    headed(
        "databricks-oauth-secret",
        "Databricks OAuth secret",
        "dose",
        "dose[0-9a-f]{32}",
        rotate="https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m",
    ),
    headed(
        "confluent-secret",
        "Confluent Cloud API secret",
        "cflt",
        "cflt[A-Za-z0-9+/]{60}",
        rotate="https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
    ),
    nearby("confluent-legacy-secret", "Confluent Cloud API secret", "confluent", "[A-Za-z0-9+/]{64}", entropy=4.2),
    nearby(
        "algolia-key",
        "Algolia API key",
        "algolia",
        "[0-9a-f]{32}",
        rotate="https://www.algolia.com/doc/guides/security/api-keys/",
    ),
    nearby(
        "elastic-api-key",
        "Elastic API key",
        "elastic",
        "[A-Za-z0-9+/_-]{56,60}={0,2}",
        entropy=4.0,
        rotate="https://www.elastic.co/docs/deploy-manage/api-keys",
    ),
    headed("elastic-cloud-key", "Elastic Cloud API key", "essu_", r"essu_[\w+/-]{40,120}={0,2}"),
    headed(
        "aiven-password",
        "Aiven service password",
        "AVNS_",
        r"AVNS_[\w-]{15,24}",
    ),
    headed(
        "cockroach-key",
        "CockroachDB Cloud API key",
        "CCDB1_",
        "CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}",
    ),
    headed(
        "xata-key",
        "Xata API key",
        "xau_",
        "xau_[A-Za-z0-9]{32,48}",
    ),
    headed(
        "prefect-key",
        "Prefect API key",
        "pnu_ pnb_",
        "pn[ub]_[A-Za-z0-9]{36}",
    ),
    headed(
        "dbt-cloud-token",
        "dbt Cloud token",
        "dbtc_ dbts_ dbtu_",
        r"dbt[csu]_[\w+/=-]{38,90}",
    ),
    headed(
        "duffel-token",
        "Duffel access token",
        "duffel_live_",
        r"duffel_live_[\w=-]{43}",
    ),
    headed(
        "airtable-pat",
        "Airtable personal access token",
        "pat",
        r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
        rotate="https://support.airtable.com/docs/creating-personal-access-tokens",
    ),
    nearby("airtable-legacy-key", "Airtable API key", "airtable", "key[A-Za-z0-9]{14}", entropy=2.8),
    headed(
        "mapbox-secret",
        "Mapbox secret token",
        "sk.eyJ1Ijoi",
        r"sk\.eyJ1Ijoi[\w-]{30,200}\.[\w-]{20,30}",
        rotate="https://docs.mapbox.com/help/dive-deeper/access-tokens/",
    ),
    headed(
        "contentful-token",
        "Contentful personal access token",
        "CFPAT-",
        r"CFPAT-[\w-]{43}",
        rotate="https://www.contentful.com/developers/docs/references/authentication/",
    ),
    nearby(
        "contentful-delivery-token",
        "Contentful delivery token",
        "contentful",
        r"[\w-]{43}",
        rotate="https://www.contentful.com/developers/docs/references/authentication/",
    ),
    nearby(
        "sanity-token",
        "Sanity token",
        "sanity",
        "sk[A-Za-z0-9]{80,180}",
        entropy=3.5,
        rotate="https://www.sanity.io/docs/content-lake/http-auth",
    ),
    nearby(
        "upstash-token",
        "Upstash REST token",
        "upstash",
        "A[A-Za-z0-9_-]{40,120}={0,2}",
    ),
    nearby(
        "cloudinary-secret",
        "Cloudinary API secret",
        "cloudinary",
        r"[\w-]{27}",
        near=r"(?i:cloudinary)[\w.\- (\[\"']{0,40}?(?i:secret)",
        rotate="https://cloudinary.com/documentation/product_environment_settings",
    ),
    headed(
        "cloudinary-url",
        "Cloudinary API secret",
        "cloudinary://",
        r"cloudinary://[0-9]{12,20}:(?P<value>[\w-]{20,40})@",
        shown=0,
        rotate="https://cloudinary.com/documentation/product_environment_settings",
    ),
    nearby("imagekit-key", "ImageKit private key", "imagekit", "private_[A-Za-z0-9+/]{27}="),
    nearby(
        "openweather-key",
        "OpenWeather API key",
        "openweather owm",
        "[0-9a-f]{32}",
    ),
    headed(
        "rapidapi-marked-key",
        "RapidAPI key",
        "msh",
        "[0-9a-f]{10}msh[0-9a-f]{15}p1[0-9a-f]{6}jsn[0-9a-f]{12}",
        shown=0,
    ),
    nearby("pinata-secret", "Pinata API secret", "pinata", "[0-9a-f]{64}"),
    nearby(
        "infura-secret",
        "Infura API key secret",
        "infura",
        r"(?:[0-9a-f]{32}|[A-Za-z0-9/+]{43}=?)",
        near=r"(?i:infura)[\w.\- (\[\"']{0,40}?(?i:secret)",
    ),
)
