"""Receivers on this machine for the demonstration and the tests: a mail server and a WeCom robot server.

Both listen on 127.0.0.1 only, look no name up, keep what they accept, and can be told to answer badly.
"""
