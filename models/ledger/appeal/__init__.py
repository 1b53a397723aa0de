"""申诉: lodging, acceptance, re-inspection and ruling; the entry's deadlines are suspended meanwhile (4.3)."""
