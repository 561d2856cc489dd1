"""Reads about meetings: frozen values ready for a template, always under the reader's right.

What other capabilities read of meetings stands here by name.
"""

from exchange.meetings.queries.between import CommitmentFact, MeetingFact, commitments_between, meetings_between

__all__ = ["CommitmentFact", "MeetingFact", "commitments_between", "meetings_between"]
