"""Test servers on this machine for the demonstration and the tests: a mail server and a WeCom robot server.

Both listen on 127.0.0.1 only, do no DNS lookup, store what they accept, and can be scripted to fail.
"""
