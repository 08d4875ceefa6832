"""Units, people, skills, roles, accounts: who is who."""
