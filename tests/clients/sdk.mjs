// What the JavaScript SDK makes of an endpoint. Its one argument is JSON: endpoint, token, region, definition, role, nobody
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  paginateGetExecutionHistory,
} from "@aws-sdk/client-sfn";

const given = JSON.parse(process.argv[2]);
const client = new SFNClient({
  endpoint: given.endpoint,
  region: given.region,
  credentials: { accessKeyId: given.token, secretAccessKey: "anything" },
  disableHostPrefix: true,
  maxAttempts: 1,
});

async function create(name, definition, type) {
  const made = await client.send(new CreateStateMachineCommand({ name, definition, roleArn: given.role, type }));
  return made.stateMachineArn;
}

async function describeWhenEnded(executionArn) {
  for (;;) {
    const found = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (found.status !== "RUNNING") return found;
  }
}

async function pages(executionArn) {
  const found = [];
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 4 }, { executionArn })) {
    found.push(page.events.map((event) => event.type));
  }
  return found;
}

async function missing() {
  try {
    await client.send(new DescribeExecutionCommand({ executionArn: given.nobody }));
    return null;
  } catch (error) {
    const isItsOwn = error instanceof ExecutionDoesNotExist;
    return { isItsOwn, name: error.name, message: error.message, requestId: error.$metadata.requestId };
  }
}

const machine = await create("order", given.definition, "STANDARD");
const started = await client.send(
  new StartExecutionCommand({ stateMachineArn: machine, name: "first", input: '{"n": 1}' }),
);
const ended = await describeWhenEnded(started.executionArn);
const fast = await create("fast", given.definition.replace("86400", "5"), "EXPRESS");
const synchronous = await client.send(new StartSyncExecutionCommand({ stateMachineArn: fast, input: '{"n": 2}' }));
console.log(
  JSON.stringify({
    ended: { status: ended.status, output: ended.output, seconds: (ended.stopDate - ended.startDate) / 1000 },
    pages: await pages(started.executionArn),
    missing: await missing(),
    synchronous: { status: synchronous.status, output: synchronous.output },
  }),
);
