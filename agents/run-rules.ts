/** Runs one rule and turns what it says into a detection that can be kept: settings applied, faults told apart. */
import type { RuleSettings } from '../tools/config/schema.ts';
import type { Detection } from './contract.ts';
import type { Rule } from './rule.ts';

/**
 * @returns what the rule says, with the severity its settings give it. A rule that throws has failed; it never reads as clean.
 * @throws only where `context.signal` was aborted.
 */
export async function runRule<C extends { settings(rule: string): RuleSettings; signal: AbortSignal }>(
  rule: Rule<C>,
  context: C,
): Promise<Detection> {
  const settings = context.settings(rule.meta.id);
  if (!settings.enabled) return { outcome: 'notApplicable', reason: 'switched off in the config' };
  try {
    const detection = await rule.check(context);
    if (detection.outcome !== 'checked') return detection;
    return {
      outcome: 'checked',
      findings: detection.findings.map((finding) => ({ ...finding, severity: settings.severity ?? finding.severity })),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    return { outcome: 'failed', error: error instanceof Error ? error.message : String(error) };
  }
}
