"""Official documents (文书) as .docx and .xlsx files: equal content gives equal bytes."""
