"""The only code that says SQL: one store holds everything that anyone did."""
