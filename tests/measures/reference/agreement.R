# Two coders, by irr and psych. Prints the numbers that tests/measures/test_agreement.py holds.
#
#   Rscript tests/measures/reference/agreement.R IRR
#
# IRR: a folder with the source of irr 0.84.1 (CRAN; github.com/cran/irr), read file by file, since the package does
# not install here. Made with R 4.2, psych 2.2.9.
# Run again on 1 December 2026 (R 4.2.2, psych 2.2.9, vcd 1.4-11, github.com/cran/irr at 0.84.1): the same to the last digit.
options(digits = 12)
irr <- commandArgs(TRUE)[1]
for (file in c("agree.R", "kappa2.R", "kripp.alpha.R", "kendall.R")) source(file.path(irr, "R", file))
suppressMessages(library(psych))

first <- c(1,2,3,4,2,2,3,1,4,4,3,2,1,1,2,3,3,4,2,2,1,3,4,4,2,3,1,2,3,3,2,4,1,2,3,2)
second <- c(1,2,3,4,3,2,3,2,4,3,3,2,1,2,2,3,4,4,2,1,1,3,4,3,2,3,1,3,3,2,2,4,1,4,3,2)
pair <- cbind(first, second)
cat("agree", agree(pair)$value, "\n")
cat("kappa", kappa2(pair)$value, "squared", kappa2(pair, "squared")$value, "\n")
both <- cohen.kappa(pair)
print(both$confid["unweighted kappa", ], digits = 12)
cat("alpha nominal", kripp.alpha(t(pair), "nominal")$value, "ordinal", kripp.alpha(t(pair), "ordinal")$value, "\n")

# Krippendorff (2011), data C: four observers, twelve units, some missing
NA. <- NA
observers <- rbind(
  c(1,2,3,3,2,1,4,1,2,NA.,NA.,NA.),
  c(1,2,3,3,2,2,4,1,2,5,NA.,3),
  c(NA.,3,3,3,2,3,4,2,2,5,1,NA.),
  c(1,2,3,3,2,4,4,1,2,5,1,NA.))
cat("Krippendorff", kripp.alpha(observers, "nominal")$value, kripp.alpha(observers, "ordinal")$value, "\n")

# Cohen (1968), Table 1, with his weights of disagreement; n = 200
cohen <- matrix(c(.44,.07,.09,.05,.20,.05,.01,.03,.06), 3, byrow = TRUE)
weights <- matrix(c(0,1,3,1,0,6,3,6,0), 3)
print(cohen.kappa(cohen, weights, n.obs = 200)$confid[, "estimate"], digits = 12)
print(cohen.kappa(cohen, n.obs = 200)$confid, digits = 12)  # the limits of the weighted one are wrong: see the test

# Agresti's example of couples: weights in equal steps, with the published standard errors
data(SexualFun, package = "vcd")
print(vcd::Kappa(SexualFun, weights = "Equal-Spacing"), digits = 12)
