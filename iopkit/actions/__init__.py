"""What staff do, in their words; each action is one transaction in the store."""
