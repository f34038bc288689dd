// Reads what our program made (the file named on the command line) and says whether
// @sigstore/verify agrees: with the signature of each head, and with each proof of inclusion.
// It has no proofs of consistency and no cosignatures; it takes one right signature for enough.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint.js');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle.js');

const material = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// Three parts; the last may have a plus of its own.
const [, name, hash, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(material.vkey);
const der = Buffer.concat([
  Buffer.from('302a300506032b6570032100', 'hex'),
  Buffer.from(key, 'base64').subarray(1),
]);
const log = {
  baseURL: name,
  logID: Buffer.from(hash, 'hex'),
  publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }),
};

const holds = (check) => {
  try {
    return check() ?? true;
  } catch (error) {
    if (error.code !== 'TLOG_INCLUSION_PROOF_ERROR') throw error;
    return false;
  }
};
const stop = (what, given) => {
  console.log(what, JSON.stringify(given));
  process.exit(1);
};

let heads = 0;
for (const head of material.heads.filter((each) => each.made)) {
  const entry = { inclusionProof: { checkpoint: { envelope: head.note } } };
  const found = holds(() => verifyCheckpoint(entry, [log]));
  if (!found || found.origin !== name || found.logSize !== BigInt(head.size)) stop('head', head);
  if (found.logHash.toString('base64') !== head.root) stop('root of the head', head);
  const other = head.note.replace(`\n${head.size}\n`, `\n${head.size + 1}\n`);
  entry.inclusionProof.checkpoint.envelope = other;
  if (holds(() => verifyCheckpoint(entry, [log]))) stop('a changed head passes', head);
  heads += 1;
}
for (const given of material.inclusion) {
  const entry = {
    canonicalizedBody: Buffer.from(given.data, 'base64'),
    inclusionProof: {
      logIndex: String(given.place),
      hashes: given.proof.map((each) => Buffer.from(each, 'base64')),
    },
  };
  const checkpoint = { logSize: BigInt(given.size), logHash: Buffer.from(given.root, 'base64') };
  const found = holds(() => verifyMerkleInclusion(entry, checkpoint));
  if (found !== given.holds) stop(`inclusion: sigstore says ${found}`, given);
}
console.log(`${heads} heads, ${material.inclusion.length} proofs`);
