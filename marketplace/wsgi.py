"""What gunicorn starts: the application, its front-end files served from disk and kept for ever."""

from whitenoise import WhiteNoise

from marketplace.app import create_app
from marketplace.core.assets import DIST, PREFIX

app = create_app()
# Their names carry a hash of the content; .gz and .br lie beside them. What is missing here, Flask answers.
app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
    app.wsgi_app, root=DIST, prefix=PREFIX, immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$"
)
