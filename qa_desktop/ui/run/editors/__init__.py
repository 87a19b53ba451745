"""One editor per family of item types; each draws the current item and says what the person gave."""
