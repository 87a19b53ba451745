"""Settings: one's own account, the look, the workspace and its health, the root certificate, and what this program is."""
