/** Reads the prompts of a folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Prompt, readPrompt } from './prompt.ts';

/** The prompts that come with Perennial. */
export const ownPrompts = fileURLToPath(new URL('../../prompts', import.meta.url));

/**
 * All prompts of a folder by id.
 * @throws where a file is not a right prompt, two have one id, or an id is not its file's name
 */
export function readPrompts(folder: string = ownPrompts): Map<string, Prompt> {
  const prompts = new Map<string, Prompt>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.md') || file === 'README.md') continue;
    const prompt = readPrompt(join(folder, file), readFileSync(join(folder, file), 'utf8'));
    if (`${prompt.id}.md` !== file)
      throw new Error(`${join(folder, file)} has the id "${prompt.id}": name the file ${prompt.id}.md.`);
    prompts.set(prompt.id, prompt);
  }
  return prompts;
}
