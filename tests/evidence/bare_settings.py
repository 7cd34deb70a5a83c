"""The suite's settings without migrations, for scripts that make their own database."""

from tests.settings import *  # noqa: F403


class _None(dict):  # type: ignore[type-arg]
    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _None()
