"""Every code that a signal may give as reason, end or next step, with its parameters.

`readings.words` says each in every language. Days are ordinals, skills and sources are ids, shares are 0..1.
"""

from __future__ import annotations

from ..reading import Reason, Scalar

#: code -> names of its parameters
CODES: dict[str, tuple[str, ...]] = {
    # why
    "asked": ("day", "skill", "shared_device"),  # asked for help on that day; skill 0: with nothing special
    "stuck_tries": ("tries", "right", "days"),  # many tries on several days, and not there yet
    "stuck_no_rise": (
        "tries",
        "rise",
    ),  # over the last tries nothing moved; rise of the estimate, None: unknown
    "missing_prerequisite": ("skill", "state"),  # a skill that this one builds on is not there yet
    "worked_fewer_days": (
        "worked",
        "days",
        "usual_worked",
        "usual_days",
    ),  # the last days beside the ones before
    "no_trace_since": ("day", "days"),  # days: school days here since then
    "source_not_theirs": (
        "source",
        "since",
    ),  # a source is silent that hardly any of this student's work comes from
    "slipped": ("day", "secure_since", "tries"),  # was there, and now it is shaky; tries since it was secure
    "missed_in_a_row": ("days", "since"),
    "missed_of_last": ("missed", "days"),
    "not_talked_since": ("day", "days"),  # days: school days since the last conversation
    "never_talked": ("since", "days"),  # no conversation since the first day here
    "became_secure": ("day", "tries"),
    "came_back_from_absence": ("day", "missed"),  # day: the first day back
    "came_back_to_work": ("day", "days"),  # days: school days here without a trace before
    "many_at_once": (
        "secured",
        "days",
        "usual",
    ),  # secured in the last days here; usual: expected at the own pace
    "gave_help": ("day", "times"),
    "reached_goal": ("goal", "day", "level"),  # level of goal attainment, -2..+2
    "low_pulses": ("low", "last", "day"),  # so many of the last shared ones were low; day of the latest
    "off_pace": (
        "goal",
        "due",
        "share",
    ),  # a goal of their own is due on that day; share of its steps that are done
    # why a claim may not be made now
    "source_silent": ("source", "since", "until"),  # until None: still
    "absent_now": ("day",),
    "holiday": (),
    "new_here": ("days", "needed"),  # too few days known to say what is usual
    "no_trace_yet": ("days",),  # here for some days, and no connected source knows of any work
    "overruled": ("day", "secure"),  # a person has set the reading; secure True or False
    # what ends it
    "clears_conversation": (),
    "clears_progress": ("rise",),  # secure, or the estimate up by so much
    "clears_work": ("days", "within"),  # work on so many of the last days here
    "clears_secure": (),  # secure again
    "clears_attendance": ("missed", "days"),  # at most so many missed of the last days
    "clears_better_pulses": (),
    "clears_steps": (),  # half of the steps done, another day, or put aside
    "clears_time": ("days",),  # by itself after so many school days
    # what to do next: a proposal, a person decides
    "next_ask_how_to_help": (),
    "next_try_prerequisite": ("skill",),
    "next_other_way": (),  # another explanation, another task, another partner
    "next_ask_how_it_goes": (),
    "next_look_at_goal": (),
    "next_say_hello": (),
    "next_short_review": (),
    "next_ask_after": (),  # ask the student, or at home, how things are
    "next_find_five_minutes": (),
    "next_celebrate": (),
    "next_welcome_quietly": (),
    "next_thank": (),
}


def because(code: str, **params: Scalar) -> Reason:
    """A reason with a known code and exactly its parameters, so that nothing reaches a page without words."""
    if set(CODES[code]) != set(params):
        raise ValueError(f"reason {code} takes {sorted(CODES[code])}, not {sorted(params)}")
    return Reason(code, params)
