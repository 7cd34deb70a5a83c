"""The web process's application."""

import os

os.environ.setdefault("WAYPOST_KERNELS", "python")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")

from django.core.wsgi import get_wsgi_application

from waypost.process import die_with_parent
from waypost.trust.logs import keep_process_wordless

die_with_parent()
application = get_wsgi_application()
keep_process_wordless()
