"""One folder a page: its state, which knows no widget, and its view, which holds no facts."""
