"""For any WSGI server: `gunicorn wsgi:app`. The one-command start is `exchange serve`."""

from exchange.app import create_app

app = create_app()
