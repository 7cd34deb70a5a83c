# Density and reciprocity by sna and igraph. Prints the numbers that tests/measures/test_replies.py holds.
#
#   Rscript tests/measures/reference/replies.R FOLDER   # also writes FOLDER/coleman.csv
#
# Made with R 4.2.2, sna 2.7-1, igraph 1.3.5 (Debian bookworm). Data: sna::coleman, 73 boys of a small high school in
# Illinois, each naming his friends, in autumn (1) and spring (2) of a school year (Coleman 1964, pp. 450-457).
options(digits = 15)
library(sna, quietly = TRUE)
folder <- commandArgs(TRUE)[1]
data(coleman)
rows <- NULL
for (wave in 1:2) {
  net <- coleman[wave, , ]
  arcs <- which(net == 1, arr.ind = TRUE)
  rows <- rbind(rows, data.frame(wave, one = arcs[, 1], other = arcs[, 2]))
  cat(wave, "arcs", sum(net), "sna density", gden(net), "reciprocity", grecip(net, measure = "edgewise"), "\n")
  g <- igraph::graph_from_adjacency_matrix(net, "directed")
  cat(wave, "igraph density", igraph::edge_density(g), "reciprocity", igraph::reciprocity(g), "\n")
}
write.csv(rows, file.path(folder, "coleman.csv"), row.names = FALSE, quote = FALSE)
