"""Clouds and hosts."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_AWS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"
_GOOGLE_KEY = "https://cloud.google.com/docs/authentication/api-keys"
_GOOGLE_OAUTH = "https://support.google.com/cloud/answer/15549257"
_AZURE_KEYS = "https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage"
_AZURE_SAS = "https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview"
_ENTRA = "https://learn.microsoft.com/en-us/entra/identity-platform/how-to-add-credentials"
_DIGITALOCEAN = "https://docs.digitalocean.com/reference/api/create-personal-access-token/"
_CLOUDFLARE = "https://developers.cloudflare.com/fundamentals/api/how-to/roll-token/"
_FLY = "https://fly.io/docs/security/tokens/"
_VERCEL = "https://vercel.com/docs/cli/tokens"
_NETLIFY = "https://docs.netlify.com/api/get-started/#authentication"
_BASE64_44 = "[A-Za-z0-9+/]{43}="

SHAPES: tuple[Shape, ...] = (
    headed(
        "aws-access-key-id",
        "AWS access key",
        "AKIA ASIA ABIA ACCA",
        "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
        entropy=2.7,
        rotate=_AWS,
    ),
    nearby(
        "aws-secret-access-key",
        "AWS secret access key",
        "aws amazon s3 secret_access_key secretaccesskey secret-access-key",
        "[A-Za-z0-9+/]{40}",
        near=r"(?i:(?:aws|amazon|s3)[\w.\- (\[\"']{0,40}?(?:secret|key)|secret_access_key|secret-access-key|secretaccesskey)",
        entropy=4.2,
        rotate=_AWS,
    ),
    headed(
        "aws-session-token",
        "AWS session token",
        "IQoJb3JpZ2luX2Vj FwoGZXIvYXdzE FQoGZXIvYXdzE",
        "(?:IQoJb3JpZ2luX2Vj|F[wQ]oGZXIvYXdzE)[A-Za-z0-9+/]{100,2000}={0,2}",
        entropy=4.0,
        rotate="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html",
    ),
    headed(
        "aws-bedrock-key",
        "Amazon Bedrock API key",
        "ABSK",
        "ABSK[A-Za-z0-9+/]{100,280}={0,2}",
        rotate="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html",
    ),
    headed("exoscale-key", "Exoscale API key", "EXO", "EXO[0-9a-f]{24}"),
    headed(
        "aws-bedrock-short-key",
        "Amazon Bedrock API key",
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t",
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/]{40,4000}={0,2}",
        entropy=3.5,
    ),
    headed("aws-marketplace-token", "Amazon MWS token", "amzn.mws.", rf"amzn\.mws\.{UUID}", entropy=2.8),
    headed(
        "amazon-client-secret",
        "Login with Amazon client secret",
        "amzn1.oa2-cs.v1.",
        r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}",
    ),
    headed("google-api-key", "Google API key", "AIza", r"AIza[\w-]{35}", entropy=3.4, rotate=_GOOGLE_KEY),
    headed("google-client-secret", "Google OAuth client secret", "GOCSPX-", r"GOCSPX-[\w-]{28}", rotate=_GOOGLE_OAUTH),
    headed(
        "google-access-token",
        "Google OAuth access token",
        "ya29.",
        r"ya29\.[\w.-]{30,1000}",
        entropy=3.5,
        rotate=_GOOGLE_OAUTH,
    ),
    headed(
        "google-refresh-token",
        "Google OAuth refresh token",
        "1//0",
        r"(?<![\w/.:-])1//0[\w-]{38,200}",
        entropy=3.5,
        rotate=_GOOGLE_OAUTH,
    ),
    headed(
        "google-service-account",
        "Google service account key",
        "private_key_id",
        r"""(?<![A-Za-z0-9])private_key_id\\?["']?[ ]{0,4}[:=][ ]{0,4}\\?["'](?P<value>[0-9a-f]{40})""",
        shown=0,
        rotate="https://cloud.google.com/iam/docs/keys-create-delete",
    ),
    nearby(
        "google-recaptcha-secret",
        "reCAPTCHA secret key",
        "recaptcha",
        r"6L[\w-]{38}",
        near=r"(?i:recaptcha)[\w.\- (\[\"']{0,40}?(?i:secret|private)",
    ),
    headed(
        "firebase-server-key",
        "Firebase Cloud Messaging server key",
        ":APA91b",
        r"AAAA[\w-]{7}:APA91b[\w-]{130,140}",
        shown=0,
        entropy=4.0,
    ),
    headed(
        "alibaba-access-key-id",
        "Alibaba Cloud access key",
        "LTAI",
        "LTAI[A-Za-z0-9]{12,20}",
        entropy=2.7,
    ),
    nearby(
        "alibaba-secret",
        "Alibaba Cloud access key secret",
        "alibaba aliyun alicloud",
        "[A-Za-z0-9]{30}",
    ),
    headed(
        "tencent-secret-id",
        "Tencent Cloud secret id",
        "AKID",
        "AKID[A-Za-z0-9]{32}",
        rotate="https://www.tencentcloud.com/document/product/598/32675",
    ),
    nearby("tencent-secret-key", "Tencent Cloud secret key", "tencent qcloud", "[A-Za-z0-9]{32}"),
    headed(
        "yandex-api-key",
        "Yandex Cloud API key",
        "AQVN",
        r"AQVN[\w-]{35,38}",
    ),
    headed("yandex-oauth-token", "Yandex OAuth token", "y0_ y1_ y2_ y3_", r"y[0-3]_[\w-]{55,62}"),
    headed(
        "yandex-iam-token",
        "Yandex Cloud IAM token",
        "t1.",
        r"(?<![\w.-])t1\.[A-Z0-9a-z_-]{40,300}={0,2}\.[\w-]{86}={0,2}",
    ),
    nearby("yandex-static-secret", "Yandex Cloud static key", "yandex yc_", r"YC[\w-]{38}"),
    nearby(
        "ibm-cloud-key",
        "IBM Cloud API key",
        "ibm bluemix",
        r"[\w-]{44}",
        rotate="https://cloud.ibm.com/docs/account?topic=account-userapikey",
    ),
    headed(
        "digitalocean-pat", "DigitalOcean personal access token", "dop_v1_", "dop_v1_[0-9a-f]{64}", rotate=_DIGITALOCEAN
    ),
    headed("digitalocean-oauth", "DigitalOcean OAuth token", "doo_v1_", "doo_v1_[0-9a-f]{64}", rotate=_DIGITALOCEAN),
    headed(
        "digitalocean-refresh", "DigitalOcean refresh token", "dor_v1_", "dor_v1_[0-9a-f]{64}", rotate=_DIGITALOCEAN
    ),
    headed(
        "heroku-key",
        "Heroku API key",
        "HRKU-",
        rf"HRKU-(?:AA[\w-]{{58}}|{UUID})",
        entropy=2.8,
        rotate="https://devcenter.heroku.com/articles/authentication",
    ),
    nearby(
        "heroku-legacy-key",
        "Heroku API key",
        "heroku",
        UUID,
        entropy=2.8,
        rotate="https://devcenter.heroku.com/articles/authentication",
    ),
    headed(
        "fly-macaroon",
        "Fly.io token",
        "fm1r_ fm1a_ fm2_",
        "fm(?:1[ar]|2)_[A-Za-z0-9+/]{60,4000}={0,3}",
        entropy=4.0,
        rotate=_FLY,
    ),
    headed("fly-legacy-token", "Fly.io token", "fo1_", r"fo1_[\w-]{43}", rotate=_FLY),
    headed("render-key", "Render API key", "rnd_", "rnd_[A-Za-z0-9]{28,40}"),
    headed("vercel-token", "Vercel token", "vcp_ vci_ vca_ vcr_ vck_", "vc[piark]_[A-Za-z0-9]{24,80}", rotate=_VERCEL),
    nearby("vercel-legacy-token", "Vercel token", "vercel", "[A-Za-z0-9]{24}", rotate=_VERCEL),
    headed("netlify-token", "Netlify token", "nfp_ nfc_ nfo_ nfu_ nfb_", "nf[pcoub]_[A-Za-z0-9]{36}", rotate=_NETLIFY),
    nearby("netlify-legacy-token", "Netlify token", "netlify", r"[\w-]{43,46}", rotate=_NETLIFY),
    headed(
        "cloudflare-token",
        "Cloudflare API token",
        "cfut_ cfat_ cfk_",
        r"cf(?:ut|at|k)_[\w-]{40}[A-Za-z0-9]{4,12}",
        rotate=_CLOUDFLARE,
    ),
    headed(
        "cloudflare-origin-ca-key",
        "Cloudflare origin CA key",
        "v1.0-",
        r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}",
        rotate="https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
    ),
    nearby(
        "cloudflare-legacy-token",
        "Cloudflare API token",
        "cloudflare cf_api",
        r"(?:[\w-]{40}|[0-9a-f]{37})",
        rotate=_CLOUDFLARE,
    ),
    nearby(
        "fastly-token",
        "Fastly API token",
        "fastly",
        r"[\w-]{32}",
        rotate="https://docs.fastly.com/en/guides/using-api-tokens",
    ),
    nearby(
        "linode-token",
        "Linode token",
        "linode",
        "[0-9a-f]{64}",
        rotate="https://techdocs.akamai.com/cloud-computing/docs/manage-personal-access-tokens",
    ),
    nearby(
        "hetzner-token",
        "Hetzner Cloud token",
        "hcloud hetzner",
        "[A-Za-z0-9]{64}",
        rotate="https://docs.hetzner.com/cloud/api/getting-started/generating-api-token/",
    ),
    nearby(
        "scaleway-secret",
        "Scaleway secret key",
        "scw_ scaleway",
        UUID,
        entropy=2.8,
        rotate="https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/",
    ),
    nearby("vultr-key", "Vultr API key", "vultr", "[A-Z0-9]{36}"),
    nearby("ovh-secret", "OVHcloud application secret", "ovh", "[A-Za-z0-9]{32}"),
    nearby(
        "railway-token",
        "Railway token",
        "railway",
        UUID,
        entropy=2.8,
        rotate="https://docs.railway.com/guides/public-api",
    ),
    nearby("exoscale-secret", "Exoscale API secret", "exoscale", r"[\w-]{43}"),
    nearby(
        "openstack-application-credential",
        "OpenStack application credential",
        "os_application_credential openstack",
        r"[\w-]{86}",
    ),
)
