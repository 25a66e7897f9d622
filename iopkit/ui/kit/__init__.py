"""A few rich widgets made of native elements: state in traits, presses as messages."""
