"""An article under review: what is shown of it, and the answers that can be taken by one key."""
