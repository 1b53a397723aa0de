"""目标草案: written, consulted and approved before it is issued (1-2.3 to 1-2.7)."""
