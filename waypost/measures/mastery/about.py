"""The page "How we know" of skill mastery."""

from __future__ import annotations

from ..protocol import About, Proof

CORBETT = (
    "Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing: Modeling the acquisition of procedural knowledge. "
    "User Modeling and User-Adapted Interaction, 4(4), 253-278."
)
BADRINATH = (
    "Badrinath, A., Wang, F., & Pardos, Z. (2021). pyBKT: An accessible Python library of Bayesian knowledge tracing "
    "models. Proceedings of the 14th International Conference on Educational Data Mining."
)
WISE = (
    "Wise, S. L., & Kong, X. (2005). Response time effort. Applied Measurement in Education, 18(2), 163-183."
)
FENG = (
    "Feng, M., Heffernan, N., & Koedinger, K. (2009). Addressing the assessment challenge with an online system that "
    "tutors as it assesses. User Modeling and User-Adapted Interaction, 19(3), 243-266 (ASSISTments, the public data "
    "behind the shipped numbers)."
)

ABOUT = About(
    name="mastery",
    title="Skill mastery",
    question="Has this student learnt this skill, and is it still there?",
    goes_in=(
        "Tries that count: the first answer to an item on a day, without a hint before it; the same item counts again "
        "after 7 days. Answers given in under 2 seconds, after a hint or on a retry are kept and shown, and do not count "
        "here. A skill counts at most 15 tries a day. A partial score counts as right from 80 % of full marks on. Where a "
        "source names no item, no time or no hints, each of its answers counts, and the page says what is unknown. "
        "Work that a person judged on a rubric goes in as a piece of work: essays, talks and projects count as much as "
        "quizzes."
    ),
    how=(
        "Each skill has five numbers: how likely it is known at the start, learnt with each try, guessed right without "
        "knowing, slipped on while knowing, and forgotten between tries. With these, each try that counts moves the "
        "chance that the student knows the skill: a right answer up, a wrong one down. The reading is that chance after "
        "the last try. Time that passes never lowers it; after 40 school days without a try a secure skill is due for a "
        "look, which asks for two items and takes nothing away. Where a skill is judged by people, it is there when two "
        "of the latest three pieces reach level 3 or more, on two tasks, a week apart. Once two pieces have been judged, "
        "that judgement comes before the model, and both are shown."
    ),
    formula=(
        "before a try: p' = p (1 - forget) + (1 - p) learn, at first p' = prior; after a right answer "
        "p = p' (1 - slip) / (p' (1 - slip) + (1 - p') guess); after a wrong one "
        "p = p' slip / (p' slip + (1 - p') (1 - guess)); interval: logit p +- 1.96 sqrt(d' C d), d the derivatives of "
        "logit p by the five numbers (on the logit scale), C their covariance"
    ),
    how_sure=(
        "The reading is itself a chance: of ten skills read as 70 %, about seven are known. The interval says only how "
        "well the five numbers of the skill are known, not how a child may surprise us. Until a school has fitted its "
        "own numbers, it uses the middle of the skills of a public data set, and the interval is wide. A reading needs "
        "4 tries on 2 items; secure needs 5 tries on 3 items on 2 days. Where the source carries no items or no dates, "
        "that part cannot be asked for."
    ),
    not_for="Marks by itself, comparing students, or saying what a child can become.",
    estimand="the probability that the student knows the skill, given the tries that count and the skill's five numbers",
    proof=Proof.CALIBRATION,
    sources=(CORBETT, BADRINATH, FENG, WISE),
    reference="pyBKT 1.4.3: posteriors and predicted correctness with the same five numbers, to 1e-6",
    states={
        "not_enough": "There are fewer than 4 tries that count, or they are on fewer than 2 items.",
        "starting": "The skill is at its beginning: the reading is below 60 %.",
        "developing": "The skill is growing: 60 % or more, and not secure yet.",
        "secure": "The skill is there: 95 % or more, after at least 5 tries on 3 items and 2 days.",
        "slipping": "The skill was secure, and the last two tries or more left it below 85 %. It may need a short review.",
        "due_for_a_look": "The skill is secure, and nobody has looked for 40 school days. Two items will show that it is still there.",
    },
)
