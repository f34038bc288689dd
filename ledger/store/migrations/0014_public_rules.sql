-- Lines that say by which rules a fund moves its money: few among many, and read for its public
-- pages as they were at a tick. The topics are those of api/public/rules.py.

create index events_of_rules on events (fund_id, position)
where topic in ('policy.set.v1', 'single_signer.ended.v1');
