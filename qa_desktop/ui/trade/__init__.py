"""Orders with promised dates, partners, and how they stand."""
