"""Chat, mail, messages and social networks."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import Shape, headed, nearby

_SLACK = "https://docs.slack.dev/reference/methods/auth.revoke"
_SLACK_HOOK = "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/"
_TWILIO = "https://www.twilio.com/docs/iam/api-keys"
_TEAMS = "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"
_META = "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/"
_X = "https://docs.x.com/resources/fundamentals/authentication/overview"
_MAILGUN = "https://help.mailgun.com/hc/en-us/articles/203380100"
_KEYISH = r"[\w.\- (\[\"']{0,40}?(?i:secret|key|token|auth)"

SHAPES: tuple[Shape, ...] = (
    headed(
        "slack-bot-token",
        "Slack bot token",
        "xoxb-",
        "xoxb-[0-9]{9,14}-(?:[0-9]{9,14}-)?[A-Za-z0-9]{20,36}",
        entropy=2.3,
        rotate=_SLACK,
    ),
    headed(
        "slack-user-token",
        "Slack user token",
        "xoxp-",
        "xoxp-[0-9]{9,14}-[0-9]{9,14}-(?:[0-9]{9,14}-)?[A-Za-z0-9]{24,64}",
        rotate=_SLACK,
    ),
    headed(
        "slack-workspace-token",
        "Slack legacy token",
        "xoxa- xoxr- xoxo- xoxs-",
        "xox[aros]-(?:[0-9]{1,14}-){1,4}[A-Za-z0-9]{8,64}",
        entropy=2.3,
        rotate=_SLACK,
    ),
    headed(
        "slack-rotated-token",
        "Slack expiring token",
        "xoxe.xoxb- xoxe.xoxp-",
        r"xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{140,200}",
        rotate=_SLACK,
    ),
    headed("slack-refresh-token", "Slack refresh token", "xoxe-", "xoxe-[0-9]-[A-Za-z0-9]{120,200}", rotate=_SLACK),
    headed(
        "slack-session-token",
        "Slack session token",
        "xoxc- xoxd-",
        r"(?:xoxc-[0-9]{9,14}-[0-9]{9,14}-[0-9]{9,14}-[0-9a-f]{64}|xoxd-[\w%+/=]{40,300})",
        rotate=_SLACK,
    ),
    headed(
        "slack-app-token",
        "Slack app-level token",
        "xapp-",
        "xapp-[0-9]-A[A-Z0-9]{8,12}-[0-9]{9,14}-[0-9a-f]{64}",
        rotate=_SLACK,
    ),
    headed(
        "slack-webhook",
        "Slack incoming webhook",
        "hooks.slack.com/",
        "(?<![A-Za-z0-9])hooks[.]slack[.]com/(?:services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/|(?:workflows|triggers)/[A-Z][A-Z0-9]{8,12}/(?:A[A-Z0-9]{8,12}/)?[0-9]{10,20}/)(?P<value>[A-Za-z0-9]{20,40})",
        shown=0,
        rotate=_SLACK_HOOK,
    ),
    headed(
        "teams-webhook",
        "Microsoft Teams webhook",
        "webhook.office.com/",
        "(?<![A-Za-z0-9])webhook[.]office[.]com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/(?P<value>[0-9a-f]{32}/[0-9a-f-]{36}(?:/[A-Za-z0-9_-]{20,100})?)",
        shown=0,
        rotate=_TEAMS,
    ),
    headed(
        "google-chat-webhook",
        "Google Chat webhook",
        "chat.googleapis.com/v1/spaces/",
        r"chat\.googleapis\.com/v1/spaces/[\w-]{8,20}/messages\?(?:threadKey=[\w-]{1,40}&)?key=[\w-]{39}&(?:amp;)?token=(?P<value>[\w-]{40,50}(?:%3D)?)",
        shown=0,
    ),
    headed(
        "sendgrid-key",
        "SendGrid API key",
        "SG.",
        r"SG\.[\w-]{22}\.[\w-]{43}",
        rotate="https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    ),
    headed("twilio-api-key", "Twilio API key", "SK", "SK[0-9a-f]{32}", shown=2, rotate=_TWILIO),
    nearby(
        "twilio-secret",
        "Twilio auth token or API secret",
        "twilio",
        "(?:[0-9a-f]{32}|[A-Za-z0-9]{32})",
        rotate="https://help.twilio.com/articles/223136027",
    ),
    headed(
        "twilio-pair",
        "Twilio auth token",
        "AC",
        r"AC[0-9a-f]{32}[\"'],[ \t]{0,4}[\"'](?P<value>[0-9a-f]{32})",
        shown=0,
        rotate="https://help.twilio.com/articles/223136027",
    ),
    headed("mailgun-key", "Mailgun API key", "key-", "key-(?:[0-9a-f]{32}|[0-9a-z]{32})", rotate=_MAILGUN),
    nearby(
        "mailgun-private-key",
        "Mailgun API key",
        "mailgun mg_",
        "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}",
        near="(?i:mailgun|mg_)",
        rotate=_MAILGUN,
    ),
    nearby("mailgun-signing-key", "Mailgun webhook signing key", "mailgun", "[0-9a-f]{32}", rotate=_MAILGUN),
    headed(
        "mailchimp-key",
        "Mailchimp API key",
        "-us",
        "[0-9a-f]{32}-us[0-9]{1,2}",
        shown=0,
        rotate="https://mailchimp.com/help/about-api-keys/",
    ),
    nearby(
        "mandrill-key",
        "Mandrill API key",
        "mandrill mailchimp",
        r"md-[\w-]{22}",
        rotate="https://mailchimp.com/developer/transactional/docs/fundamentals/",
    ),
    nearby(
        "postmark-token",
        "Postmark server token",
        "postmark",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        entropy=2.8,
    ),
    headed(
        "brevo-key",
        "Brevo API key",
        "xkeysib-",
        "xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        rotate="https://help.brevo.com/hc/en-us/articles/209467485",
    ),
    headed(
        "brevo-smtp-key",
        "Brevo SMTP key",
        "xsmtpsib-",
        "xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        rotate="https://help.brevo.com/hc/en-us/articles/7959631848850",
    ),
    headed(
        "resend-key",
        "Resend API key",
        "re_",
        "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}",
        rotate="https://resend.com/docs/dashboard/api-keys/introduction",
    ),
    headed(
        "mailersend-token",
        "MailerSend API token",
        "mlsn.",
        r"mlsn\.[0-9a-f]{64}",
    ),
    nearby(
        "mailjet-secret",
        "Mailjet API key",
        "mailjet mj_api",
        "[0-9a-f]{32}",
    ),
    nearby(
        "sparkpost-key",
        "SparkPost API key",
        "sparkpost",
        "[0-9a-f]{40}",
    ),
    nearby("messagebird-key", "MessageBird access key", "messagebird", "[A-Za-z0-9]{25}"),
    nearby(
        "vonage-secret",
        "Vonage API secret",
        "nexmo vonage",
        "[A-Za-z0-9]{16}",
        near="(?i:nexmo|vonage)" + _KEYISH,
        entropy=3.2,
    ),
    nearby(
        "pusher-secret",
        "Pusher secret",
        "pusher",
        "[0-9a-f]{20}",
        near=r"(?i:pusher)[\w.\- (\[\"']{0,40}?(?i:secret)",
        entropy=2.8,
    ),
    nearby("onesignal-key", "OneSignal API key", "onesignal", "[A-Za-z0-9]{48}"),
    headed(
        "onesignal-rich-key",
        "OneSignal API key",
        "os_v2_app_ os_v2_org_",
        "os_v2_(?:app|org)_[a-z2-7]{60,110}",
    ),
)
