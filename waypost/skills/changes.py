"""What other rooms may want to know when skills or alignments change. Sent inside the same transaction."""

from django.dispatch import Signal

alignments_changed = Signal()  # kwargs: source_ids, iri_ids (set[int] of activities or tags), or None for all
skills_changed = Signal()  # rules or prerequisites changed; kwargs: skill_ids
