"""The report for the board: `snapshot` keeps what may be told on a day, `sections` put it in words, `paper` sets it, `take` hands out the data."""
