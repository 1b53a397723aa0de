"""SpiffWorkflow: one BPMN process a department, kept between steps as its serialised state in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from deployments.bench.plain import Plain, open_one, remind_one

# Its timers go by the machine's clock: the day they wait for is far away, until time passes.
AWAY, PASSED = "2999-03-31T00:00:00+00:00", "2000-03-31T00:00:00+00:00"
PROCESS = b"""
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="checks" targetNamespace="mubiao">
  <process id="check" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="to_open" sourceRef="start" targetRef="open"/>
    <scriptTask id="open"><script>open_check(department)</script></scriptTask>
    <sequenceFlow id="to_report" sourceRef="open" targetRef="report"/>
    <userTask id="report"/>
    <boundaryEvent id="due" attachedToRef="report" cancelActivity="false">
      <timerEventDefinition id="on_the_day"><timeDate>reminder_at</timeDate></timerEventDefinition>
    </boundaryEvent>
    <sequenceFlow id="to_remind" sourceRef="due" targetRef="remind"/>
    <scriptTask id="remind"><script>remind(department)</script></scriptTask>
    <sequenceFlow id="to_reminded" sourceRef="remind" targetRef="reminded"/>
    <endEvent id="reminded"/>
    <sequenceFlow id="to_end" sourceRef="report" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>
"""
STATES = "CREATE TABLE workflow (department_id int PRIMARY KEY, state text NOT NULL)"
KNOWN = "SELECT department_id FROM workflow"
KEEP = """
INSERT INTO workflow (department_id, state) VALUES (%s, %s)
ON CONFLICT (department_id) DO UPDATE SET state = excluded.state
"""
ALL = "SELECT department_id, state FROM workflow ORDER BY department_id"
SET_FORWARD = "UPDATE workflow SET state = replace(state, %s, %s)"


@dataclass(slots=True)
class Spiff:
    """The process, its serialiser, and the connection of its scripts."""

    plain: Plain
    connection: psycopg.Connection
    spec: Any
    serializer: Any
    scripts: Any = None
    due: date = date.max

    def __post_init__(self) -> None:
        """The two functions that the process's scripts may call."""
        known = {
            "open_check": lambda department: open_one(self.connection, department, self.due),
            "remind": lambda department: remind_one(self.connection, department),
        }
        self.scripts = PythonScriptEngine(environment=TaskDataEnvironment(known))

    def open(self, due: date) -> None:
        """A new process for every department that has none."""
        self.due = due
        known = {row[0] for row in self.connection.execute(KNOWN)}
        for department in self.plain.departments():
            if department not in known:
                process = BpmnWorkflow(self.spec, script_engine=self.scripts)
                for task in process.get_tasks(state=TaskState.READY):
                    task.set_data(department=department, reminder_at=AWAY)
                self._advance(process, department)

    def sweep(self, _day: date) -> None:
        """Every process is loaded and looks at its timer; those that went on are kept anew."""
        for department, state in self.connection.execute(ALL).fetchall():
            process = self.serializer.deserialize_json(state)
            process.script_engine = self.scripts
            process.refresh_timers()
            if process.get_tasks(state=TaskState.READY, manual=False):
                self._advance(process, department)

    def time_passes(self) -> None:
        """The timers that were kept now wait for a day gone by."""
        self.connection.execute(SET_FORWARD, [AWAY, PASSED])

    def _advance(self, process: Any, department: int) -> None:  # noqa: ANN401 - an untyped library
        with self.connection.transaction():
            process.do_engine_steps()
            process.refresh_timers()
            self.connection.execute(KEEP, [department, self.serializer.serialize_json(process)])


@contextmanager
def running(plain: Plain) -> Iterator[Spiff]:
    """The process parsed, the table of states made."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(PROCESS))
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    with plain.connect() as connection:
        connection.execute(STATES)
        yield Spiff(plain, connection, parser.get_spec("check"), serializer)
