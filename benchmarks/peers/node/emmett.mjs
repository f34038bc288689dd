// Emmett on PostgreSQL, as npm brings it. It is copied into .bench/node and run there.
//
// One command: appendToStream of one event with the expected version of its stream. On a conflict
// the newest version that is known is taken and it is tried again. Settings come as JSON in the
// first argument, orders one a line on standard input, and each is answered with a line of JSON.

import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { STREAM_DOES_NOT_EXIST } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, readMessagesBatch } from '@event-driven-io/emmett-postgresql';
import { dumbo } from '@event-driven-io/dumbo';
import pg from 'pg';

const QUIET_MS = 300;
const CONFLICT = 412;
const settings = JSON.parse(process.argv[2]);
const stores = new Map();

// A connection a caller, so that nobody waits for one.
const storeFor = async (callers) => {
  if (!stores.has(callers)) {
    const pool = new pg.Pool({ ...settings, max: callers });
    const store = getPostgreSQLEventStore(settings.connectionString, { connectionOptions: { pool } });
    await store.schema.migrate();
    stores.set(callers, store);
  }
  return stores.get(callers);
};

const commandOf = (store, { shape, payload }) => {
  const event = { type: 'Recorded', data: payload };
  if (shape === 'each')
    return async () => {
      await store.appendToStream(`fund-${randomUUID()}`, [event], {
        expectedStreamVersion: STREAM_DOES_NOT_EXIST,
      });
      return true;
    };
  const stream = `fund-${randomUUID()}`;
  let version = STREAM_DOES_NOT_EXIST;
  return async (end) => {
    for (;;) {
      try {
        const result = await store.appendToStream(stream, [event], { expectedStreamVersion: version });
        const next = result.nextExpectedStreamVersion;
        if (typeof version !== 'bigint' || next > version) version = next;
        return true;
      } catch (error) {
        if (error.errorCode !== CONFLICT) throw error;
        if (performance.now() > end) return false;
      }
    }
  };
};

// The reader of its own consumers: batches by global position.
const follow = (execute, after) => {
  let finishing = false;
  const run = async () => {
    const delivered = new Set(); // it may give an event twice: each counts once
    let quietSince = performance.now();
    for (;;) {
      const { messages, currentGlobalPosition } = await readMessagesBatch(execute, { after, batchSize: 1000 });
      for (const { metadata } of messages) delivered.add(metadata.messageId);
      if (messages.length > 0) after = currentGlobalPosition;
      if (messages.length > 0 || !finishing) quietSince = performance.now();
      else if (performance.now() - quietSince > QUIET_MS) return delivered.size;
      if (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const counted = run();
  return () => { finishing = true; return counted; };
};

const measure = async (work, callers, seconds) => {
  const waits = [];
  const started = performance.now();
  const end = started + 1000 * seconds;
  await Promise.all(Array.from({ length: callers }, async () => {
    for (let before = performance.now(); before < end;) {
      const written = await work(end);
      const after = performance.now();
      if (written) waits.push(after - before);
      before = after;
    }
  }));
  return [waits.sort((a, b) => a - b), (performance.now() - started) / 1000];
};

const readers = new pg.Pool({ ...settings, max: 1 });
const reading = dumbo({ connectionString: settings.connectionString, pool: readers });

const obey = async (order) => {
  const store = await storeFor(order.callers);
  const work = commandOf(store, order);
  let finish;
  if (order.tail) {
    const { rows } = await readers.query('select max(global_position) as last from emt_messages');
    finish = follow(reading.execute, BigInt(rows[0].last ?? 0));
  }
  const [waits, took] = await measure(work, order.callers, order.seconds);
  const at = (part) => waits[Math.min(Math.floor(waits.length * part), waits.length - 1)];
  const answer = {
    per_second: waits.length / took, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99),
    committed: waits.length,
  };
  if (finish) {
    answer.delivered = await finish();
    answer.lost = answer.committed - answer.delivered;
  }
  return answer;
};

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await obey(JSON.parse(line))));
process.exit(0);
