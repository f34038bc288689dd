"""Nothing acknowledged is lost, nothing is written twice: kill -9 and many processes at once."""
