"""Who brings whom together: groups, introductions, invite trees, groups that come back."""
