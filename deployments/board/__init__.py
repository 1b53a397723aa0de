"""The page of the 总表, and its file that `mubiao up` keeps current."""
