"""A received mail taken apart: headers, first line, attachments, bounces; in a process with limits."""
