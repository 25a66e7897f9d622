"""What a session plan needs before a group should meet it, and how that is measured.

Reading a library finds what is broken; these are the house rules on top: length, parts, words, reading
grade, and text of its own. Each rule has a name, and ``rules.yaml`` says why it is there.
"""

from iopkit.content.standards.review import Review, review
from iopkit.content.standards.rules import Rule, rules

__all__ = ["Review", "Rule", "review", "rules"]
