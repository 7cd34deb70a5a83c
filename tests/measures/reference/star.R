# Project STAR: the class-size figures of Stock & Watson in four grades, and CR2 errors by schools in kindergarten. Prints the numbers that
# tests/measures/test_star.py holds and writes the data that it reads.
#
#   Rscript tests/measures/reference/star.R STAR.csv FOLDER
#
# STAR.csv: data set STAR of R package AER (write.csv of it), the public data of the Tennessee study (Achilles et al.,
# Harvard Dataverse, CC0). Made with R 4.2, AER 1.2-10, clubSandwich 0.5.8, sandwich 3.0-2 (all of Debian).
options(digits = 12)
suppressMessages({library(clubSandwich); library(sandwich)})
all <- read.csv(commandArgs(TRUE)[1])
of_grade <- function(g) {
  kind <- all[[paste0("star", g)]]; total <- all[[paste0("read", g)]] + all[[paste0("math", g)]]
  kept <- !is.na(kind) & kind != "" & !is.na(total)
  kind <- factor(kind[kept], c("regular", "small", "regular+aide"))
  out <- data.frame(grade = match(g, c("k", "1", "2", "3")) - 1, school = all[[paste0("schoolid", g)]][kept], type = as.integer(kind) - 1, total = total[kept])
  out[order(out$school, out$type, out$total), ]
}
out <- do.call(rbind, lapply(c("k", "1", "2", "3"), of_grade))
con <- gzfile(file.path(commandArgs(TRUE)[2], "star.csv.gz"), "w"); write.csv(out, con, row.names = FALSE, quote = FALSE); close(con)
for (g in 0:3) { fit <- lm(total ~ factor(type), out, grade == g); print(cbind(coef(fit), sqrt(diag(vcovHC(fit, "HC1"))))); cat("n", nobs(fit), "\n") }
out <- subset(out, grade == 0)
fit <- lm(total ~ factor(type), out)
cat("n", nrow(out), "schools", length(unique(out$school)), "\n")
print(as.data.frame(coef_test(fit, vcovCR(fit, cluster = out$school, type = "CR2"), test = "Satterthwaite")), digits = 10)
# krueger-like: school effects
fe <- lm(total ~ factor(type) + factor(school), out)
print(as.data.frame(coef_test(fe, vcovCR(fe, cluster = out$school, type = "CR2"), test = "Satterthwaite", coefs = 2:3)), digits = 10)
