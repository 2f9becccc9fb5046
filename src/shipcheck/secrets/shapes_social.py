"""Social networks, and the chats of communities."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import Shape, headed, nearby

_META = "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/"
_X = "https://docs.x.com/resources/fundamentals/authentication/overview"

SHAPES: tuple[Shape, ...] = (
    headed(
        "discord-bot-token",
        "Discord bot token",
        "discord token bot client.run login(",
        r"(?<![\w.-])(?:M[Tjz]|N[DTjz]|O[DT])[\w-]{22,26}\.[\w-]{6}\.[\w-]{27,38}",
        check="discord",
        folded=True,
        entropy=3.5,
        shown=0,
    ),
    headed(
        "discord-webhook",
        "Discord webhook",
        "discord.com/api/ discordapp.com/api/",
        r"(?<![A-Za-z0-9])discord(?:app)?[.]com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/(?P<value>[\w-]{60,80})",
        shown=0,
        rotate="https://support.discord.com/hc/en-us/articles/228383668-Intro-to-Webhooks",
    ),
    nearby(
        "discord-client-secret",
        "Discord client secret",
        "discord",
        r"[\w-]{32}",
        near=r"(?i:discord)[\w.\- (\[\"']{0,40}?(?i:secret)",
    ),
    headed(
        "telegram-bot-token",
        "Telegram bot token",
        ":AA",
        r"[0-9]{8,10}:AA[\w-]{33}",
        entropy=3.5,
        shown=0,
        rotate="https://core.telegram.org/bots/features#botfather",
    ),
    headed("facebook-token", "Facebook access token", "EAA", "EAA[A-Za-z0-9]{60,400}", entropy=4.0, rotate=_META),
    nearby(
        "facebook-secret",
        "Facebook app secret",
        "facebook fb_ instagram whatsapp meta_",
        "[0-9a-f]{32}",
        near=r"(?i:facebook|fb_|instagram|whatsapp|meta_)[\w.\- (\[\"']{0,40}?(?i:secret|oauth2?_key)",
        rotate=_META,
    ),
    nearby("facebook-app-token", "Facebook app access token", "facebook fb_", r"[0-9]{13,17}\|[\w-]{27}", rotate=_META),
    headed(
        "instagram-token",
        "Instagram access token",
        "IGQV IGAA",
        r"IG(?:QV|AA)[\w-]{100,300}",
        entropy=4.0,
        rotate=_META,
    ),
    headed(
        "x-bearer-token",
        "X (Twitter) bearer token",
        "AAAAAAAAAAAAAAAAAAAA",
        "A{20,24}[A-Za-z0-9%]{60,200}",
        entropy=3.5,
        rotate=_X,
    ),
    nearby("x-secret", "X (Twitter) API secret", "twitter", "[A-Za-z0-9]{45,50}", rotate=_X),
    nearby("x-access-token", "X (Twitter) access token", "twitter", "[0-9]{8,20}-[A-Za-z0-9]{30,40}", rotate=_X),
    nearby("x-api-key", "X (Twitter) API key", "twitter", "[A-Za-z0-9]{25}", rotate=_X),
    headed(
        "linkedin-secret",
        "LinkedIn client secret",
        "WPL_AP1.",
        r"WPL_AP1\.[\w-]{16}\.[\w+/=]{8,12}",
    ),
    nearby(
        "linkedin-legacy-secret",
        "LinkedIn client secret",
        "linkedin",
        "[A-Za-z0-9]{16}",
        near=r"(?i:linkedin)[\w.\- (\[\"']{0,40}?(?i:secret)",
        entropy=3.0,
    ),
    nearby(
        "twitch-token",
        "Twitch token",
        "twitch",
        "[a-z0-9]{30}",
        rotate="https://dev.twitch.tv/docs/authentication/revoke-tokens/",
    ),
    nearby(
        "spotify-secret",
        "Spotify client secret",
        "spotify spotipy",
        "[0-9a-f]{32}",
        near=r"(?i:spotify|spotipy)[\w.\- (\[\"']{0,40}?(?i:secret)",
        rotate="https://developer.spotify.com/documentation/web-api/concepts/apps",
    ),
    nearby(
        "reddit-secret",
        "Reddit client secret",
        "reddit",
        r"[\w-]{27,30}",
        near=r"(?i:reddit)[\w.\- (\[\"']{0,40}?(?i:secret)",
    ),
    nearby(
        "line-secret",
        "LINE channel secret",
        "line_channel line-channel linechannel linebot",
        "[0-9a-f]{32}",
        near=r"(?i:line[_-]?channel|linebot)[\w.\- (\[\"']{0,40}?(?i:secret)",
    ),
    nearby(
        "zoom-secret",
        "Zoom client secret",
        "zoom",
        "[A-Za-z0-9]{32}",
        near=r"(?i:zoom)[\w.\- (\[\"']{0,40}?(?i:secret)",
    ),
)
