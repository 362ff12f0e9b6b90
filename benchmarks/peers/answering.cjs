"use strict";
// Answers requests on stdin, one JSON document a line: {"load": ...} prepares, {"runs": n} runs so often and measures.

const readline = require("node:readline");

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

/** `load` gives the action for what was loaded. */
async function answer(load) {
  let act;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let reply = {};
    try {
      if (request.load) act = await load(request.load);
      else reply = await measure(act, request.runs);
    } catch (error) {
      reply = { error: String(error?.message ?? error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

module.exports = { answer };
