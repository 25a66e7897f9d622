"""From files that a clinician writes to plans and worksheets, with every fault reported at once."""
