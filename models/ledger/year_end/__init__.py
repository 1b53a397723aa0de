"""Year end: the 现场复核通知, the filing with its evidence, the comparison of what is missing (6.1.4, 3.3)."""
