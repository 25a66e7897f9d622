"""The pages where people work and look, made of ipywidgets."""
