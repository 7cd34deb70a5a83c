## R 4.2.2, quantreg 5.94, splines (base): the calls are those of R package SGP (studentGrowthPercentiles.R: bs, rq, sort, count).
suppressMessages(library(quantreg)); library(splines)
show <- function(what, ...) cat(what, ":", format(c(...), digits = 12), "\n")
show("t.test", t.test(c(12, 30, 44, 51, 55, 58, 61, 70, 83, 95))$conf.int)

n <- 300; i <- 1:n
before <- 500 + 50 * qnorm((i - .5) / n)
first <- 480 + 40 * qnorm((i * .7548776662466927) %% 1) + .3 * (before - 500)
after <- round(120 + .8 * before + 30 * (.4 + before / 1000) * qnorm((i * .6180339887498949) %% 1), 1)
b <- function(x) bs(x, knots = round(quantile(x, c(.2, .4, .6, .8)), 3), Boundary.knots = extendrange(x, f = .1))
percentiles <- function(fit) {
  found <- round(t(apply(fitted(fit), 1, sort)), 5)
  pmin(99, pmax(1, rowSums(found < after)))
}
taus <- (1:100 - .5) / 100
one <- rq(after ~ b(before), tau = taus, method = "br")
show("ordered .105 .505 .895", t(apply(fitted(one), 1, sort))[c(1, 100, 250), c(11, 51, 90)])
p <- percentiles(one)
show("percentiles", p[1:20], "sum", sum(p), "sum of squares", sum(p^2))
two <- rq(after ~ b(before) + b(first), tau = taus, method = "br")
p <- percentiles(two)
show("two years", p[1:20], "sum", sum(p), "sum of squares", sum(p^2))
