# Scales by psych, lavaan + semTools, lme4 and stats. Prints the numbers that tests/measures/test_scales.py holds.
#
#   Rscript tests/measures/reference/scales.R FOLDER   # also writes FOLDER/survey.csv
#
# Made with R 4.2, psych 2.2.9, lavaan 0.6-14, semTools 0.5-6, lme4 1.1-31. Data: a drawn survey of 250 students (five
# items of five levels, some left out); Shrout & Fleiss (1979), Table 2; small made-up sets below.
# Run again on 1 December 2026 (R 4.2.2, Debian bookworm's packages of these versions): the same to the last digit.
options(digits = 12)
suppressMessages({library(psych); library(lavaan); library(semTools); library(lme4)})
folder <- commandArgs(TRUE)[1]

set.seed(1951)
factor1 <- rnorm(250)
items <- sapply(c(.8, .7, .6, .5, .7), function(l) {
  findInterval(l * factor1 + sqrt(1 - l^2) * rnorm(250), c(-1.6, -.8, 0, .9)) + 1
})
items[cbind(sample(250, 20), sample(5, 20, TRUE))] <- NA
items <- as.data.frame(items)
names(items) <- paste0("A", 1:5)
write.csv(items, file.path(folder, "survey.csv"), row.names = FALSE, na = "", quote = FALSE)
whole <- items[complete.cases(items), ]
cat("n", nrow(whole), "\n")
cat("alpha", suppressWarnings(alpha(whole))$total$raw_alpha, "\n")
fit <- cfa("f =~ A1 + A2 + A3 + A4 + A5", whole, std.lv = TRUE)
cat("omega, model's variance", compRelSEM(fit, obs.var = FALSE), "\n")
cat("loadings", coef(fit)[1:5], "\nunique", coef(fit)[6:10], "\n")
cat("means of items", colMeans(items, na.rm = TRUE), "\n")

sf <- matrix(c(9,2,5,8, 6,1,3,2, 8,4,6,8, 7,1,2,6, 10,5,6,9, 6,2,4,7), ncol = 4, byrow = TRUE)
print(ICC(sf, lmer = FALSE)$results, digits = 12)

long <- data.frame(y = c(t(sf)), target = factor(rep(1:6, each = 4)))
parts <- VarCorr(lmer(y ~ 1 + (1 | target), long))
tau2 <- as.numeric(parts$target); s2 <- attr(parts, "sc")^2
cat("lme4 ICC(1)", tau2 / (tau2 + s2), "ICC(2)", 4 * tau2 / (4 * tau2 + s2), "\n")

# classes of unequal size: one-way analysis of variance of stats::aov, n0 as Bliese (2000)
sizes <- c(3, 5, 8, 4, 10)
score <- c(3.2,3.4,3.9, 2.1,2.5,2.4,3.0,2.2, 3.5,3.1,3.8,4.2,3.3,3.0,4.4,3.6, 2.9,3.1,2.2,2.6, 4.1,4.5,3.7,3.9,4.0,4.8,3.5,4.4,4.1,3.0)
class <- factor(rep(1:5, sizes))
ms <- summary(aov(score ~ class))[[1]][["Mean Sq"]]
n0 <- (sum(sizes) - sum(sizes^2) / sum(sizes)) / 4
cat("unequal ICC(1)", (ms[1] - ms[2]) / (ms[1] + (n0 - 1) * ms[2]), "ICC(2)", (ms[1] - ms[2]) / ms[1], "\n")

before <- c(3.2,2.8,4.0,3.5,2.2,3.9,4.4,3.0,2.5,3.6,3.3,4.1)
after <- c(3.6,3.0,4.1,3.4,2.9,4.2,4.4,3.5,2.4,4.0,3.8,4.3)
print(t.test(after, before, paired = TRUE)$conf.int, digits = 12)
print(t.test(after, before)$conf.int, digits = 12)
cat("lessons", t.test(c(.6, .9, .5, .8, .75))$conf.int, "\n")
