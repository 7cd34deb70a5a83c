"""What other rooms may want to know when sources change. Sent inside the same transaction."""

from django.dispatch import Signal

sources_changed = Signal()  # kwargs: source_ids (set[int]) whose gaps, pause or name changed
