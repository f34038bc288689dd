"""What must not travel with the database: keys, and the way from people to random references."""
