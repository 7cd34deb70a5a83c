# Figures of the school by metafor, clubSandwich, irr, smaa and stats. Prints the numbers that the tests of concordance,
# effects, trials, shrink and weights hold.
#
#   R_LIBS=SMAA Rscript tests/measures/reference/school.R IRR FOLDER   # also writes FOLDER/trial.csv
#
# IRR: a folder with the source of irr 0.84.1; SMAA: a library with smaa 0.3-3 (github.com/cran/smaa). Made with R 4.2,
# metafor 3.8-1, clubSandwich 0.5.8, lme4 1.1-31. The part on concordance was run again on 1 December 2026: the same to the last digit.
options(digits = 12)
suppressMessages({library(metafor); library(clubSandwich); library(lme4)})
source(file.path(commandArgs(TRUE)[1], "R", "kendall.R"))
show <- function(name, ...) cat(name, format(c(...), digits = 12), "\n")

## concordance: the data of irr::kendall's example (20 subjects, 3 raters)
anxiety <- data.frame(rater1=c(3,3,3,4,5,5,2,3,5,2,2,6,1,5,2,2,1,2,4,3),
                      rater2=c(3,6,4,6,2,4,2,4,3,3,2,3,3,3,2,2,1,3,3,4),
                      rater3=c(2,1,4,4,3,2,1,6,1,1,1,2,3,3,1,1,3,3,2,2))
show("W", kendall(anxiety, TRUE)$value, "without correction", kendall(anxiety)$value)
points <- rbind(c(40,30,20,10), c(50,25,25,0), c(25,25,25,25), c(10,20,30,40), c(60,20,10,10), c(30,40,20,10))
show("W of points", kendall(t(points), TRUE)$value, "chi2/(m(n-1))", friedman.test(points)$statistic / 18)

## effects
two <- escalc("SMD", m1i = 103, sd1i = 5.5, n1i = 50, m2i = 100, sd2i = 4.5, n2i = 50)
show("SMD", two$yi, two$vi)
pre <- escalc("SMCR", m1i = 105.2, m2i = 100.4, sd1i = 9.8, ni = 40, ri = .65)
show("SMCR", pre$yi, pre$vi)

## trials: 12 classes of 4 to 9 students, pretest
set.seed(6)
size <- c(4, 9, 6, 5, 8, 7, 5, 6, 9, 4, 7, 8)
class <- rep(1:12, size)
treated <- as.numeric(class %% 2 == 0)
before <- round(rnorm(78, 50, 10), 1)
after <- round(10 + .8 * before + 3 * treated + rep(rnorm(12, 0, 3), size) + rnorm(78, 0, 6), 1)
write.csv(data.frame(class, treated, before, after), file.path(commandArgs(TRUE)[2], "trial.csv"), row.names = FALSE, quote = FALSE)
for (f in c(after ~ treated, after ~ treated + before)) {
  fit <- lm(f)
  found <- coef_test(fit, vcovCR(fit, cluster = class, type = "CR2"), test = "Satterthwaite")["treated", ]
  ci <- conf_int(fit, vcovCR(fit, cluster = class, type = "CR2"))["treated", ]
  ci <- ci[c("CI_L", "CI_U")]
  show("CR2", found$beta, found$SE, found$df, found$p_Satt, unlist(ci))
}
mixed <- lmer(after ~ treated + before + (1 | class))
show("lmer", fixef(mixed)["treated"])
four <- do.call(rbind, lapply(split(data.frame(class, treated, after), class), head, 4))  # as many in each class
alike <- lmer(after ~ treated + (1 | class), four)
show("lmer, four of each class", fixef(alike)["treated"], sqrt(vcov(alike)["treated", "treated"]))
show("power", power.t.test(n = 8, delta = .3, sd = sqrt(.15 + .85 / 25), strict = TRUE)$power,
     "with pretest", power.t.test(n = 8, delta = .3, sd = sqrt(.15 * .4 + .85 * .5 / 25), strict = TRUE)$power)

## shrinkage
y <- c(.12, -.30, .45, .05, .60, -.10, .22, .38); v <- c(.02, .05, .03, .01, .08, .04, .02, .06)
fit <- rma(y, v, method = "REML", test = "knha", control = list(threshold = 1e-12, maxiter = 1000))
show("rma", fit$b, fit$se, fit$tau2, fit$ci.lb, fit$ci.ub)
b <- blup(fit)
show("blup", b$pred); show("lb", b$pi.lb); show("ub", b$pi.ub); show("se", b$se)
flat <- rma(c(.1, .12, .09, .11, .10), c(.02, .03, .02, .04, .03), method = "REML", test = "knha")
show("flat", flat$b, flat$se, flat$tau2)

## robustness: last year and this year, four indicators
library(smaa)
set.seed(2001)
N <- 400000
change <- c(.8, -.4, .3, -.1); error <- c(.3, .2, .4, .1)
drawn <- t(matrix(rnorm(N * 4, change, error), 4))
meas <- array(0, c(N, 2, 4)); meas[, 2, ] <- drawn
w <- -log(matrix(runif(N * 4), N)); w <- w / rowSums(w)
ranks <- smaa.ranks(smaa.values(meas, w))
show("any weights", mean(ranks[, 2] == 1), "central", smaa.cw(ranks, w)[2, ])
given <- c(.4, .3, .2, .1)
show("given weights", mean(smaa.ranks(smaa.values(meas, given))[, 2] == 1))

## a group fixed beforehand, in the trial above
member <- as.numeric(before > 50)
fit <- lm(after ~ treated * member)
print(coef_test(fit, vcovCR(fit, cluster = class, type = "CR2"), test = "Satterthwaite")["treated:member", ], digits = 12)
