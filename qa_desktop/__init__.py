"""QA Desktop: quality inspection on the shop floor, with signed reports."""
