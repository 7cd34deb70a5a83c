# "Did it help?" by SingleCaseES, scan and stats. Prints the numbers that tests/measures/test_before_after.py holds.
#
#   Rscript tests/measures/reference/before_after.R SINGLECASEES SCAN
#
# SINGLECASEES: a folder with the source of SingleCaseES 0.7.4 (CRAN; github.com/jepusto/SingleCaseES at 8de5a3a), of
# which R/non-overlap-measures.R is read; SCAN: that of scan 0.67.1 (github.com/jazznbass/scan at 7e80cb9), of which
# R/private_kendall.R is read. Neither package installs here. Made with R 4.2; run again on 1 December 2026 from those two
# commits: every digit in the tests is among what it prints.
options(digits = 12)
source(file.path(commandArgs(TRUE)[1], "R", "non-overlap-measures.R"))
source(file.path(commandArgs(TRUE)[2], "R", "private_kendall.R"))
show <- function(name, x) { cat("\n#", name, "\n"); print(x, digits = 12) }

A <- c(20, 20, 26, 25, 22, 23); B <- c(28, 25, 24, 27, 30, 30, 29)          # the package's own example
yA <- c(4, 3, 4, 3, 4, 7, 5, 2, 3, 2); yB <- c(5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9)  # Parker & Vannest (2009)
show("NAP A, B", calc_NAP(A, B))
show("NAP Parker & Vannest", calc_NAP(yA, yB))
show("NAP decrease", calc_NAP(A, B, improvement = "decrease"))
show("NAP all above", calc_NAP(1:5, 6:11))
show("Tau A, B", calc_Tau(A, B))
rising <- c(2, 3, 5, 6, 8, 9); after <- c(9, 11, 10, 13, 14, 12)
show("Tau_BC rising", calc_Tau_BC(rising, after, report_correction = TRUE))
# the example of scan::corrected_tau
sA <- c(33, 25, 17, 25, 14, 13, 15); sB <- c(15, 16, 16, 5, 7, 9, 6, 5, 3, 3, 8, 11, 7)
trend <- calc_Tau_BC(sA, sB, report_correction = TRUE)
show("Tau_BC scan's example", trend)
show("scan's trend of the baseline", kendall_tau(sA, 1:7, tau_method = "b", continuity_correction = FALSE)[c("tau", "p")])
rest <- c(sA, sB) - trend$slope * 1:20
show("scan's corrected tau", kendall_tau(rest, rep(0:1, c(7, 13)), tau_method = "b", continuity_correction = FALSE)$tau)
show("Kendall, no ties", cor.test(rising, 1:6, method = "kendall", exact = TRUE)[c("estimate", "p.value")])
for (tied in list(c(2, 3, 3, 5, 6, 6, 8), c(5, 3, 4, 4, 1)))
  show("Kendall, ties", suppressWarnings(cor.test(tied, seq_along(tied), method = "kendall"))[c("estimate", "p.value")])
no_ties <- c(5, 1, 4, 2, 3, 7, 6, 8)
show("Kendall, eight", cor.test(no_ties, 1:8, method = "kendall")[c("estimate", "p.value")])

before <- c(.35,.42,.50,.38,.61,.45,.52,.40,.33,.55, .41,.47,.36,.58,.44,.39,.51,.48,.62,.37)
later <- c(.52,.55,.60,.50,.75,.58,.66,.49,.47,.70, .44,.50,.41,.60,.43,.47,.52,.55,.61,.38)
soon <- rep(c(1, 0), each = 10)
fit <- lm(later ~ soon + before)
show("ANCOVA", coef(fit)); show("limits", confint(fit)["soon", ])
