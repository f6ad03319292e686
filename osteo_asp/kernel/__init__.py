"""The kernel: the guideline as a function from columns of patients to columns of answers."""
