"""Payments, shops, shipping and accounts."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_STRIPE = "https://docs.stripe.com/keys-best-practices"
_SQUARE = "https://developer.squareup.com/docs/oauth-api/best-practices"
_PAYPAL = "https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials"
_SHOPIFY = (
    "https://shopify.dev/docs/apps/build/authentication-authorization/client-secrets/rotate-revoke-client-credentials"
)

SHAPES: tuple[Shape, ...] = (
    headed(
        "stripe-secret-key", "Stripe secret key", "sk_live_", "sk_live_[A-Za-z0-9]{24,247}", shown=3, rotate=_STRIPE
    ),
    headed(
        "stripe-restricted-key",
        "Stripe restricted key",
        "rk_live_",
        "rk_live_[A-Za-z0-9]{24,247}",
        shown=3,
        rotate=_STRIPE,
    ),
    headed(
        "stripe-test-key",
        "Stripe test key",
        "sk_test_ rk_test_",
        "[sr]k_test_[A-Za-z0-9]{24,247}",
        shown=3,
        rotate=_STRIPE,
    ),
    headed(
        "stripe-webhook-secret",
        "Stripe webhook signing secret",
        "whsec_",
        r"whsec_[A-Za-z0-9+/]{32,64}={0,2}",
        rotate="https://docs.stripe.com/webhooks#roll-endpoint-secrets",
    ),
    headed("square-access-token", "Square access token", "sq0atp-", r"sq0atp-[\w-]{22}", rotate=_SQUARE),
    headed("square-secret", "Square OAuth secret", "sq0csp-", r"sq0csp-[\w-]{43}", rotate=_SQUARE),
    headed("square-token", "Square access token", "EAAA", r"EAAA[\w-]{60}", entropy=4.0, rotate=_SQUARE),
    headed(
        "paypal-braintree-token",
        "Braintree access token",
        "access_token$production$",
        r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}",
        rotate=_PAYPAL,
    ),
    nearby(
        "paypal-secret",
        "PayPal client secret",
        "paypal",
        r"E[\w-]{79}",
        near=r"(?i:paypal)[\w.\- (\[\"']{0,40}?(?i:secret|key)",
        rotate="https://developer.paypal.com/api/rest/",
    ),
    nearby(
        "braintree-key",
        "Braintree private key",
        "braintree",
        "[0-9a-f]{32}",
        near=r"(?i:braintree)[\w.\- (\[\"']{0,40}?(?i:private|secret)",
        rotate=_PAYPAL,
    ),
    nearby("plaid-secret", "Plaid secret", "plaid", "[0-9a-f]{30}", rotate="https://plaid.com/docs/account/security/"),
    headed(
        "plaid-access-token",
        "Plaid access token",
        "access-production-",
        f"access-production-{UUID}",
        entropy=2.8,
        rotate="https://plaid.com/docs/account/security/",
    ),
    headed(
        "adyen-key",
        "Adyen API key",
        "AQE",
        "AQE[a-z]hm[A-Za-z0-9+/=]{60,300}",
        entropy=4.0,
        rotate="https://docs.adyen.com/development-resources/api-credentials/",
    ),
    headed(
        "razorpay-key",
        "Razorpay key",
        "rzp_live_",
        "rzp_live_[A-Za-z0-9]{14}",
        rotate="https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/",
    ),
    nearby(
        "razorpay-secret",
        "Razorpay key secret",
        "razorpay",
        "[A-Za-z0-9]{24}",
        near=r"(?i:razorpay)[\w.\- (\[\"']{0,40}?(?i:secret)",
        rotate="https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/",
    ),
    headed(
        "flutterwave-key",
        "Flutterwave secret key",
        "FLWSECK- FLWSECK_TEST-",
        "FLWSECK(?:_TEST)?-(?:[0-9a-h]{32}-(?:[0-9a-z]{11}vt-)?X|[0-9a-h]{12})",
        entropy=2.0,
    ),
    nearby(
        "paystack-key",
        "Paystack secret key",
        "paystack",
        "sk_live_[0-9a-f]{40}",
    ),
    headed(
        "mollie-key",
        "Mollie API key",
        "live_",
        r"(?<![\w-])live_[A-Za-z0-9]{30}",
    ),
    headed(
        "gocardless-token",
        "GoCardless access token",
        "live_",
        r"(?<![\w-])live_[\w=-]{40}",
    ),
    headed(
        "lob-key",
        "Lob API key",
        "live_",
        r"(?<![\w-])live_[0-9a-f]{35}",
    ),
    headed(
        "easypost-key",
        "EasyPost API key",
        "EZAK EZTK",
        "EZ(?:AK|TK)[A-Za-z0-9]{54}",
    ),
    headed(
        "shippo-token",
        "Shippo API token",
        "shippo_live_",
        "shippo_live_[0-9a-f]{40}",
    ),
    headed("shopify-access-token", "Shopify access token", "shpat_", "shpat_[0-9a-fA-F]{32}", rotate=_SHOPIFY),
    headed("shopify-custom-token", "Shopify custom app token", "shpca_", "shpca_[0-9a-fA-F]{32}", rotate=_SHOPIFY),
    headed(
        "shopify-private-password", "Shopify private app password", "shppa_", "shppa_[0-9a-fA-F]{32}", rotate=_SHOPIFY
    ),
    headed("shopify-shared-secret", "Shopify shared secret", "shpss_", "shpss_[0-9a-fA-F]{32}", rotate=_SHOPIFY),
    headed(
        "shopify-partner-token",
        "Shopify partner token",
        "shptka_ shpua_ prtapi_",
        "(?:shptka_|shpua_|prtapi_)[0-9a-fA-F]{32}",
        rotate=_SHOPIFY,
    ),
    headed(
        "coinbase-key",
        "Coinbase API key",
        "organizations/",
        f"(?<![A-Za-z0-9])organizations/{UUID}/apiKeys/(?P<value>{UUID})",
        shown=0,
        entropy=2.8,
    ),
    nearby(
        "coinbase-secret",
        "Coinbase API secret",
        "coinbase",
        r"(?:[A-Za-z0-9+/]{86}==|[A-Za-z0-9]{64}|[A-Za-z0-9]{32})",
        near=r"(?i:coinbase)[\w.\- (\[\"']{0,40}?(?i:secret|token|private)",
        rotate="https://docs.cdp.coinbase.com/get-started/authentication/cdp-api-keys",
    ),
    nearby(
        "binance-secret",
        "Binance API secret",
        "binance",
        "[A-Za-z0-9]{64}",
        rotate="https://www.binance.com/en/support/faq/how-to-create-api-keys-on-binance-360002502072",
    ),
    nearby(
        "kraken-secret",
        "Kraken private key",
        "kraken",
        "[A-Za-z0-9+/]{86}==",
        near=r"(?i:kraken)[\w.\- (\[\"']{0,40}?(?i:secret|key|private)",
    ),
    headed(
        "paddle-key",
        "Paddle API key",
        "pdl_live_apikey_",
        r"pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
        rotate="https://developer.paddle.com/api-reference/about/authentication",
    ),
    headed(
        "paddle-notification-secret",
        "Paddle notification secret",
        "pdl_ntfset_",
        r"pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/]{32}",
    ),
    headed(
        "workos-key",
        "WorkOS API key",
        "a2V5X",
        "sk_(?:live_)?a2V5X[A-Za-z0-9+/=]{30,90}",
        shown=0,
    ),
    headed("frame-io-token", "Frame.io token", "fio-u-", r"fio-u-[\w=-]{64}"),
)
