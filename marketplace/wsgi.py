"""What gunicorn starts: the application, its front-end files served from disk and kept for ever."""

import marketplace.early  # isort: skip  # before everything else

import gc

from marketplace.app import create_app
from marketplace.core.assets import with_files

app = create_app()
app.wsgi_app = with_files(app.wsgi_app)  # type: ignore[method-assign]

# What is loaded now stays for ever: the collector need not walk it in the middle of a page (that took longer
# than the page), and after gunicorn's fork the workers go on sharing it. Nor is it walked here: of half a
# million things two thousand could be thrown away, and looking for them took a twelfth of the start.
gc.freeze()
gc.set_threshold(20_000, 20, 50)
gc.enable()

__all__ = ["app", "marketplace"]
