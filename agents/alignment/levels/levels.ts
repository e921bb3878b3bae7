/** Levels of the revised Bloom taxonomy, lowest first (Anderson & Krathwohl 2001). */
export const levels = ['remember', 'understand', 'apply', 'analyse', 'evaluate', 'create'] as const;
export type Level = (typeof levels)[number];
