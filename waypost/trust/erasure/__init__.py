"""Everything of somebody goes before its time: a case, a dry run, two people, a run that can stop anywhere (TRUST 8)."""
