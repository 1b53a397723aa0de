"""SpiffWorkflow: one BPMN process per department, stored between steps as serialised state in the database."""

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

# Its timers use the machine's clock: the timer date lies far ahead until `time_passes` replaces it.
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
STARTED = "SELECT department_id FROM workflow"
UPSERT_STATE = """
INSERT INTO workflow (department_id, state) VALUES (%s, %s)
ON CONFLICT (department_id) DO UPDATE SET state = excluded.state
"""
ALL = "SELECT department_id, state FROM workflow ORDER BY department_id"
SET_FORWARD = "UPDATE workflow SET state = replace(state, %s, %s)"


@dataclass(slots=True)
class Spiff:
    """The process specification, its serialiser, and the connection that its scripts use."""

    plain: Plain
    connection: psycopg.Connection
    spec: Any
    serializer: Any
    scripts: Any = None
    due: date = date.max

    def __post_init__(self) -> None:
        """Register the two functions that the process's scripts call."""
        functions = {
            "open_check": lambda department: open_one(self.connection, department, self.due),
            "remind": lambda department: remind_one(self.connection, department),
        }
        self.scripts = PythonScriptEngine(environment=TaskDataEnvironment(functions))

    def open(self, due: date) -> None:
        """Start a process for every department without one."""
        self.due = due
        started = {row[0] for row in self.connection.execute(STARTED)}
        for department in self.plain.departments():
            if department not in started:
                process = BpmnWorkflow(self.spec, script_engine=self.scripts)
                for task in process.get_tasks(state=TaskState.READY):
                    task.set_data(department=department, reminder_at=AWAY)
                self._advance(process, department)

    def sweep(self, _day: date) -> None:
        """Load every process and refresh its timers; processes that advanced are saved."""
        for department, state in self.connection.execute(ALL).fetchall():
            process = self.serializer.deserialize_json(state)
            process.script_engine = self.scripts
            process.refresh_timers()
            if process.get_tasks(state=TaskState.READY, manual=False):
                self._advance(process, department)

    def time_passes(self) -> None:
        """Set the timer date of every stored process to the past."""
        self.connection.execute(SET_FORWARD, [AWAY, PASSED])

    def _advance(self, process: Any, department: int) -> None:  # noqa: ANN401 - an untyped library
        with self.connection.transaction():
            process.do_engine_steps()
            process.refresh_timers()
            self.connection.execute(UPSERT_STATE, [department, self.serializer.serialize_json(process)])


@contextmanager
def running(plain: Plain) -> Iterator[Spiff]:
    """Parse the process and create the table of states."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(PROCESS))
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    with plain.connect() as connection:
        connection.execute(STATES)
        yield Spiff(plain, connection, parser.get_spec("check"), serializer)
