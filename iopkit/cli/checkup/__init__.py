"""What ``iopkit doctor`` looks at, one module a place."""
