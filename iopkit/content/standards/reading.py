"""The reading grade of what is heard and what is read: Flesch and Kincaid's, as textstat has it."""

from importlib.util import find_spec

#: School years that a text may ask for at most.
ALOUD, PRINTED = 9.0, 8.0


def can_measure() -> bool:
    """Whether textstat is installed; it comes with the extra ``authors``."""
    return find_spec("textstat") is not None


def reading_grade(lines: list[str]) -> float:
    """US school years that the text asks for, by length of sentences and words.

    A line that ends without a mark, such as the heading of a column, counts as a sentence.

    Source: Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for
    Navy enlisted personnel. 1975.
    """
    import textstat  # it loads a dictionary of pronunciations, which only authors need

    text = " ".join(line if line[-1] in ".!?" else f"{line}." for line in map(_unmarked, lines) if line)
    return float(textstat.flesch_kincaid_grade(text)) if text else 0.0


def _unmarked(line: str) -> str:
    return line.strip().strip("\"'“”()").rstrip(",;: ")
