# Project STAR, kindergarten: the class-size figures of Stock & Watson, and CR2 errors by schools. Prints the numbers that
# tests/measures/test_star.py holds and writes the data that it reads.
#
#   Rscript tests/measures/reference/star.R STAR.csv FOLDER
#
# STAR.csv: data set STAR of R package AER (csv/AER/STAR.csv of github.com/vincentarelbundock/Rdatasets), the public data of
# the Tennessee study (Achilles et al., Harvard Dataverse, CC0). Made with R 4.2, clubSandwich 0.5.8, sandwich.
options(digits = 12)
suppressMessages({library(clubSandwich); library(sandwich)})
all <- read.csv(commandArgs(TRUE)[1])
k <- subset(all, stark != "" & !is.na(readk) & !is.na(mathk))
k$type <- factor(k$stark, c("regular", "small", "regular+aide"))
k$total <- k$readk + k$mathk
out <- data.frame(school = k$schoolidk, type = as.integer(k$type) - 1, total = k$total)
out <- out[order(out$school, out$type, out$total), ]
con <- gzfile(file.path(commandArgs(TRUE)[2], "star.csv.gz"), "w"); write.csv(out, con, row.names = FALSE, quote = FALSE); close(con)
fit <- lm(total ~ factor(type), out)
print(cbind(coef(fit), sqrt(diag(vcovHC(fit, "HC1")))))
cat("n", nrow(out), "schools", length(unique(out$school)), "\n")
print(as.data.frame(coef_test(fit, vcovCR(fit, cluster = out$school, type = "CR2"), test = "Satterthwaite")), digits = 10)
# krueger-like: school effects
fe <- lm(total ~ factor(type) + factor(school), out)
print(as.data.frame(coef_test(fe, vcovCR(fe, cluster = out$school, type = "CR2"), test = "Satterthwaite", coefs = 2:3)), digits = 10)
