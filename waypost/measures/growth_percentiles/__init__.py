"""Growth percentiles: those of an authority for a group, and how one is worked out from scores of two years.

A growth percentile says among which share of students with the same earlier scores a later score lies (Betebenner
2009): 50 is the middle of those who began alike. `group` is the mean of ten students or more with its interval;
`computed` is the quantile regression behind the percentiles, for whoever holds at least 1,000 pairs of scores a grade
and subject. Neither is ever said of one student on a page.
"""

from .group import ABOUT, DEFAULT, GroupGrowth, GrowthPercentileSettings, group

__all__ = ["ABOUT", "DEFAULT", "GroupGrowth", "GrowthPercentileSettings", "group"]
