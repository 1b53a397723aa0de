"""Steps of the daily sweep and of the event cycles."""

from tasks.step import step

send_reminders = step("到期提醒", "remind")
propose_urgings = step("生成催办任务", "propose_urgings")
watch_liaisons = step("检查联络员", "watch_liaisons")
watch_calendar = step("检查放假安排", "watch_calendar")
report_head = step("台账月报", "report_head")
repair_feedback = step("补开整改反馈", "repair_feedback")
judge_uploads = step("判定目标云缺报", "judge_missing_uploads")
compare_filings = step("年终材料比对", "compare_due_filings")
freeze_list = step("形成季度负面清单", "freeze_list_due")
record_sweep = step("登记巡检", "record_sweep", daily=True)
WATCHES = (
    compare_filings,
    send_reminders,
    propose_urgings,
    judge_uploads,
    watch_liaisons,
    watch_calendar,
)  # in this order
