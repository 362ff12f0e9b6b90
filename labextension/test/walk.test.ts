import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighbour } from '../src/widget/walk.ts';
import { box, edge, graph } from './graphs.ts';

const mark = (id: string, parent: string) =>
  box(id, 0, 0, { type: id.endsWith('start') ? 'Start' : 'End', parent });
const inside = { parent: '/Fan' };

/** A, then a Parallel with L and R, then either B, or C on the left of it. */
const MACHINE = graph(
  [
    mark('/^start', ''),
    box('/A', 300, 0),
    box('/Fan', 200, 100, { width: 300, height: 200, is_container: true, type: 'Parallel' }),
    mark('/Fan[0]/^start', '/Fan'),
    box('/Fan[0]/L', 220, 180, inside),
    mark('/Fan[0]/^end', '/Fan'),
    mark('/Fan[1]/^start', '/Fan'),
    box('/Fan[1]/R', 380, 180, inside),
    mark('/Fan[1]/^end', '/Fan'),
    box('/B', 300, 400),
    box('/C', 0, 400),
    mark('/^end', ''),
  ],
  [
    edge('/^start', '/A'),
    edge('/A', '/Fan'),
    edge('/Fan[0]/^start', '/Fan[0]/L'),
    edge('/Fan[0]/L', '/Fan[0]/^end'),
    edge('/Fan[1]/^start', '/Fan[1]/R'),
    edge('/Fan[1]/R', '/Fan[1]/^end'),
    edge('/Fan', '/B'),
    edge('/Fan', '/C'),
    edge('/B', '/^end'),
    edge('/C', '/^end'),
  ],
);

test('down follows an edge', () => assert.equal(neighbour(MACHINE, '/A', 'ArrowDown'), '/Fan'));
test('up goes back along an edge', () => assert.equal(neighbour(MACHINE, '/Fan', 'ArrowUp'), '/A'));
test('down enters a container', () => {
  assert.match(neighbour(MACHINE, '/Fan', 'ArrowDown') ?? '', /^\/Fan\[\d]\/[LR]$/);
});
test('up leaves a container by its start', () => {
  assert.equal(neighbour(MACHINE, '/Fan[1]/R', 'ArrowUp'), '/Fan');
});
test('down leaves a container by its end, to the nearer of the next states', () => {
  assert.equal(neighbour(MACHINE, '/Fan[1]/R', 'ArrowDown'), '/B');
});
test('left and right lead to the neighbour at the same height', () => {
  assert.equal(neighbour(MACHINE, '/Fan[0]/L', 'ArrowRight'), '/Fan[1]/R');
  assert.equal(neighbour(MACHINE, '/B', 'ArrowLeft'), '/C');
});
test('the end of a machine is no stop', () => {
  assert.equal(neighbour(MACHINE, '/B', 'ArrowDown'), undefined);
  assert.equal(neighbour(MACHINE, '/A', 'ArrowUp'), undefined);
});
test('a state that loops to itself is not its own neighbour', () => {
  const loop = graph([box('/A', 0, 0)], [edge('/A', '/A')]);
  assert.equal(neighbour(loop, '/A', 'ArrowDown'), undefined);
});
