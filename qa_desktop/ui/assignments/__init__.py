"""Rules and patrols: which checklist is proposed for what, and which rounds come due."""
