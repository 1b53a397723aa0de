"""公文 by GB/T 9704-2012: page, red head, text, signature, appendix and 版记 of every paper as .docx."""
