"""What people are told about their meetings, each in their language and on their clock."""
