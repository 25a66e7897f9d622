"""The store's versions, one file each; their numbers only grow."""
