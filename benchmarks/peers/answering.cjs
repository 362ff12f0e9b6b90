"use strict";
// Answers requests on stdin, one JSON document a line: {"load": ...} prepares, {"runs": n} runs so often and measures.

const readline = require("node:readline");

const WARM_UP_SECONDS = 0.5;
const seconds = (start) => Number(process.hrtime.bigint() - start) / 1e9;

async function measure(act, runs) {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let run = 0; run < runs; run++) await act();
  const wall = seconds(start);
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1e6 / runs, wall: wall / runs };
}

/** Lets the compiler of V8 see the action before it is measured. */
async function warmUp(act) {
  const start = process.hrtime.bigint();
  do await act();
  while (seconds(start) < WARM_UP_SECONDS);
}

/** `load` gives the action for what was loaded. */
async function answer(load) {
  let act;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let reply = {};
    try {
      if (request.load) {
        act = await load(request.load);
        await warmUp(act);
      }
      if (request.runs) reply = await measure(act, request.runs);
    } catch (error) {
      reply = { error: String(error?.message ?? error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

module.exports = { answer };
