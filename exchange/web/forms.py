"""What every form does with a refusal: the sentence stands beside its field, and what was typed stays."""

from wtforms import Field, Form

from exchange.kernel.errors import InvalidError
from exchange.web.errors import said


def add_faults(form: Form, error: InvalidError) -> None:
    """Show what the service refused beside the fields; what belongs to no field stands above the form."""
    fields: dict[str, Field] = {field.name: field for field in form}
    for name, message in error.fields.items():
        if name in fields:
            fields[name].errors = [*fields[name].errors, said(message)]
        else:
            form.form_errors.append(said(message))
