# A randomization test of somebody else's: coin's exact permutation test on the class means of trial.csv, and the interval
# of all effects that it doesn't rule out (by halving). Prints what test_trials.py holds.
#
#   Rscript tests/measures/reference/lottery.R tests/measures/reference/trial.csv
#
# Made with R 4.2, coin 1.4-2 (Debian: r-cran-coin).
options(digits = 12)
suppressMessages(library(coin))
d <- aggregate(cbind(treated, after) ~ class, read.csv(commandArgs(TRUE)[1]), mean)
p_of <- function(tau) {
  y <- d$after - tau * d$treated
  as.numeric(pvalue(oneway_test(y ~ factor(d$treated), distribution = "exact")))
}
edge <- function(inside, outside) {
  for (i in 1:60) {
    middle <- (inside + outside) / 2
    if (p_of(middle) > .05) inside <- middle else outside <- middle
  }
  inside
}
value <- mean(d$after[d$treated == 1]) - mean(d$after[d$treated == 0])
cat(format(c(value, p_of(0), edge(value, value - 40), edge(value, value + 40)), digits = 12), "\n")
