"""交办事项: other work that is assigned to the agency (1-5.3 f)."""
