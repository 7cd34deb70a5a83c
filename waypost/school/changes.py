"""What other rooms may want to know when people or the calendar change. Sent inside the same transaction."""

from django.dispatch import Signal

people_changed = Signal()  # kwargs: person_ids (set[int]) whose evidence now reads differently
calendar_changed = Signal()  # school days, terms, time zone
attendance_changed = Signal()  # kwargs: person_ids
growth_taken_back = Signal()  # kwargs: years (set[int]) of which a file of growth percentiles was taken back
