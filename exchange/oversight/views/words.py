"""Acts as words. What has none is shown by its own name."""

from exchange.kernel.messages import N_

ACTS = {
    "comment.edited": N_("Comment corrected"),
    "comment.withdrawn": N_("Comment withdrawn"),
    "comment.written": N_("Comment written"),
    "invitation.accepted": N_("Invitation accepted"),
    "invitation.made": N_("Invitation made"),
    "ministry.closed": N_("Break-glass ended"),
    "ministry.opened": N_("Break-glass: the platform’s administrator looks in"),
    "ministry.second-factor": N_("Rule for the second factor changed"),
    "person.disabled": N_("Account closed"),
    "person.linked": N_("Account linked to the ministry’s sign-in service"),
    "person.password-changed": N_("Password changed"),
    "person.password-reset": N_("Password set by a link"),
    "person.proved-again": N_("Proved again who they are"),
    "person.roles-changed": N_("Roles changed"),
    "person.signed-in": N_("Signed in"),
    "person.signed-out": N_("Signed out"),
    "practice.cleared": N_("Text cleared"),
    "practice.drafted": N_("Draft begun"),
    "practice.published": N_("Practice published"),
    "practice.sent-back": N_("Text sent back"),
    "practice.sent-for-clearance": N_("Text sent for clearance"),
    "practice.withdrawn": N_("Practice withdrawn"),
}
