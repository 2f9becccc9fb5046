from __future__ import annotations

import random
import string

import pytest

from shipcheck.secrets.strength import strong


@pytest.mark.parametrize(
    "value",
    [
        "", "x", "hunter2", "correcthorsebatterystaple", "MyS3cr3tP4ssw0rd2024!", "s3cr3t_k3y_f0r_jwt_t0k3ns", "N0tAV3ryG00dP4ssw0rd",
        "Pr0duct10n_DB_P@55w0rd_2024", "sup3rS3cr3tK3yF0rJWTs1gn1ng!!", "WebhookXYZ_QA_staging_key_7731", "FlaskAppJWTKey_v2_2023_09_11",
        "qwertyuiop1234567890", "1q2w3e4r5t6y7u8i9o0p", "zaq12wsxcde34rfv", "0123456789abcdef0123456789abcdef", "deadbeefdeadbeef",
        "xK9#xK9#xK9#xK9#xK9#xK9#", "kU7sPq2Lx", "a" * 5000, "\u00e4\u00f6\u00fc" * 20,
    ],
)  # fmt: skip
def test_what_people_type_is_weak(value: str) -> None:
    assert not strong(value)


@pytest.mark.parametrize(
    ("alphabet", "size", "share"),
    [
        (string.ascii_letters + string.digits, 20, 0.85),
        (string.ascii_letters + string.digits, 40, 0.95),
        (string.hexdigits[:16], 32, 0.95),
        ("abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)", 50, 0.95),
        (string.ascii_letters + string.digits + "-_", 43, 0.93),
    ],
)
def test_what_was_drawn_is_strong(alphabet: str, size: int, share: float) -> None:
    draw = random.Random(7)
    values = ["".join(draw.choices(alphabet, k=size)) for _ in range(500)]
    assert sum(map(strong, values)) >= share * len(values)


@pytest.mark.parametrize("alphabet", [string.ascii_letters + string.digits, string.hexdigits[:16], string.digits])
def test_what_was_drawn_but_is_short_is_weak(alphabet: str) -> None:
    draw = random.Random(7)
    assert not any(strong("".join(draw.choices(alphabet, k=10))) for _ in range(500))
