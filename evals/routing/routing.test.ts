import { expect, it } from 'vitest';
import { routingPlot } from './plot.ts';
import { families, withLoss } from './routing-suite.ts';
import { simulateRouting } from './simulation.ts';

const lines = simulateRouting(families(), { tasks: 2000 });

it('there is a family for every prompt, with every error rate', () => {
  expect(new Set(lines.map(({ family }) => family)).size).toBe(families().length);
  expect([...new Set(lines.map(({ smallErrorRate }) => smallErrorRate))]).toEqual([0, 0.05, 0.2, 0.4]);
});

it('a small tier that errs more loses more verdicts or costs more, never neither', () => {
  for (const family of families()) {
    const own = lines.filter((line) => line.family === family.name).map(withLoss);
    for (let at = 1; at < own.length; at += 1)
      expect(own[at]!.loss > own[at - 1]!.loss || own[at]!.cost > own[at - 1]!.cost).toBe(true);
  }
});

it('the plot says in words what it shows, says that it is a simulation, and escapes names', () => {
  const svg = routingPlot(lines.map((line) => ({ ...line, family: `<${line.family}>` })));
  expect(svg).toMatch(/role="img" aria-labelledby="routing-title routing-text"/);
  expect(svg).toContain('Simulation, no model was asked');
  for (const family of families()) expect(svg.match(new RegExp(`&lt;${family.name}&gt;: small tier errs in 0 %`))).not.toBeNull();
  expect(svg).not.toContain(`<${families()[0]!.name}>`);
});
