"""What is prepared once after installing, so that nothing is downloaded or compiled while a school waits.

`python -m waypost.setup`: third-party scripts and fonts out of their packages, static files
with their fingerprints, translations, and the compiled kernels. Running it again is harmless.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main() -> None:
    with tempfile.TemporaryDirectory() as empty:
        os.environ["WAYPOST_HOME"] = empty  # settings want a data folder; nothing of it is kept
        os.environ["DJANGO_SETTINGS_MODULE"] = "waypost.settings"
        compiling = subprocess.Popen([sys.executable, "-m", "waypost.measures.warm"])
        vendor()
        translations()
        static_files()
        if compiling.wait():
            sys.exit("The measures could not be compiled; the lines above say why.")
    sys.stdout.write("Waypost is set up.\n")


def vendor() -> None:
    """JavaScript and fonts from installed packages into static/vendor."""
    from waypost.web import vendor as packages

    packages.write()


def translations() -> None:
    """The words of each package in the form that Django reads."""
    from waypost.web import catalogs

    catalogs.compile_all()


def static_files() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)


if __name__ == "__main__":
    main()
