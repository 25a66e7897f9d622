"""What a page shows: a metric in; a figure, its one-sentence summary and its table out."""
