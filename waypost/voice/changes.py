"""What this room tells others as it happens, inside the same transaction where there is one."""

from django.dispatch import Signal

#: Somebody wrote that a person is in danger. `sentence` is all that is told: no name, no group, no survey.
danger_said = Signal()
