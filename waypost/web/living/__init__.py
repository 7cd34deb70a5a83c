"""The living page: every component in every state. In a demonstration folder and while developing only."""
