"""What anybody may read of a fund that publishes: pages and files made from reports and rules."""
