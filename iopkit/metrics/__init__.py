"""What the numbers on a page mean: a DataFrame in, a DataFrame or a small value object out."""
