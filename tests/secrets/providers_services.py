"""Shapes of payment, mail, chat, map and office services, keys and frameworks: name, template, where described, context."""

from __future__ import annotations

STRIPE = "Stripe documentation: API keys"
SLACK = "Slack documentation: token types"
TWILIO = "Twilio documentation: API keys, auth tokens"
SHOPIFY = "Shopify changelog: length of the access token, app credentials"
SQUARE = "Square developer documentation: access tokens"
DISCORD = "Discord developer documentation: reference, authentication"
META = "Meta for developers: access tokens"
NOTION = "Notion API changelog: token prefix"
PEM = "RFC 7468: textual encodings of PKIX, PKCS and CMS structures"
BODY = "\n".join(["<64:b>"] * 5)


def _pem(kind: str, start: str) -> str:
    """A block of this kind: its own first characters, then lines of 64."""
    dashes = "-" * 5
    first = f"{start}<{64 - len(start)}:b>"
    return f"{dashes}BEGIN {kind}{dashes}\n{first}\n{BODY}\n<40:b>==\n{dashes}END {kind}{dashes}"


ROWS: tuple[tuple[str, ...], ...] = (
    ("stripe-live", "sk_live_<24:w>", STRIPE),
    ("stripe-live-long", "sk_live_51<97:w>", STRIPE),
    ("stripe-restricted", "rk_live_51<97:w>", STRIPE),
    ("stripe-test", "sk_test_51<97:w>", STRIPE),
    ("stripe-webhook", "whsec_<32:w>", "Stripe documentation: webhook signatures"),
    ("paypal-braintree", "access_token$production$<16:l>$<32:h>", "Braintree documentation: access tokens"),
    ("plaid-secret", "<30:h>", "Plaid documentation: API keys", "PLAID_SECRET"),
    ("plaid-access-token", "access-production-<uuid>", "Plaid documentation: access tokens"),
    ("razorpay-live-secret", "<24:w>", "Razorpay documentation: API keys", "RAZORPAY_KEY_SECRET"),
    ("flutterwave-secret", "FLWSECK-<32:h>-X", "Flutterwave documentation: API keys"),
    ("square-access-token", "EAAA<60:s>", SQUARE, "SQUARE_ACCESS_TOKEN"),
    ("square-personal-token", "sq0atp-<22:s>", SQUARE),
    ("square-oauth-secret", "sq0csp-<43:s>", SQUARE),
    ("shopify-access-token", "shpat_<32:h>", SHOPIFY),
    ("shopify-custom-app", "shpca_<32:h>", SHOPIFY),
    ("shopify-private-app", "shppa_<32:h>", SHOPIFY),
    ("shopify-shared-secret", "shpss_<32:h>", SHOPIFY),
    ("mollie-live-key", "live_<30:w>", "Mollie documentation: authentication", "MOLLIE_API_KEY"),
    ("duffel-live-token", "duffel_live_<43:s>", "Duffel documentation: access tokens"),
    ("shippo-live-token", "shippo_live_<40:h>", "Shippo documentation: authentication"),
    ("easypost-key", "EZAK<54:w>", "EasyPost documentation: authentication"),
    ("paddle-key", "pdl_live_apikey_01<24:l>_<22:w>_<3:w>", "Paddle developer documentation: API keys"),
    ("sendgrid-key", "SG.<22:s>.<43:s>", "SendGrid documentation: API keys"),
    ("twilio-api-key", "SK<32:h>", TWILIO),
    ("twilio-auth-token", "<32:h>", TWILIO, "TWILIO_AUTH_TOKEN"),
    ("mailgun-key", "key-<32:h>", "Mailgun documentation: API keys"),
    ("mailgun-new-key", "<32:h>-<8:h>-<8:h>", "Mailgun documentation: API keys", "MAILGUN_API_KEY"),
    ("mailchimp-key", "<32:h>-us14", "Mailchimp documentation: about API keys"),
    ("brevo-key", "xkeysib-<64:h>-<16:w>", "Brevo documentation: authentication"),
    ("brevo-smtp-key", "xsmtpsib-<64:h>-<16:w>", "Brevo documentation: SMTP keys"),
    ("resend-key", "re_<8:w>_<24:w>", "Resend documentation: API keys"),
    ("postmark-token", "<uuid>", "Postmark documentation: API tokens", "POSTMARK_SERVER_TOKEN"),
    ("sparkpost-key", "<40:h>", "SparkPost documentation: API keys", "SPARKPOST_API_KEY"),
    ("slack-bot-token", "xoxb-<12:d>-<13:d>-<24:w>", SLACK),
    ("slack-user-token", "xoxp-<12:d>-<12:d>-<13:d>-<32:h>", SLACK),
    ("slack-app-token", "xapp-1-A<10:u>-<13:d>-<64:h>", SLACK),
    (
        "slack-webhook",
        "https://hooks.slack.com/services/T<10:u>/B<10:u>/<24:w>",
        "Slack documentation: incoming webhooks",
    ),
    ("discord-bot-token", "MT<24:w>.G<5:w>.<38:s>", DISCORD),
    (
        "discord-webhook",
        "https://discord.com/api/webhooks/11<17:d>/<68:s>",
        "Discord developer documentation: webhooks",
    ),
    ("telegram-bot-token", "7<9:d>:AA<33:s>", "Telegram bot API: authorizing your bot"),
    (
        "teams-webhook",
        "https://contoso.webhook.office.com/webhookb2/<uuid>@<uuid>/IncomingWebhook/<32:h>/<uuid>",
        "Microsoft Teams documentation: incoming webhooks",
    ),
    ("zapier-webhook", "https://hooks.zapier.com/hooks/catch/<8:d>/<7:l>/", "Zapier help: trigger Zaps from webhooks"),
    ("facebook-access-token", "EAAC<170:w>", META, "FACEBOOK_ACCESS_TOKEN"),
    ("facebook-app-secret", "<32:h>", META, "FACEBOOK_APP_SECRET"),
    (
        "twitter-bearer",
        "AAAAAAAAAAAAAAAAAAAAA<30:w>%3D<50:w>",
        "X developer documentation: bearer token",
        "TWITTER_BEARER_TOKEN",
    ),
    ("linkedin-secret", "WPL_AP1.<16:w>.<6:w>==", "LinkedIn documentation: client credentials"),
    ("spotify-secret", "<32:h>", "Spotify documentation: authorization", "SPOTIFY_CLIENT_SECRET"),
    ("twitch-secret", "<30:l>", "Twitch documentation: registering your app", "TWITCH_CLIENT_SECRET"),
    ("dropbox-token", "sl.B<134:s>", "Dropbox documentation: OAuth guide"),
    ("asana-pat", "1/<16:d>:<32:h>", "Asana documentation: personal access token", "ASANA_ACCESS_TOKEN"),
    ("linear-key", "lin_api_<40:w>", "Linear documentation: API and webhooks"),
    ("notion-token", "ntn_<11:d><35:w>", NOTION),
    ("notion-legacy-token", "secret_<43:w>", NOTION),
    ("figma-pat", "figd_<40:s>", "Figma documentation: personal access tokens"),
    ("clickup-token", "pk_<8:d>_<32:u>", "ClickUp documentation: authentication"),
    ("typeform-token", "tfp_<44:w>_<14:w>", "Typeform documentation: personal access tokens"),
    ("hubspot-token", "pat-na1-<uuid>", "HubSpot documentation: private apps"),
    ("salesforce-token", "00D<12:w>!<96:v>", "Salesforce documentation: session id", "SALESFORCE_ACCESS_TOKEN"),
    ("intercom-token", "dG9rO<54:w>=", "Intercom documentation: authentication"),
    ("zendesk-token", "<40:w>", "Zendesk documentation: API token", "ZENDESK_API_TOKEN"),
    ("posthog-personal-key", "phx_<43:w>", "PostHog documentation: API overview"),
    ("contentful-pat", "CFPAT-<43:s>", "Contentful documentation: personal access tokens"),
    ("okta-token", "00<40:s>", "Okta documentation: create an API token", "OKTA_API_TOKEN"),
    ("auth0-secret", "<64:s>", "Auth0 documentation: application settings", "AUTH0_CLIENT_SECRET"),
    ("mapbox-secret", "sk.eyJ1Ijoi<80:w>.<22:s>", "Mapbox documentation: access tokens"),
    ("maxmind-key", "<6:w>_<29:w>_mmk", "MaxMind developer portal: license keys"),
    ("openweather-key", "<32:h>", "OpenWeather documentation: API keys", "OPENWEATHER_API_KEY"),
    ("shodan-key", "<32:w>", "Shodan developer documentation", "SHODAN_API_KEY"),
    ("cloudinary-url", "cloudinary://<15:d>:<27:s>@shop-media", "Cloudinary documentation: environment variable"),
    # Kinds that no provider issues: frameworks and tools make them on the developer's machine.
    ("django-secret-key", "<50:j>", "Django documentation: get_random_secret_key", "SECRET_KEY"),
    ("django-insecure-key", "django-insecure-<50:j>", "Django documentation: startproject, SECRET_KEY", "SECRET_KEY"),
    ("fernet-key", "<43:s>=", "cryptography documentation: Fernet", "FERNET_KEY"),
    ("flask-secret-key", "<64:h>", "Flask documentation: SECRET_KEY, secrets.token_hex", "SECRET_KEY"),
    ("pem-rsa", _pem("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA"), PEM),
    ("pem-pkcs8", _pem("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBK"), PEM),
    ("pem-ec", _pem("EC PRIVATE KEY", "MHcCAQEEI"), PEM),
    ("pem-encrypted", _pem("ENCRYPTED PRIVATE KEY", "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG"), PEM),
    ("pem-openssh", _pem("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"), "OpenSSH: PROTOCOL.key"),
    (
        "pgp-private",
        _pem("PGP PRIVATE KEY BLOCK", "lQdGBGVZ").replace("\n", "\n\n", 1),
        "RFC 9580: OpenPGP, ASCII armour",
    ),
    (
        "putty-private",
        f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n<64:b>\n<64:b>\nPrivate-Lines: 5\n{BODY}\nPrivate-MAC: <64:h>",
        "PuTTY manual: PPK file format",
    ),
    (
        "gcp-service-account",
        '{"type": "service_account", "project_id": "shop-<6:d>", "private_key_id": "<40:h>", "private_key": "'
        + _pem("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBK").replace("\n", "\\n")
        + '\\n", "client_email": "deploy@shop-<6:d>.iam.gserviceaccount.com"}',
        "Google Cloud documentation: service account keys",
    ),
)
