"""What other rooms may want to know when skills or alignments change. Sent inside the same transaction."""

from django.dispatch import Signal

alignments_changed = (
    Signal()
)  # kwargs: before (source id -> alignment.SourceMap as it was), by rows already changed
skills_changed = Signal()  # rules, prerequisites or activity of skills changed; kwargs: skill_ids (set[int])
