"""目标云: uploads of key projects, their warnings, delegation, table and page (7.5)."""
