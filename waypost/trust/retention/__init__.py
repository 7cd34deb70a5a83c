"""What runs out of time ends: the registry's periods, the school's choice, a run told a fortnight ahead (TRUST 27)."""
