/** What a model reads as not taught is asked of the course's people; what it reads as taught is not. */
import { expect, it } from 'vitest';
import { open, serve } from '../../tools/models/scripted-run.ts';
import type { ScriptedRequest } from '../../tools/models/scripted-server.ts';
import { courseFrom, lookAtCourse, withOutcomes } from './lessons.fixture.ts';
import { outcomeThinlyTaught } from './outcome-thinly-taught.ts';

const sentence = 'Wool is washed in warm water before it is carded and spun.';
const body = `## Wool

${sentence} A fleece is heavy with fat, dust and seeds, which warm water takes out. Lay the wet wool on a net in the shade until it is
dry, and turn it over in the evening. What is dry is pulled apart by hand.

## Spinning

A spindle twists the fibres into yarn. Spin slowly, and keep the twist out of what is not drawn yet. Two threads twisted against each
other make a yarn that holds. Wind the yarn on a stick before you knit with it.

Yarn of one thread slants to one side in what is knitted of it, so that knitters like two. Keep yarn away from moths, dry and dark, with
a piece of cedar beside it.
`;
const sure = 'Spin yarn with a spindle.';
const doubtful = ['Wash wool in the evening without soap.', 'Knit wool.'];
const course = courseFrom({ wool: withOutcomes([sure, ...doubtful], body) });

async function look(verdict: string) {
  const requests: ScriptedRequest[] = [];
  const answers = doubtful.map((_, at) => ({ number: at + 1, verdict, quote: sentence, reason: 'How it is done is not said.' }));
  await serve((request) => {
    requests.push(request);
    return { kind: 'json', value: { answers } };
  });
  const looked = await lookAtCourse(outcomeThinlyTaught, course, open({ settings: { shadow: { share: 0 } } }));
  expect(requests).toHaveLength(1);
  for (const outcome of doubtful) expect(requests[0]?.user).toContain(outcome);
  expect(requests[0]?.user).not.toContain(sure);
  return looked;
}

it.each([
  ['partial', 'moderate'],
  ['none', 'serious'],
])('what is read as %s is a question, %s, with the model’s reason and no edit', async (verdict, severity) => {
  const { findings, repair, answer } = await look(verdict);
  const asked = { rule: 'outcome-thinly-taught', severity, certainty: 'needs-review', answerKind: 'text' };
  expect(findings).toMatchObject(doubtful.map((outcome) => ({ ...asked, outcomes: [outcome] })));
  expect(JSON.stringify(findings[0]?.evidence)).toContain('How it is done is not said.');
  expect(await repair(findings[0]!)).toBeNull();
  const draft = await answer(findings[0]!, { kind: 'text', text: 'Say why a fleece is washed.' });
  expect(draft?.edits).toMatchObject([{ path: 'wool.md', replacement: 'Say why a fleece is washed' }]);
});

it.each(['full', 'unsure'])('what is read as %s is no finding', async (verdict) => {
  expect((await look(verdict)).findings).toEqual([]);
});

it('says that it cannot look without a model', async () => {
  expect((await lookAtCourse(outcomeThinlyTaught, course)).detection).toMatchObject({ outcome: 'notApplicable' });
});
