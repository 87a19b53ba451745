"""My work: what to resume, what came back, what is due, and the way into a new inspection."""
