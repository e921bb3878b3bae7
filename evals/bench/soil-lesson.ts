/** A lesson with two outcomes nobody could observe, like no other: the model is asked about each. */

/** @param more what stands below the first section: its last ones */
export function soilLesson(at: number, more = ''): string {
  return `---
title: Soil number ${at}
---

## Learning objectives

- Become familiar with the drainage of soil number ${at}
- Appreciate the loam of field number ${at}

## Drainage of soil number ${at}

Water drains from soil number ${at} in ${at + 3} minutes. Pour ${at + 5} litres of water on it and write down when the last of it is gone.
${more}`;
}
