-- Lines that set a deadline, which the service keeps by itself: few among many, and looked for in
-- all books at once when the service starts. The topics are those of ledger/store/all_books.py.

create index events_with_deadlines on events (fund_id, position)
where topic in ('ratification.opened.v1', 'glass.broken.v1');
