"""The web process's application."""

import os

os.environ.setdefault("WAYPOST_KERNELS", "python")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 (the environment comes first)

from waypost.process import die_with_parent  # noqa: E402

die_with_parent()
application = get_wsgi_application()
