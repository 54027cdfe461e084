// Three replicas of the service behind haproxy, with Redis. Under load they are stopped and killed one after another;
// then it is checked that they act as one: paths, changes of one user, and quotas.
//
// usage: replicas.mjs FOLDER ROUNDS
import { differences, Model, notReplayed, underLoad, disassociationsOf } from './fleet/load.mjs';
import { clientOf, fill, stateOf } from './fleet/people.mjs';
import { Fleet } from './fleet/processes.mjs';
import { conflictsOnOneUser, pathsThatMove, quotaFaults } from './fleet/as-one.mjs';

const [, , folder, roundsText] = process.argv;
const ROUNDS = Number(roundsText);
/** Enough for the writes that two cores do meanwhile; a load that runs out of faces goes on with other writes. */
const USERS = 20 * ROUNDS;
/** Writes at once, and so at most as many fail with each replica that is killed. */
const IN_FLIGHT = 8;
const REPLAYS = 100;

let passed = 0;
let failed = 0;
const fleet = new Fleet(folder);
try {
  await fleet.start();
  await main();
} finally {
  fleet.stop();
}
console.log(`${passed} passed, ${failed} failed`);

async function main() {
  const client = clientOf(fleet.engine);
  const faces = await fill(client, USERS);
  await disturbed(client, faces);

  const moved = await pathsThatMove(fleet.url, [...faces.keys()]);
  count(`all requests about one user reach one replica, and users are spread: ${moved.join(', ')}`, moved.length === 0);

  const { writes, faults, slowRuns } = await conflictsOnOneUser(fleet, client);
  const told = slowRuns === 0 ? '' : ` (repeated ${slowRuns} times, because a replica found Redis too slow)`;
  if (writes === 0) console.log(`left out: changes of one user, because Redis took over 50 ms in all ${slowRuns} runs`);
  else
    count(
      `20 clients change one user at three replicas ${writes} times without 409 or 504${told}: ${faults.join(', ')}`,
      faults.length === 0,
    );

  const ofQuotas = Object.entries(await quotaFaults(fleet));
  for (const [title, found] of ofQuotas) count(`${title}: ${found.join(', ')}`, found.length === 0);
  if (ofQuotas.length === 0) console.log('left out: quotas, because two requests always took longer than a turn');
  client.destroy();
}

async function disturbed(client, faces) {
  const model = new Model();
  const disassociations = disassociationsOf(faces);
  const load = (prefix) => ({ url: fleet.url, prefix, disassociations, model });
  const restarts = (signal) => async () => {
    for (let round = 0; round < ROUNDS; round += 1) await fleet.restart(round % 3, signal);
  };
  const stopped = await underLoad(load('stopped'), restarts('SIGTERM'));
  count(
    `of ${stopped.sent} writes while a replica was stopped ${ROUNDS} times none failed (${stopped.late} found Redis too slow): ${stopped.failures.join(', ')}`,
    stopped.failures.length === 0,
  );
  const killed = await underLoad(load('killed'), restarts('SIGKILL'));
  count(
    `of ${killed.sent} writes while a replica was killed ${ROUNDS} times ${killed.failures.length} failed, at most those in flight (${killed.late} found Redis too slow)`,
    killed.failures.length <= ROUNDS * IN_FLIGHT,
  );
  const odd = [...stopped.odd, ...killed.odd];
  const unknown = [...Object.values(model.unknown), model.maybeTaken].reduce((sum, { size }) => sum + size, 0);
  count(
    `each that failed, repeated with its key, was done or ended with 409 outcome-unknown (${unknown}): ${odd.join(', ')}`,
    odd.length === 0,
  );
  const counts = Object.entries(model.made).map(([kind, { size }]) => `${size} of kind ${kind}`);
  const associations = [...faces].flatMap(([user, ids]) => ids.map((face) => `${user}/${face}`));
  const wrong = differences(model, await stateOf(client), associations);
  count(
    `the engine holds what was acknowledged (${counts.join(', ')}, ${model.taken.size} disassociated) and nothing else: ${wrong.slice(0, 20).join(', ')}`,
    wrong.length === 0 && [...Object.values(model.made), model.taken].every(({ size }) => size > 0),
  );
  const { wrong: other, harmless } = await notReplayed(fleet.url, killed.answered.slice(-REPLAYS));
  count(
    `the last answers are replayed at any replica (${harmless} safe writes ran again, recorded while Redis was too slow): ${other.join(', ')}`,
    other.length === 0,
  );
}

function count(title, isGood) {
  if (isGood) passed += 1;
  else failed += 1;
  console.log(`${isGood ? 'ok     ' : 'FAILED '} ${title.replace(/:[ ,]*$/, '')}`);
}
