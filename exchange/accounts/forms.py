"""The forms of sign-in, invitation, settings and people. The rules stand in the service; here only what is missing."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3
from wtforms.validators import InputRequired, Length

from exchange.accounts.addresses import LONGEST as LONGEST_ADDRESS
from exchange.accounts.service.invitations import LONGEST_POST
from exchange.accounts.service.passkeys import LONGEST_NAME
from exchange.accounts.service.password_rules import LONGEST as LONGEST_PASSWORD
from exchange.kernel.actor import Role
from exchange.kernel.languages import Language

LONGEST_CODE = 40
_REFUSED: dict[str, Any] = {"invalid_choice_message": _l("Choose from the list.")}  # types-wtforms does not know it yet
_LANGUAGES = [SelectChoice(language.value, language.own_name) for language in Language]
_THEMES = [
    SelectChoice("", _l("As on this device")),
    SelectChoice("light", _l("Light")),
    SelectChoice("dark", _l("Dark")),
]
_ROLES = [SelectChoice(role.value, _l(role.label)) for role in Role]
_NEEDS_ADDRESS = [
    InputRequired(_l("Write your work e-mail address.")),
    Length(max=LONGEST_ADDRESS, message=_l("An address has at most %(max)d characters.")),
]
_PASSWORD_FITS = Length(max=LONGEST_PASSWORD, message=_l("A password has at most %(max)d characters."))


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Base of this capability's forms."""


class SignInForm(Form):
    """Address and password."""

    email = StringField(_l("Work e-mail address"), _NEEDS_ADDRESS)
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password.")), _PASSWORD_FITS])
    next = HiddenField()


class InvitationForm(Form):
    """What an invited person says about themselves."""

    post = StringField(
        _l("Your post"),
        [
            InputRequired(_l("Write the name of your post, such as “Family support desk”.")),
            Length(max=LONGEST_POST, message=_l("The name of a post has at most %(max)d characters.")),
        ],
    )
    language = SelectField(_l("Your language"), choices=_LANGUAGES, **_REFUSED)
    password = PasswordField(_l("Choose a password"), [InputRequired(_l("Choose a password.")), _PASSWORD_FITS])


class ProfileForm(Form):
    """How a person reads."""

    language = SelectField(_l("Language"), choices=_LANGUAGES, **_REFUSED)
    zone = SelectField(_l("Your clock"), **_REFUSED)
    theme = SelectField(_l("Appearance"), choices=_THEMES, **_REFUSED)


class PasswordForm(Form):
    """A new password, and the current one as proof."""

    current = PasswordField(_l("Current password"), [InputRequired(_l("Write your current password.")), _PASSWORD_FITS])
    password = PasswordField(_l("New password"), [InputRequired(_l("Choose a new password.")), _PASSWORD_FITS])


class CodeForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Write the code.")), Length(max=LONGEST_CODE, message=_l("A code is shorter."))],
    )


class EnrolForm(CodeForm):
    """The first code of a new app; its secret travels sealed."""

    sealed = HiddenField()


class AgainForm(Form):
    """Whatever the account can show; which one is asked for is decided by the page."""

    next = HiddenField()
    credential = HiddenField()
    code = StringField(_l("Code"), [Length(max=LONGEST_CODE, message=_l("A code is shorter."))])
    password = PasswordField(_l("Password"), [_PASSWORD_FITS])


class PasskeyForm(Form):
    """How a new passkey is called."""

    name = StringField(
        _l("Name of the device"),
        [
            InputRequired(_l("Write a name, such as “Office laptop”.")),
            Length(max=LONGEST_NAME, message=_l("A name has at most %(max)d characters.")),
        ],
    )


class ProviderForm(Form):
    """Whose ministry has a sign-in service of its own."""

    email = StringField(_l("Work e-mail address"), _NEEDS_ADDRESS)
    next = HiddenField()


class ForgottenForm(Form):
    """Who has forgotten the password."""

    email = StringField(_l("Work e-mail address"), _NEEDS_ADDRESS)


class NewPasswordForm(Form):
    """A new password, by the link of a letter."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Choose a new password.")), _PASSWORD_FITS])


class RolesForm(Form):
    """What a person may do for the ministry."""

    roles = SelectMultipleField(
        _l("Roles"),
        [InputRequired(_l("Choose at least one role."))],
        choices=_ROLES,
        **_REFUSED,
    )

    def chosen(self) -> list[Role]:
        """The ticked roles."""
        return [Role(value) for value in self.roles.data or ()]


class InviteForm(RolesForm):
    """Whom to invite."""

    email = StringField(_l("Work e-mail address"), _NEEDS_ADDRESS)
