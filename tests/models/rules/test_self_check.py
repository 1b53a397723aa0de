"""查访核验: the debtors of the cycles of clause 7."""

from models.rules.cloud import CLOUD_MONITORING
from models.rules.duties import Debtor, OpenedFor
from models.rules.review import ONLINE_REVIEW
from models.rules.self_check import SELF_CHECK
from models.rules.visit import FIELD_INSPECTION


def test_departments_check_themselves_and_the_agency_sees_to_the_rest() -> None:
    assert SELF_CHECK.whose is OpenedFor.DEPARTMENTS
    of_agency = (ONLINE_REVIEW, FIELD_INSPECTION, CLOUD_MONITORING)
    assert {duty.debtor for cycle in of_agency for duty in cycle.duties} == {Debtor.AGENCY}


def test_only_an_upload_can_be_left_to_the_lead_department() -> None:
    assert (CLOUD_MONITORING.delegable, FIELD_INSPECTION.delegable) == (True, False)
