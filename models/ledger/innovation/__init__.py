"""创新项目评选: called, applied for, judged by experts, judged on site (1-2.16)."""
