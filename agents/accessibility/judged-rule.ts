/** The frame of a rule about meaning: what looks wrong is a question; a model, where there is one, reads all of it. */
import type { LessonContext } from '../context.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import { type Fault, faultRule, isProtected } from './fault-rule.ts';
import { type Judgement, judge, type Matter, readBy } from './judge.ts';

/**
 * `certain`: it fails whoever reads it, and no model is asked. `suspected`: there are grounds in the text itself, so a person is
 * asked where no model can be. `possible`: only a reader could tell, and nobody is asked without a model: most are fine.
 */
export type Doubt = Matter & { grounds: 'certain' | 'suspected' | 'possible'; fault: Omit<Fault, 'certainty'> };

/** @param gather what may be wrong, or the reason why the rule does not apply. Pure. */
export function judgedRule(
  meta: RuleMeta,
  gather: (context: LessonContext) => Promise<Doubt[] | string> | Doubt[] | string,
): Rule<LessonContext> {
  return faultRule<LessonContext>({ ...meta, needs: [...new Set([...meta.needs, 'model' as const])] }, async (context) => {
    const doubts = await gather(context);
    if (typeof doubts === 'string') return doubts;
    const open = doubts.filter(({ fault }) => !isProtected(context.lesson, fault.range));
    const judged = await judge(
      context,
      open.filter(({ grounds }) => grounds !== 'certain'),
    );
    return open.flatMap((doubt) => faultOf(doubt, judged.get(doubt)));
  });
}

/** A model's "passes" ends a suspicion; its "cannot-tell" leaves it as it was, and so does any word on what it could not see. */
function faultOf({ grounds, fault, lacks }: Doubt, judgement: Judgement | undefined): Fault[] {
  if (grounds === 'certain') return [{ ...fault, certainty: 'fails' }];
  if (judgement?.verdict === 'passes' && lacks === undefined) return [];
  if (judgement?.verdict === 'fails' && lacks === undefined) {
    const evidence = [...(fault.evidence ?? []), { kind: 'note' as const, text: readBy(judgement) }];
    return [{ ...fault, certainty: 'fails', evidence, ...(grounds === 'possible' ? { readBy: 'model' } : {}) }];
  }
  return grounds === 'suspected' ? [{ ...fault, certainty: 'needs-review' }] : [];
}
