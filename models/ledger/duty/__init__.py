"""应办事项: the list of obligations, their reminders, 催办 and the phone list (6.2.2)."""
