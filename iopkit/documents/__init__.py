"""What is printed, exported or handed on."""
