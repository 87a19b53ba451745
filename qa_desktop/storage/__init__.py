"""The database, attachments, audit chain and backups: the only place that knows SQLAlchemy."""
