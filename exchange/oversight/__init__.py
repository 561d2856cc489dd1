"""What people are told about their own accounts, who did what in a ministry, and looking in for an emergency."""
