"""The first start: open a workspace, make one, or make a demo."""
