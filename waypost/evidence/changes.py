"""What other rooms may want to know when sources change or statements end. Sent inside the same transaction."""

from django.dispatch import Signal

sources_changed = Signal()  # kwargs: source_ids (set[int]) whose gaps, pause or name changed
statements_ended = Signal()  # kwargs: seqs (list[int]) whose payload is gone for good
statements_redacted = (
    Signal()
)  # kwargs: seqs (list[int]) from which somebody went; who is left in them is as before
iris_loose = (
    Signal()
)  # kwargs: ids (set[int]) that no statement uses; whoever needs some of them answers with these
