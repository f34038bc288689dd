"""What members decide together: its rules, told as tables and laws."""
