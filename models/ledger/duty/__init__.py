"""应办事项: what is owed, its reminders, 催办 and the list to phone from (6.2.2)."""
