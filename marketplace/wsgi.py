"""What gunicorn starts: the application, its front-end files served from disk and kept for ever."""

from marketplace.app import create_app
from marketplace.core.assets import with_files

app = create_app()
app.wsgi_app = with_files(app.wsgi_app)  # type: ignore[method-assign]
