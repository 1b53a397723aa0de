"""Papers (文书) as .docx and .xlsx: equal content gives equal bytes."""
