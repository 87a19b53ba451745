"""What people do: one public method is one permission, one transaction, one audit entry."""
