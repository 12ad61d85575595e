"""The list 榜单: batches, and challenges from need to close."""
