"""The template designer: a draft as an outline, one item as a form, and the inspector's own screen as preview."""
