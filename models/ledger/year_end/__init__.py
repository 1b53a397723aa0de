"""Year end: the 现场复核通知, the filing with its evidence, the list of missing items (6.1.4, 3.3)."""
