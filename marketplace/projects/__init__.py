"""The work itself: tasks, milestones, measured values, acceptance."""
