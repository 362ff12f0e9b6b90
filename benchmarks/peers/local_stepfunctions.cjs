"use strict";
// Executions of aws-local-stepfunctions. The definition is compiled once, events are not read.

const { StateMachine } = require("aws-local-stepfunctions");
const { answer } = require("./answering.cjs");

async function load({ definition, input, taskSeconds }) {
  const machine = new StateMachine(definition, { validationOptions: { checkArn: false } });
  const work = (data) => new Promise((resolve) => setTimeout(resolve, taskSeconds * 1000, data));
  const overrides = { taskResourceLocalHandlers: { P: work } };
  return () => machine.run(input, { overrides }).result;
}

answer(load);
