"""A wrong setting stops the start with a sentence that names it."""

import stat
from pathlib import Path

import pytest

from exchange.kernel.settings import Settings, WrongSettingError, read_settings, secret_key


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXCHANGE_PUBLIC_URL", "exchange.gov.az"),
        ("EXCHANGE_PUBLIC_URL", "https://exchange.gov.az/path"),
        ("EXCHANGE_DEMO", "maybe"),
        ("EXCHANGE_LOG_LEVEL", "loud"),
        ("EXCHANGE_SECRET_KEY", "short"),
        ("EXCHANGE_LANGUAGES", "az,xx"),
        ("EXCHANGE_DATABASE_URL", "mysql://localhost/x"),
        ("EXCHANGE_SEARCH_URL", "elastic://localhost"),
        ("EXCHANGE_MAIL_URL", "pigeon://roof"),
        ("EXCHANGE_MAIL_URL", "smtp://mail.example:abc"),
        ("EXCHANGE_DATABSE_URL", "sqlite:///x"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSettingError, match=name):
        read_settings({name: value})


def test_nothing_set_is_a_working_installation() -> None:
    settings = read_settings({})
    assert settings.database.startswith("sqlite:///")
    assert settings.language_codes == ("az", "tr", "en", "ru")
    assert not settings.is_demo


def test_the_key_is_made_once_and_readable_to_the_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path / "new"))
    key = secret_key(settings)
    assert len(key) > 40
    assert secret_key(settings) == key
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600
