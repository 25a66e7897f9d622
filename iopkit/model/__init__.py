"""The field's own things as frozen values; they know no file, table or page."""
