"""绩效目标: issued from a sheet, adjusted with two consents and a filing; every version is stored (6.1.7)."""
